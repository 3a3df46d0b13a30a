"""A name without blanks for a folder: evcxr's commands to its own process are split at blanks."""

import hashlib
import os
import re
import tempfile
from pathlib import Path


def without_blanks(folder):
    """`folder` itself, or a link to it in the temporary folder."""
    if not re.search(r"\s", str(folder)):
        return folder
    place = Path(tempfile.gettempdir()) / f"evcxr-front-{os.getuid()}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != os.getuid() or place.is_symlink():
        raise PermissionError(f"{place} belongs to someone else")
    link = place / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    if not link.is_symlink() or Path(os.readlink(link)) != folder:
        new = link.with_suffix(f".{os.getpid()}")
        new.symlink_to(folder, target_is_directory=True)
        os.replace(new, link)
    return link
