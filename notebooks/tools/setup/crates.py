"""The crates that a cell can use without a `:dep`, and what the kernel does with them.

One line a crate; everything else follows from this list.
"""

from evcxr_front.description import Crate

from .paths import CHECKOUT

CRATES = [
    Crate("notebook-front", path=str(CHECKOUT / "notebooks" / "kernel" / "crate")),
    Crate("tch", version="0.26"),
    Crate("vae-core", path=str(CHECKOUT / "vae-core")),
    Crate("vae-evidence", path=str(CHECKOUT / "notebooks" / "evidence")),
    Crate("vae-exercises", path=str(CHECKOUT / "notebooks" / "exercises")),
    Crate("vae-few-labels", path=str(CHECKOUT / "notebooks" / "few-labels")),
    Crate("vae-files", path=str(CHECKOUT / "notebooks" / "files"), default_features=False),
    Crate("vae-papers", path=str(CHECKOUT / "notebooks" / "papers")),
    Crate("vae-plot", path=str(CHECKOUT / "notebooks" / "plot"), features=("fetch",)),
    Crate("vae-thesis", path=str(CHECKOUT / "notebooks" / "thesis"), default_features=False),
]
# Below them; a cell calls its types by vae-core's names.
BASE = Crate("vae-base", path=str(CHECKOUT / "vae-core" / "base"))
# What lies below these appears in no cell.
OPAQUE = (*(crate.name for crate in CRATES), BASE.name, "torch-sys")
FIRST_CELL = (
    "use vae_core::*;\nuse vae_plot::figure;\nuse vae_thesis::classifier;\nuse tch::Tensor;"
)
# The first variable makes rust-analyzer read all dependencies: better at start than in a cell.
PRELUDE = "let first = tch::Tensor::from(0.0_f32); drop(first);"


def files():
    """All that our own crates are compiled from."""
    for crate in (BASE, *CRATES):
        if crate.path:
            yield from files_of(CHECKOUT / crate.path)


def files_of(folder):
    yield folder / "Cargo.toml"
    if (folder / "build.rs").exists():
        yield folder / "build.rs"
    yield from sorted(path for path in (folder / "src").rglob("*") if path.is_file())
