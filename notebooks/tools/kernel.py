"""A running kernel that tells the truth about each cell.

The Rust kernel (evcxr) answers "ok" to a panic, a failed `assert!` and a failed `?`:
the only sign is text on stderr. That text may even arrive after the kernel has said
that the cell is done. So we keep listening for a moment, and where it matters we send
a *fence*: a tiny cell that writes a known word to stderr. Since stderr keeps its order,
everything a cell wrote has arrived once the fence has.
"""

import os
import queue
import re
import time
import uuid
from dataclasses import dataclass, field

from jupyter_client import KernelManager
from jupyter_client.kernelspec import NoSuchKernel
from nbformat.v4 import new_output, output_from_msg

from project import UsageError

OUTPUT_KINDS = {"stream", "display_data", "execute_result", "error"}
QUIET_SECONDS = 0.15
FENCE_SECONDS = 60
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
MESSAGE_LINES = 15
EMPTY = new_output("stream", name="stderr", text="")


class KernelDied(Exception):
    """The kernel's process ended while a cell was running."""


class CellTimeout(Exception):
    """A cell ran longer than it was allowed to."""


@dataclass
class CellResult:
    outputs: list = field(default_factory=list)
    seconds: float = 0.0
    refused: bool = False

    @property
    def failure(self):
        """Why the cell failed, in a few lines, or None."""
        text = "".join(failure_text(output) for output in self.outputs)
        if text.strip():
            return summary(text)
        return "the kernel refused the cell" if self.refused else None


def failure_text(output):
    if output.output_type == "error":
        return "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
    if output.output_type == "stream" and output.name == "stderr":
        return output.text
    return ""


def summary(text):
    """The message without colours and backtrace, cut to what fits a screen."""
    text = ANSI.sub("", text).split("stack backtrace:")[0]
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) > MESSAGE_LINES:
        lines = [*lines[:MESSAGE_LINES], f"… ({len(lines) - MESSAGE_LINES} more lines)"]
    return "\n".join(lines) or "wrote to stderr"


class Kernel:
    """One kernel process; use it in a `with` block."""

    def __init__(self, name, folder, startup_seconds=600, environment=os.environ):
        self.manager = KernelManager(kernel_name=name)
        self.results = {}
        self.current = CellResult()
        self.lost = False
        try:
            self.manager.start_kernel(cwd=str(folder), env=environment)
        except NoSuchKernel as error:
            raise UsageError(f"kernel '{name}' is not installed here: run `make setup`") from error
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=startup_seconds)
        except RuntimeError as error:
            self.lost = True
            self.close()
            raise KernelDied(f"the kernel '{name}' did not start: {error}") from error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the kernel: politely, so that its launcher tidies up, unless it hangs."""
        self.manager.shutdown_kernel(now=self.lost)
        self.client.stop_channels()

    def run(self, source, timeout):
        """Run one cell; returns its result, raises when it hangs or the kernel dies."""
        start = time.monotonic()
        result = CellResult()
        request = self._send(source, result)
        try:
            self._listen(until_idle(request), timeout)
            result.refused = self._reply_status(request) == "error"
        finally:
            result.seconds = time.monotonic() - start
        self._listen_while_busy()
        return result

    def fence(self):
        """Return only when all that earlier cells wrote to stderr has arrived."""
        word = f"fence-{uuid.uuid4().hex}"
        request = self._send(f'eprintln!("{word}");', self.current)
        idle, passed = until_idle(request), []

        def done(message):
            passed.append("idle") if idle(message) else None
            passed.append("word") if self._take(word) else None
            return "idle" in passed and "word" in passed

        self._listen(done, FENCE_SECONDS)

    def _send(self, source, result):
        request = self.client.execute(source, allow_stdin=False, stop_on_error=False)
        self.results[request] = result
        self.current = result
        return request

    def _listen(self, done, timeout):
        deadline = time.monotonic() + timeout
        while True:
            message = self._next(0.5)
            if message is not None and self._accept(message, done):
                return
            if message is None and not self.manager.is_alive():
                self.lost = True
                raise KernelDied("the kernel died (out of memory, or killed?)")
            if time.monotonic() > deadline:
                self.lost = True
                raise CellTimeout(f"ran longer than {timeout:.0f} s")

    def _listen_while_busy(self):
        while (message := self._next(QUIET_SECONDS)) is not None:
            self._accept(message, lambda _: False)

    def _next(self, seconds):
        try:
            return self.client.get_iopub_msg(timeout=seconds)
        except queue.Empty:
            return None

    def _accept(self, message, done):
        if message["msg_type"] in OUTPUT_KINDS:
            parent = message["parent_header"].get("msg_id")
            result = self.results.get(parent, self.current)
            append(result.outputs, output_from_msg(message))
        return done(message)

    def _take(self, word):
        """Remove the fence's word from the outputs; true when it was there."""
        for output in self.current.outputs:
            if word in output.get("text", ""):
                output.text = output.text.replace(word + "\n", "")
                self.current.outputs = [o for o in self.current.outputs if o != EMPTY]
                return True
        return False

    def _reply_status(self, request):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                reply = self.client.get_shell_msg(timeout=1)
            except queue.Empty:
                continue
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]["status"]
        return "error"


def until_idle(request):
    def done(message):
        return (
            message["msg_type"] == "status"
            and message["content"]["execution_state"] == "idle"
            and message["parent_header"].get("msg_id") == request
        )

    return done


def append(outputs, output):
    """Add an output, joining lines of one stream as a notebook does."""
    if outputs and output.output_type == "stream":
        for last in outputs:
            if last.output_type == "stream" and last.name == output.name:
                last.text += output.text
                return
    outputs.append(output)
