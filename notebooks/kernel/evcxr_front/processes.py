"""evcxr's process and those below it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def start(program, connection_file, environment):
    return subprocess.Popen(
        [program, "--control_file", str(connection_file)],
        env=environment,
        preexec_fn=before_it_starts,
        close_fds=False,  # the lock of the build folder goes with it
    )


def before_it_starts():
    """Ctrl-C is the front's; and a front that is killed takes evcxr with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def stop_compilers(pid):
    """Ends what evcxr runs besides the process of the cells, which is evcxr's own program."""
    below = children_by_parent()
    for child, name in below.get(pid, []):
        if not name.startswith("evcxr"):
            end_all(child, below)


def end_all(pid, below):
    for child, _ in below.get(pid, []):
        end_all(child, below)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def children_by_parent():
    """{parent: [(child, name)]} of all processes."""
    found = {}
    for pid, parent, name in from_proc() if Path("/proc/self/stat").exists() else from_ps():
        found.setdefault(parent, []).append((pid, name))
    return found


def from_proc():
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(errors="replace")
        except OSError:  # it has just ended
            continue
        pid, _, rest = text.partition(" (")
        name, _, fields = rest.rpartition(") ")
        yield int(pid), int(fields.split()[1]), name


def from_ps():
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=False
    )
    for line in listed.stdout.splitlines():
        pid, parent, name = line.split(None, 2)
        yield int(pid), int(parent), os.path.basename(name)
