"""Started by Jupyter for each kernel: gives evcxr a build folder of its own, and stands before it.

launch.py STATE CONNECTION_FILE
"""

import functools
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evcxr_front import alias, build_folder, channels, environment, processes
from evcxr_front.signals import Signals


def main(state, connection_file):
    try:
        found = environment.settings(state)
    except OSError as error:
        sys.exit(f"This kernel is not set up: {error}")
    build_folder.remove_abandoned(state)
    folder = alias.without_blanks(state) / build_folder.create(state).name
    outer = json.loads(connection_file.read_text(encoding="utf-8"))
    inner, _held = channels.inner_connection(outer)
    inner_file = folder / "connection.json"
    inner_file.write_text(json.dumps(inner), encoding="utf-8")
    variables = environment.for_kernel(state, folder, found)
    signals = Signals()
    process = processes.start(found["evcxr_jupyter"], inner_file, variables)
    try:
        renew = functools.partial(build_folder.renew_warm, state, folder)
        serve(outer, inner, process, folder, signals, found, renew)
    finally:
        if process.poll() is None:
            processes.end_all(process.pid, processes.children_by_parent())
        code = process.wait()
    return abs(code)


def serve(*arguments):
    from evcxr_front.front import Front

    try:
        front = Front(*arguments)
    except Exception as error:
        # Jupyter starts a kernel that ended so early again, on other ports.
        sys.exit(f"The kernel cannot be reached: {error}")
    front.serve()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
