"""Removes what set-up made in this folder. What cargo keeps for all projects stays."""

import shutil

from . import cargo_config
from .paths import TARGET, VENV
from .report import say


def clean():
    for folder in (VENV, TARGET):
        if folder.exists():
            say(f"Removing {folder}")
            shutil.rmtree(folder)
    cargo_config.remove()
    say("Clean. Data and notebooks are untouched; `make setup` makes the rest again.")
