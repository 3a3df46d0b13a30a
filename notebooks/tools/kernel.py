"""A running kernel, cell by cell: nbclient, with this project's words for what goes wrong."""

import os
import re
import time
from dataclasses import dataclass, field

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from project import UsageError

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
MESSAGE_LINES = 15


class KernelDied(Exception):
    """The kernel's process ended while a cell was running."""


class CellTimeout(Exception):
    """A cell ran longer than it was allowed to."""


@dataclass
class CellResult:
    outputs: list = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failure(self):
        """Why the cell failed, in a few lines, or None."""
        errors = [output for output in self.outputs if output.output_type == "error"]
        text = "\n".join("\n".join(error.traceback) or error.evalue for error in errors)
        return summary(text) if errors else None


def summary(text):
    """The message without colours, cut to what fits a screen."""
    lines = [line.rstrip() for line in ANSI.sub("", text).splitlines() if line.strip()]
    if len(lines) > MESSAGE_LINES:
        lines = [*lines[:MESSAGE_LINES], f"… ({len(lines) - MESSAGE_LINES} more lines)"]
    return "\n".join(lines) or "failed without a word"


class Kernel:
    """One kernel process; use it in a `with` block."""

    def __init__(self, name, folder, startup_seconds=600, environment=os.environ):
        self.notebook = new_notebook()
        self.client = NotebookClient(
            self.notebook,
            kernel_name=name,
            startup_timeout=startup_seconds,
            allow_errors=True,
            coalesce_streams=True,
            resources={"metadata": {"path": str(folder)}},
        )
        self.current = CellResult()
        try:
            self.start(environment)
        except NoSuchKernel as error:
            raise UsageError(f"kernel '{name}' is not installed here: run `make setup`") from error
        except RuntimeError as error:
            raise KernelDied(f"the kernel '{name}' did not start: {error}") from error

    def start(self, environment):
        self.client.create_kernel_manager()
        self.client.start_new_kernel(env=dict(environment))
        self.client.start_new_kernel_client()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        run_sync(self.client._async_cleanup_kernel)()

    def run(self, source, timeout):
        """Run one cell; returns its result, raises when it hangs or the kernel dies."""
        start, cell = time.monotonic(), new_code_cell(source)
        self.notebook.cells.append(cell)
        self.client.timeout = timeout
        try:
            self.client.execute_cell(cell, len(self.notebook.cells) - 1)
        except CellTimeoutError as error:
            raise CellTimeout(f"ran longer than {timeout:.0f} s") from error
        except DeadKernelError as error:
            raise KernelDied("the kernel died (out of memory, or killed?)") from error
        finally:
            self.current = CellResult(cell.outputs, time.monotonic() - start)
        return self.current
