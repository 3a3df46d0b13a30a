"""Started by Jupyter for each kernel: gives evcxr a build folder of its own, and becomes evcxr.

launch.py STATE CONNECTION_FILE
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from launcher import build_folder, environment, relay


def main(state, connection_file):
    try:
        found = environment.settings(state)
    except OSError as error:
        sys.exit(f"The kernel Rust (VAE) is not set up: {error}\nRun `make setup`.")
    build_folder.remove_abandoned(state)
    folder = build_folder.create(state)
    variables = environment.for_kernel(state, folder, found)
    evcxr = found["evcxr_jupyter"]
    connection = relay.start(Path(connection_file), folder)
    os.execve(evcxr, [evcxr, "--control_file", str(connection)], variables)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
