"""A client that runs cells and keeps every message."""

import time
from dataclasses import dataclass, field
from queue import Empty

from jupyter_client import KernelManager

SECONDS = 120


@dataclass
class Result:
    reply: dict = field(default_factory=dict)
    told: list = field(default_factory=list)  # (kind, content), in order
    seconds: float = 0.0
    is_idle: bool = False

    @property
    def status(self):
        return self.reply["status"]

    def of(self, kind):
        return [content for told, content in self.told if told == kind]

    def text(self, name="stdout"):
        return "".join(c["text"] for c in self.of("stream") if c["name"] == name)

    @property
    def value(self):
        results = self.of("execute_result")
        return results[-1]["data"]["text/plain"] if results else None


class Talk:
    """One kernel, in a `with` block."""

    def __init__(self, name, folder, environment=None):
        self.manager = KernelManager(kernel_name=name)
        more = {"env": environment} if environment else {}
        self.manager.start_kernel(cwd=str(folder), **more)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)
        self.open = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel()

    def run(self, code, **options):
        return self.wait(self.send(code, **options))

    def good(self, code):
        result = self.run(code)
        assert result.status == "ok", result
        return result

    def send(self, code, **options):
        return self.send_message(self.message(code, **options))

    def message(self, code, **options):
        """A cell that is yet to be sent."""
        content = {"code": code, "silent": False, "store_history": True, "stop_on_error": True}
        return self.client.session.msg("execute_request", content | options)

    def send_message(self, message):
        request = message["header"]["msg_id"]
        self.client.shell_channel.send(message)
        self.open[request] = Result(seconds=time.monotonic())
        return request

    def wait(self, request, until=None):
        """The result once the cell has ended, or what there is once `until(result)` holds."""
        result = self.open[request]
        deadline = time.monotonic() + SECONDS
        while not (result.is_idle and result.reply) and time.monotonic() < deadline:
            self.listen()
            if until and until(result):
                return result
            self.look_for_replies()
        assert result.is_idle and result.reply, f"no end within {SECONDS} s: {result}"
        result.seconds = time.monotonic() - result.seconds
        return result

    def listen(self):
        try:
            message = self.client.get_iopub_msg(timeout=0.05)
        except Empty:
            return
        result = self.open.get(message["parent_header"].get("msg_id"))
        if result and message["msg_type"] == "status":
            result.is_idle = message["content"]["execution_state"] == "idle"
        elif result:
            result.told.append((message["msg_type"], message["content"]))

    def look_for_replies(self):
        while True:
            try:
                reply = self.client.get_shell_msg(timeout=0)
            except Empty:
                return
            if reply["parent_header"].get("msg_id") in self.open:
                self.open[reply["parent_header"]["msg_id"]].reply = reply["content"]


def error(result):
    """The one error that a failed cell has told."""
    (only,) = result.of("error")
    assert result.status == "error" and result.reply["ename"] == only["ename"]
    return only
