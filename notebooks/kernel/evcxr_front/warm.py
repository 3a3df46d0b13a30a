"""Compiles once what every kernel starts from. Run when a kernel is installed:

warm.py STATE
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from evcxr_front import alias, build_folder, environment

START_WITHIN_SECONDS = 3600
# Refused by evcxr after a `cargo check`, which needs compiled metadata of its own: with it, the
# message comes at once when a reader makes the same mistake.
REFUSED_CELL = "let closure = |x: i32| x;"


def main(state):
    fresh, warm = state / "warm.new", state / "warm"
    if not fresh.is_dir():  # else an interrupted run left it, and cargo goes on from there
        fresh.mkdir(parents=True)
        if warm.is_dir():
            build_folder.copy(warm, fresh)
    build_folder.give_empty_library(fresh)
    run_first_cell(state, fresh)
    remove_cells(fresh)
    shutil.copy2(fresh / "Cargo.lock", state / "Cargo.lock")
    with (state / "warm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_folder.replace_warm(state, fresh)


def run_first_cell(state, folder):
    found = environment.settings(state)
    connection, _ = write_connection_file(str(state / "warm.json"))
    command = [found["evcxr_jupyter"], "--control_file", connection]
    variables = environment.for_kernel(state, alias.without_blanks(state) / folder.name, found)
    process = subprocess.Popen(command, env=variables)
    try:
        execute(process, connection, f"{found['first_cell']}\nlet warm = 1;")
    finally:
        process.terminate()
        process.wait()


def execute(process, connection, first_cell):
    client = BlockingKernelClient(connection_file=connection)
    client.load_connection_file()
    client.start_channels()
    try:
        wait_for_start(client, process)
        problems = []
        reply = client.execute_interactive(
            first_cell, timeout=START_WITHIN_SECONDS, output_hook=lambda m: collect(m, problems)
        )
        if reply["content"]["status"] != "ok":
            sys.exit("The first cell failed:\n" + "\n".join(problems))
        client.execute_interactive(
            REFUSED_CELL, timeout=START_WITHIN_SECONDS, output_hook=lambda message: None
        )
        client.shutdown()
    finally:
        client.stop_channels()


def wait_for_start(client, process):
    """evcxr compiles the dependencies before it answers at all."""
    while process.poll() is None:
        try:
            return client.wait_for_ready(timeout=5)
        except RuntimeError:
            continue
    sys.exit(f"evcxr_jupyter ended with code {process.returncode} while it compiled")


def collect(message, problems):
    content = message["content"]
    problems += content.get("traceback") or [content.get("text", "")]


def remove_cells(folder):
    """The shared objects of the cells just run; each kernel counts its own from one."""
    for cell in folder.glob("target/*/debug/**/libcode_*"):
        cell.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
