"""Writes .cargo/config.toml, through which every cargo in this checkout finds libtorch."""

from . import glue
from .paths import CARGO_CONFIG

TEXT = """\
# Written by set-up; git ignores it. Lets plain `cargo build` and `cargo test` find libtorch in
# this checkout. A variable of the same name in your shell comes first.
[env]
LIBTORCH = {libtorch}

# The kernel builds its cells with evcxr's own profile; this makes their dependencies fast.
[profile.dev.package."*"]
opt-level = 3
debug = false
"""


def write(libtorch):
    """Rewritten only when it changes: cargo rebuilds what depends on it."""
    text = TEXT.format(libtorch=glue.toml_text(str(libtorch))) + glue.cargo_config()
    if CARGO_CONFIG.exists() and CARGO_CONFIG.read_text(encoding="utf-8") == text:
        return
    CARGO_CONFIG.parent.mkdir(exist_ok=True)
    CARGO_CONFIG.write_text(text, encoding="utf-8")


def remove():
    CARGO_CONFIG.unlink(missing_ok=True)
