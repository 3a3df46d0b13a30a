"""What evcxr is at work on, and what waits: one request after the other."""

from collections import deque

from . import errors, help, processes
from .cell import Cell
from .compiling import Compiling
from .interrupts import NOTICE, Interrupts
from .messages import Message

FORGETS_CRATES = (":clear",)


class Work:
    def __init__(self, front, folder, renew, warm_up):
        self.front, self.jupyter, self.evcxr = front, front.jupyter, front.evcxr
        self.renew, self.warm_up = renew, warm_up
        self.source_file = folder / "src" / "lib.rs"
        self.ready_file = folder / "ready"
        self.interrupts = Interrupts(folder / "interrupt")
        self.compiling = Compiling(folder / "compiled")
        self.waiting = deque()
        # The request that evcxr works on, the cell that it belongs to, and what its end is for
        # where it is the front's own.
        self.running, self.cell, self.then = None, None, None
        self.still_to_come = set()
        self.is_ready, self.count, self.shown_last = False, 0, {}
        self.ask_evcxr("kernel_info_request", {}, self.started)

    def started(self, _):
        self.is_ready = True
        self.ready_file.touch()
        if self.compiling.end_of_start():
            self.renew()

    def look_after(self):
        if self.cell and not self.then:
            self.look_after_cell()
        shown_by = self.cell or next((r for r in self.waiting if is_cell(r)), None)
        if shown_by:
            self.tell_what_compiles(getattr(shown_by, "request", shown_by))
        self.next_request()

    def look_after_cell(self):
        if self.cell.is_over():
            self.keep_and_end_cell()
        elif self.interrupts.pressed is not None and not self.cell.begun:
            processes.stop_compilers(self.front.process.pid)
        elif self.interrupts.notice_is_due():
            self.cell.publish("stream", {"name": "stderr", "text": NOTICE})

    def tell_what_compiles(self, request):
        for kind, content in self.compiling.news():
            self.jupyter.publish(kind, request, content)

    # One request after the other.

    def next_request(self):
        if self.running is not None or not self.is_ready:
            return
        if self.waiting:
            self.start(self.waiting.popleft())
        elif self.warm_up:
            self.run_hidden(self.warm_up)
            self.warm_up = ""

    def start(self, request):
        self.jupyter.busy(request)
        if request.kind in help.KINDS:
            return self.ask_for_help(request, list(help.wordings(request.kind, request.content)))
        self.running = request
        self.still_to_come = {"idle", "reply"} if request.kind.endswith("_request") else {"idle"}
        if is_cell(request):
            self.start_cell(request)
        self.evcxr.send("shell", request)

    def ask_for_help(self, request, wordings):
        wording, *others = wordings

        def then(reply):
            if others and not help.is_answer(reply.content):
                return self.ask_for_help(request, others)
            self.jupyter.reply("shell", request, wording.answer(reply.content))
            self.jupyter.idle(request)

        self.ask_evcxr(request.kind, wording.content, then)

    def run_hidden(self, code, then=lambda reply: None):
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        self.ask_evcxr("execute_request", content, then)

    def ask_evcxr(self, kind, content, then):
        """A request of the front's own, before all that wait."""
        self.running, self.then = self.evcxr.ask("shell", kind, content), then

    # Cells.

    def start_cell(self, request):
        content = request.content
        silent = content.get("silent", False)
        if not silent and content.get("store_history", True):
            self.count += 1
        self.shown_last = request.header

        publish = (lambda *_: None) if silent else self.publisher(request)
        self.interrupts.clear()
        self.cell = Cell(request, self.count, self.source_file, publish)
        publish("execute_input", {"code": content["code"], "execution_count": self.count})

    def keep_and_end_cell(self):
        cell, request = self.cell, self.running
        was_interrupted = self.interrupts.pressed is not None
        self.interrupts.clear()
        variables = cell.to_restore()
        if not variables:
            return self.end_cell(was_interrupted)

        def then(reply):
            self.running = request
            if reply.content["status"] == "ok":
                cell.is_restored(variables)
            self.end_cell(was_interrupted)

        self.run_hidden("\n".join(variable.definition() for variable in variables), then)

    def end_cell(self, was_interrupted):
        cell, request = self.cell, self.running
        self.tell_what_compiles(request)
        for kind, content in self.compiling.end():
            self.jupyter.publish(kind, request, content)
        sent_before = self.waiting_cells()
        reply = cell.end(was_interrupted)
        self.cell = self.running = None
        self.jupyter.reply("shell", request, reply)
        self.jupyter.idle(request)
        self.front.answers.history.add(cell.count, cell.code, cell.shown_value())
        failed = reply["status"] == "error" and request.content.get("stop_on_error", True)
        if failed or was_interrupted:
            self.abort(sent_before)
        if any(line.strip() in FORGETS_CRATES for line in cell.code.splitlines()):
            self.run_hidden(":load_config --quiet")

    def waiting_cells(self):
        """All that were sent until now."""
        self.front.read_what_was_sent()
        return [request for request in self.waiting if is_cell(request)]

    def abort(self, requests):
        """As ipykernel does: what was sent before a failure was known does not run."""
        for request in requests:
            self.waiting.remove(request)
            self.jupyter.answer("shell", request, {"status": "aborted"})

    # Stop.

    def arrived(self, request):
        if is_cell(request) and self.interrupts.overtook(request.sent):
            self.refuse(request)
        else:
            self.waiting.append(request)

    def stop(self, pressed):
        if self.cell is None:  # the kernel is busy with itself
            self.stop_what_waits(pressed)
        elif self.then:  # the cell has failed; what it keeps is being put back
            return
        elif self.interrupts.press() and self.cell.begun:
            self.evcxr.ask("control", "interrupt_request", {})  # ends the cells' process

    def stop_what_waits(self, pressed):
        """The reader wants to stop a cell that has not come to evcxr, or not even here, yet."""
        first, *others = self.waiting_cells() or [None]
        if first is None:
            return self.interrupts.found_nothing(pressed)
        self.waiting.remove(first)
        self.refuse(first)
        self.abort(others)

    def refuse(self, request):
        problem = errors.stopped("before it began; it has not run").content()
        self.jupyter.publish("error", request, problem)
        reply = {"status": "error", **problem, "execution_count": self.count}
        self.jupyter.answer("shell", request, reply)

    # From evcxr.

    def answered(self, reply):
        if self.running is None or reply.parent_id != self.running.id:
            return
        if self.then:
            then, self.then, self.running = self.then, None, None
            return then(reply)
        if self.cell:
            self.cell.reply = reply
        else:
            self.jupyter.send("shell", reply)
            self.still_to_come -= {"reply"}
            self.end_question()

    def told(self, message):
        is_of_running = self.running is not None and message.parent_id == self.running.id
        if self.evcxr.is_own(message):
            self.told_besides(message)
        elif message.kind == "status":
            if is_of_running and message.content["execution_state"] == "idle":
                self.evcxr_is_idle()
        elif is_of_running and self.cell:
            self.cell.told(message)
        else:
            self.told_besides(message)

    def evcxr_is_idle(self):
        if self.cell:
            self.cell.is_idle = True
        else:
            self.still_to_come -= {"idle"}
            self.end_question()

    def end_question(self):
        """Reply and status come on two ways, in any order."""
        if not self.still_to_come:
            request, self.running = self.running, None
            self.jupyter.idle(request)

    def told_besides(self, message):
        """What a thread prints after its cell belongs to the cell that Jupyter knows."""
        if message.kind == "stream" and self.shown_last:
            of = Message(self.shown_last)
            Cell(of, self.count, self.source_file, self.publisher(of)).told(message)
        elif message.kind.startswith("comm"):
            self.jupyter.send("iopub", message)

    def publisher(self, request):
        return lambda kind, content: self.jupyter.publish(kind, request, content)


def is_cell(request):
    return request.kind == "execute_request"
