"""Remembers what a step was done for, so that it is done again only when that changed."""

import hashlib

from evcxr_front import install

from .paths import SETUP_STATE


def fingerprint(*parts):
    """A short hash of texts and of files' contents (paths)."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part.read_bytes()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:16]


def read(step, folder=SETUP_STATE):
    try:
        return (folder / f"{step}.stamp").read_text()
    except OSError:
        return None


def is_current(step, value, folder=SETUP_STATE):
    return read(step, folder) == value


def write(step, value, folder=SETUP_STATE):
    """Called last in a step: an interrupted step has no stamp and is done again."""
    install.write(folder / f"{step}.stamp", value)


def clear(step, folder=SETUP_STATE):
    (folder / f"{step}.stamp").unlink(missing_ok=True)
