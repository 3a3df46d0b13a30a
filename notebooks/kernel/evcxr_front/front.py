"""The kernel that Jupyter talks to: every message between it and evcxr goes by here.

evcxr answers "ok" to a cell that failed, kills all variables when it is interrupted, and shows
nothing while a cell runs.
"""

import signal
import time

from . import messages
from .answers import Answers
from .sides import Evcxr, Jupyter
from .work import Work

POLL_MILLISECONDS = {True: 20, False: 250}
SECONDS_TO_SHUT_DOWN = 3.0


class Front:
    def __init__(self, outer, inner, process, folder, signals, found, renew):
        import zmq

        context = zmq.Context()
        self.process, self.signals = process, signals
        self.jupyter, self.evcxr = Jupyter(context, outer), Evcxr(context, inner)
        self.answers = Answers(found["rustfmt"])
        self.work = Work(self, folder, renew, found["warm_up"])
        self.leaving_at, self.shutdown = None, None
        self.ways = self.made_ways()
        self.poller = zmq.Poller()
        for end in self.ways:
            self.poller.register(end, zmq.POLLIN)

    def made_ways(self):
        """What each end's next message is for."""
        outer, inner = self.jupyter.sockets, self.evcxr.sockets
        return {
            self.signals.fileno(): self.signalled,
            outer["hb"]: lambda: self.jupyter.pass_on("hb", self.jupyter),
            outer["shell"]: self.asked,
            outer["control"]: self.controlled,
            outer["stdin"]: lambda: self.jupyter.pass_on("stdin", self.evcxr),
            inner["stdin"]: lambda: self.evcxr.pass_on("stdin", self.jupyter),
            inner["shell"]: self.answered,
            inner["control"]: lambda: self.evcxr.read("control"),
            inner["iopub"]: self.told,
        }

    def serve(self):
        while self.process.poll() is None and not self.is_time_to_leave():
            for ready, _ in self.poller.poll(POLL_MILLISECONDS[self.work.running is not None]):
                self.ways[ready]()
            self.work.look_after()
        self.last_words()

    # From Jupyter.

    def asked(self):
        request = self.jupyter.read("shell")
        if request is None:
            return
        content = self.answers.to(request)
        if content is None:
            self.work.arrived(request)
        else:
            self.jupyter.answer("shell", request, content)

    def read_what_was_sent(self):
        while self.jupyter.sockets["shell"].poll(0):
            self.asked()

    def controlled(self):
        request = self.jupyter.read("control")
        if request is None:
            return
        if request.kind == "shutdown_request":
            self.shut_down(request)
        elif request.kind == "interrupt_request":
            self.work.stop(request.sent)
            self.jupyter.answer("control", request, {"status": "ok"})
        else:
            self.jupyter.answer("control", request, self.answers.to(request) or {"status": "error"})

    def signalled(self):
        news = self.signals.news()
        if signal.SIGTERM in news:
            self.leaving_at = time.monotonic()
        elif signal.SIGINT in news:
            self.work.stop(messages.now())

    # From evcxr.

    def answered(self):
        if reply := self.evcxr.read("shell"):
            self.work.answered(reply)

    def told(self):
        if message := self.evcxr.read("iopub"):
            self.work.told(message)

    # The end.

    def shut_down(self, request):
        if self.work.cell:
            self.evcxr.ask("control", "interrupt_request", {})
        self.evcxr.ask("control", request.kind, request.content)
        self.shutdown, self.leaving_at = request, time.monotonic() + SECONDS_TO_SHUT_DOWN

    def is_time_to_leave(self):
        return self.leaving_at is not None and time.monotonic() >= self.leaving_at

    def last_words(self):
        if self.shutdown:
            restart = self.shutdown.content.get("restart", False)
            content = {"status": "ok", "restart": restart}
            self.jupyter.reply("control", self.shutdown, content)
            self.jupyter.publish("shutdown_reply", self.shutdown, content)
            self.jupyter.idle(self.shutdown)
        self.jupyter.close()
        self.evcxr.close()
