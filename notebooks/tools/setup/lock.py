"""One set-up at a time: a second one waits for the first."""

import fcntl
from contextlib import contextmanager

from .paths import SETUP_STATE
from .report import say


@contextmanager
def only_one(folder=SETUP_STATE):
    """Holds the checkout's lock; the system lets go of it however the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder; waiting for it to end …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
