"""The kernel that Jupyter talks to: passes on one cell after the other, and tells what came of it.

evcxr answers "ok" to a cell that failed, kills all variables when it is interrupted, and shows
nothing while a cell runs. Here every message between it and Jupyter goes by.
"""

import signal
import socket
import time
from collections import deque

from . import evcxr as processes
from . import errors, help, messages
from .answers import Answers
from .cell import Cell
from .channels import towards_evcxr, towards_jupyter
from .compiling import Compiling
from .interrupts import NOTICE, Interrupts
from .messages import Message

POLL_MILLISECONDS = {True: 20, False: 250}
SECONDS_TO_SHUT_DOWN = 3.0
FORGETS_CRATES = (":clear",)


class Front:
    def __init__(self, outer, inner, process, folder, rustfmt=None, renew=None, warm_up=""):
        import zmq

        self.zmq, self.process, self.renew, self.warm_up = zmq, process, renew, warm_up
        self.signer = messages.Signer(outer["key"])
        self.session = messages.header("", "")["msg_id"]
        context = zmq.Context()
        self.jupyter = towards_jupyter(context, outer)
        self.evcxr = towards_evcxr(context, inner)
        self.source_file = folder / "src" / "lib.rs"
        self.ready_file = folder / "ready"
        self.interrupts = Interrupts(folder / "interrupt")
        self.compiling = Compiling(folder / "compiled")
        self.answers = Answers(rustfmt)
        self.waiting, self.running, self.cell, self.then = deque(), None, None, None
        self.still_to_come = set()
        self.is_ready, self.count, self.shown_last = False, 0, {}
        self.leaving_since, self.shutdown = None, None
        self.wake, self.woken = socket.socketpair()
        self.poller = self.made_poller()
        self.ask_evcxr("kernel_info_request", {}, self.started)

    def made_poller(self):
        poller = self.zmq.Poller()
        for end in (*self.jupyter.values(), *self.evcxr.values()):
            poller.register(end, self.zmq.POLLIN)
        poller.unregister(self.jupyter["iopub"])
        poller.register(self.woken, self.zmq.POLLIN)
        return poller

    # The loop.

    def serve(self):
        for end in (self.wake, self.woken):
            end.setblocking(False)
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.set_wakeup_fd(self.wake.fileno())
        ways = self.ways()
        while self.process.poll() is None and not self.is_time_to_leave():
            for ready, _ in self.poller.poll(POLL_MILLISECONDS[self.running is not None]):
                ways[ready]()
            self.look_after_what_runs()
        self.last_words()

    def ways(self):
        """What each end's next message is for."""
        from_jupyter, from_evcxr = self.jupyter, self.evcxr
        return {
            self.woken.fileno(): self.signalled,
            from_jupyter["hb"]: self.heartbeat,
            from_jupyter["shell"]: self.asked,
            from_jupyter["control"]: self.controlled,
            from_jupyter["stdin"]: lambda: pass_on(from_jupyter["stdin"], from_evcxr["stdin"]),
            from_evcxr["stdin"]: lambda: pass_on(from_evcxr["stdin"], from_jupyter["stdin"]),
            from_evcxr["shell"]: self.answered,
            from_evcxr["control"]: lambda: from_evcxr["control"].recv_multipart(),
            from_evcxr["iopub"]: self.told,
        }

    def look_after_what_runs(self):
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
            processes.stop_compilers(self.process.pid)
        elif self.interrupts.notice_is_due():
            self.cell.publish("stream", {"name": "stderr", "text": NOTICE})

    def tell_what_compiles(self, request):
        for kind, content in self.compiling.news():
            self.publish(kind, request, content)

    # From Jupyter.

    def read(self, end):
        """The next message, or None where it was not sent by someone who has the key."""
        try:
            return self.signer.read(end.recv_multipart())
        except messages.NotSigned:
            return None

    def heartbeat(self):
        pass_on(self.jupyter["hb"], self.jupyter["hb"])

    def asked(self):
        request = self.read(self.jupyter["shell"])
        if request is None:
            return
        content = self.answers.to(request)
        if content is None:
            self.waiting.append(request)
        else:
            self.busy(request)
            self.reply("shell", request, content)
            self.idle(request)

    def controlled(self):
        request = self.read(self.jupyter["control"])
        if request is None:
            return
        if request.kind == "shutdown_request":
            return self.shut_down(request)
        self.busy(request)
        if request.kind == "interrupt_request":
            self.interrupt()
            self.reply("control", request, {"status": "ok"})
        elif content := self.answers.to(request):
            self.reply("control", request, content)
        self.idle(request)

    def signalled(self):
        if signal.SIGINT in self.woken.recv(64):
            self.interrupt()

    def interrupt(self):
        if self.cell is None:  # the kernel is busy with itself
            self.stop_what_waits()
        elif self.then:  # the cell has failed; what it keeps is being put back
            return
        elif self.interrupts.press() and self.cell.begun:
            self.end_the_cells_process()

    def end_the_cells_process(self):
        request = Message(messages.header("interrupt_request", self.session))
        self.evcxr["control"].send_multipart(self.signer.frames(request))

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
        self.busy(request)
        if request.kind in help.KINDS:
            return self.ask_for_help(request, list(help.wordings(request.kind, request.content)))
        self.running = request
        self.still_to_come = {"idle", "reply"} if request.kind.endswith("_request") else {"idle"}
        if is_cell(request):
            self.start_cell(request)
        self.evcxr["shell"].send_multipart(self.signer.frames(request))

    def ask_for_help(self, request, wordings):
        wording, *others = wordings

        def then(reply):
            if others and not help.is_answer(reply.content):
                return self.ask_for_help(request, others)
            self.reply("shell", request, wording.answer(reply.content))
            self.idle(request)

        self.ask_evcxr(request.kind, wording.content, then)

    def start_cell(self, request):
        content = request.content
        silent = content.get("silent", False)
        if not silent and content.get("store_history", True):
            self.count += 1
        self.shown_last = request.header

        def publish(kind, told):
            if not silent:
                self.publish(kind, request, told)

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
            self.publish(kind, request, content)
        sent_before = self.waiting_cells()
        reply = cell.end(was_interrupted)
        self.cell = self.running = None
        self.reply("shell", request, reply)
        self.idle(request)
        self.answers.history.add(cell.count, cell.code, cell.shown_value())
        failed = reply["status"] == "error" and request.content.get("stop_on_error", True)
        if failed or was_interrupted:
            self.abort(sent_before)
        if any(line.strip() in FORGETS_CRATES for line in cell.code.splitlines()):
            self.run_hidden(":load_config --quiet")

    def stop_what_waits(self):
        """The reader wants to stop a cell that has not come to evcxr yet."""
        first, *others = self.waiting_cells() or [None]
        if first is None:
            return
        self.waiting.remove(first)
        problem = errors.stopped("before it began; it has not run").content()
        self.busy(first)
        self.publish("error", first, problem)
        self.reply("shell", first, {"status": "error", **problem, "execution_count": self.count})
        self.idle(first)
        self.abort(others)

    def waiting_cells(self):
        """All that were sent until now."""
        while self.jupyter["shell"].poll(0):
            self.asked()
        return [request for request in self.waiting if is_cell(request)]

    def abort(self, requests):
        """As ipykernel does: what was sent before a failure was known does not run."""
        for request in requests:
            self.waiting.remove(request)
            self.busy(request)
            self.reply("shell", request, {"status": "aborted"})
            self.idle(request)

    def run_hidden(self, code, then=lambda reply: None):
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        self.ask_evcxr("execute_request", content, then)

    def ask_evcxr(self, kind, content, then):
        """A request of the front's own, before all that wait."""
        request = Message(messages.header(kind, self.session), content=content)
        self.running, self.then = request, then
        self.evcxr["shell"].send_multipart(self.signer.frames(request))

    def started(self, _):
        self.is_ready = True
        self.ready_file.touch()
        if self.renew and self.compiling.end_of_start():
            self.renew()

    # From evcxr.

    def answered(self):
        reply = self.read(self.evcxr["shell"])
        if reply is None or self.running is None or reply.parent_id != self.running.id:
            return
        if self.then:
            then, self.then, self.running = self.then, None, None
            return then(reply)
        if self.cell:
            self.cell.reply = reply
        else:
            self.jupyter["shell"].send_multipart(self.signer.frames(reply))
            self.still_to_come -= {"reply"}
            self.end_question()

    def told(self):
        message = self.read(self.evcxr["iopub"])
        if message is None:
            return
        is_of_running = self.running is not None and message.parent_id == self.running.id
        if message.parent.get("session") == self.session:
            self.told_besides(message)
        elif message.kind == "status":
            if is_of_running and message.content["execution_state"] == "idle":
                self.evcxr_is_idle()
        elif is_of_running and self.cell:
            self.told_of_cell(message)
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
            self.idle(request)

    def told_of_cell(self, message):
        kind, content = message.kind, message.content
        if kind == "stream":
            self.cell.printed(content["name"], content["text"])
        elif kind == "execute_result":
            self.cell.results.append(content)
        elif kind == "error":
            self.cell.refusals.append(content)
        elif kind != "execute_input":
            self.cell.publish(kind, content)

    def told_besides(self, message):
        """What a thread prints after its cell belongs to the cell that Jupyter knows."""
        if message.kind == "stream" and self.shown_last:
            cell = Cell(
                Message(self.shown_last, content={}),
                self.count,
                self.source_file,
                lambda kind, content: self.publish(kind, Message(self.shown_last), content),
            )
            cell.printed(message.content["name"], message.content["text"])
        elif message.kind.startswith("comm"):
            self.jupyter["iopub"].send_multipart(self.signer.frames(message))

    # To Jupyter.

    def publish(self, kind, request, content):
        header = messages.header(kind, self.session)
        self.send("iopub", Message(header, request.header, content=content))

    def busy(self, request):
        self.publish("status", request, {"execution_state": "busy"})

    def idle(self, request):
        self.publish("status", request, {"execution_state": "idle"})

    def reply(self, channel, request, content):
        header = messages.header(request.kind.replace("_request", "_reply"), self.session)
        answer = Message(header, request.header, content=content, identities=request.identities)
        self.send(channel, answer)

    def send(self, channel, message):
        self.jupyter[channel].send_multipart(self.signer.frames(message))

    # The end.

    def shut_down(self, request):
        if self.cell:
            self.end_the_cells_process()
        own = Message(messages.header(request.kind, self.session), content=request.content)
        self.evcxr["control"].send_multipart(self.signer.frames(own))
        self.shutdown, self.leaving_since = request, time.monotonic()

    def is_time_to_leave(self):
        since = self.leaving_since
        return since is not None and time.monotonic() - since > SECONDS_TO_SHUT_DOWN

    def last_words(self):
        if self.shutdown:
            restart = self.shutdown.content.get("restart", False)
            content = {"status": "ok", "restart": restart}
            self.reply("control", self.shutdown, content)
            self.publish("shutdown_reply", self.shutdown, content)
            self.idle(self.shutdown)
        for end in (*self.jupyter.values(), *self.evcxr.values()):
            end.close()


def is_cell(request):
    return request.kind == "execute_request"


def pass_on(source, destination):
    destination.send_multipart(source.recv_multipart())
