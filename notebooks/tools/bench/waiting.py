"""How long `make setup` takes when nothing is left to do, and `make lab` until it answers."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from setup.paths import CHECKOUT, TOOLS
from setup.report import SetupError, output_of

WITHIN_SECONDS = 120


def setup_seconds():
    start = time.monotonic()
    if output_of(["make", "setup"], timeout=600, cwd=CHECKOUT) is None:
        raise SetupError("`make setup` failed; run it alone to see why.")
    return time.monotonic() - start


def lab_seconds():
    """From the command until JupyterLab's server answers a request."""
    port = free_port()
    start = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, TOOLS / "lab.py", "--no-browser", f"--ServerApp.port={port}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/api"):
            if server.poll() is not None or time.monotonic() > start + WITHIN_SECONDS:
                raise SetupError("JupyterLab did not start; run `make lab` alone to see why.")
            time.sleep(0.05)
        return time.monotonic() - start
    finally:
        server.terminate()
        server.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
