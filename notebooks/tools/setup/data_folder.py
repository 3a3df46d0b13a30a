"""Where the notebooks look for the images: what VAE_DATA says, or said when set-up last saw it."""

import os
from pathlib import Path

from . import stamp
from .paths import CHECKOUT, SETUP_STATE

STEP = "data-folder"
DEFAULT = CHECKOUT / "data"


def choose(folder=SETUP_STATE):
    """A shell without the variable does not make set-up forget; `data` in the checkout ends it."""
    named = os.environ.get("VAE_DATA")
    if named:
        chosen = str(Path(named).expanduser().absolute())
        stamp.write(STEP, chosen, folder)
        return chosen
    remembered = stamp.read(STEP, folder)
    if remembered and Path(remembered).is_dir():
        return remembered
    return str(DEFAULT)
