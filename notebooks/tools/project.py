"""Where things are: the repository, its notebooks, and how to read one."""

import signal
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "target" / "book"
KERNEL = "rust-vae"


class UsageError(Exception):
    """A mistake of the caller, told in one line with its remedy."""


def chapters():
    """All chapters, in reading order."""
    return sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def resolve(names):
    """The notebooks a command line names (a path, or just `04-design`); all if none."""
    return [find(name) for name in names] if names else chapters()


def find(name):
    path = Path(name)
    if path.is_file():
        return path.resolve()
    found = [chapter for chapter in chapters() if chapter.stem.startswith(path.stem)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(chapter.stem for chapter in chapters()) or "none"
    raise UsageError(f"{name}: no such notebook (chapters here: {there})")


def read(path):
    """A notebook in format 4.5, or an error that names the file."""
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except Exception as error:
        raise UsageError(
            f"{path}: is not a readable notebook ({error}); restore it from version control"
        ) from error


def shown(path):
    """A path as people write it: relative to the repository where that is possible."""
    path = Path(path)
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return str(path)


def first_line(source):
    """The first line of a cell that says something, of its code if it has any."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    code = (line for line in lines if not line.startswith("//"))
    return next(code, lines[0] if lines else "")


def tags(cell):
    return cell.metadata.get("tags", [])


def program(main, name):
    """Run a command line program: wrong use is one line and exit code 2.

    Whoever ends it by a signal ends its kernels too: `with` blocks are left in order.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except UsageError as error:
        print(f"{name}: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        sys.exit(130)
