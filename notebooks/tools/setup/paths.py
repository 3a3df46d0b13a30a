"""Where things lie in the checkout."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
NOTEBOOKS = CHECKOUT / "notebooks"
TOOLS = NOTEBOOKS / "tools"
FRONT = NOTEBOOKS / "kernel"
CRATE = CHECKOUT / "vae-core"
LOCKFILE = CHECKOUT / "Cargo.lock"
REQUIREMENTS = TOOLS / "requirements.txt"

VENV = CHECKOUT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
PROGRAM = VENV / "bin" / "vae"
CARGO_CONFIG = CHECKOUT / ".cargo" / "config.toml"

TARGET = CHECKOUT / "target"
SETUP_STATE = TARGET / "setup"
LOG = SETUP_STATE / "setup.log"
KERNEL_STATE = TARGET / "kernel"
