"""What a kernel is made of, as whoever installs it says it."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Crate:
    """A dependency of every cell: a folder's, or a version from crates.io."""

    name: str
    path: str = ""
    version: str = ""
    features: tuple = ()
    default_features: bool = True

    def toml(self):
        """The line of evcxr.toml."""
        if not self.path and not self.features and self.default_features:
            return f"{toml_text(self.name)} = {toml_text(self.version or '*')}"
        parts = [f"path = {toml_text(str(self.path))}"] if self.path else []
        parts += [f"version = {toml_text(self.version)}"] if self.version else []
        if self.features:
            parts.append(f"features = [{', '.join(map(toml_text, self.features))}]")
        if not self.default_features:
            parts.append("default-features = false")
        return f"{toml_text(self.name)} = {{ {', '.join(parts)} }}"


@dataclass(frozen=True)
class TomlCrate:
    """A dependency by its line in Cargo.toml's words."""

    line: str

    @property
    def name(self):
        return self.line.partition("=")[0].strip().strip('"')

    def toml(self):
        return self.line


@dataclass
class Kernel:
    name: str
    display_name: str
    crates: list
    # A cell of imports: what the warmed build compiles, and how long a start is measured.
    first_cell: str = ""
    # Run when a kernel has started and nothing waits. A first variable makes rust-analyzer read all
    # crates, which takes seconds: better while the reader reads.
    warm_up: str = "let first = vec![1u8]; drop(first);"
    # Crates whose dependencies appear in no cell: rust-analyzer need not read those.
    opaque: tuple = ()
    environment: dict = field(default_factory=dict)
    # Only where the user has not set them.
    defaults: dict = field(default_factory=dict)
    library_path: tuple = ()
    lockfile: str = ""
    rust_src: str = ""


def toml_text(text):
    return json.dumps(text, ensure_ascii=False)
