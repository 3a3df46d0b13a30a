"""Writes .cargo/config.toml, through which every cargo in this checkout finds libtorch."""

from evcxr_front import install

from . import glue
from .libtorch import SPIN
from .paths import CARGO_CONFIG

# Macros and what they are made of run for a moment while other crates compile; archives, colour
# profiles and ciphers come with tch and image, and nothing here uses them.
HARDLY_RUN = (
    "proc-macro2",
    "quote",
    "serde_derive",
    "syn",
    "thiserror-impl",
    "unicode-ident",
    "zerocopy-derive",
    "aes",
    "bzip2",
    "bzip2-sys",
    "hmac",
    "moxcms",
    "pbkdf2",
    "pxfm",
    "sha1",
    "time",
    "zip",
    "zstd",
    "zstd-safe",
    "zstd-sys",
)

TEXT = """\
# Written by set-up; git ignores it. Lets plain `cargo build` and `cargo test` find libtorch in
# this checkout. A variable of the same name in your shell comes first.
[env]
LIBTORCH = {libtorch}
# Threads that wait leave the processors to those that work.
GOMP_SPINCOUNT = "{spin}"

# The kernel builds its cells with evcxr's own profile; this makes their dependencies fast.
[profile.dev.package."*"]
opt-level = 3
debug = false
"""


def write(libtorch):
    """Rewritten only when it changes: cargo rebuilds what depends on it."""
    known = {"libtorch": glue.toml_text(str(libtorch)), "spin": SPIN["GOMP_SPINCOUNT"]}
    text = TEXT.format(**known) + hardly_run() + glue.cargo_config()
    if CARGO_CONFIG.exists() and CARGO_CONFIG.read_text(encoding="utf-8") == text:
        return
    install.write(CARGO_CONFIG, text)


def hardly_run():
    """Not worth the compiler's time: half a minute of it in each profile."""
    lines = [f"{name}.opt-level = 0\n" for name in HARDLY_RUN]
    return "".join(
        f"\n[profile.{profile}.package]\n{''.join(lines)}" for profile in ("dev", "release")
    )


def remove():
    CARGO_CONFIG.unlink(missing_ok=True)
