"""A cell under way: what it has told so far, and what came of it."""

import re
import time

from . import errors, frames, live, marks, places, variables

LATE_OUTPUT_SECONDS = 2.0
AFTER_THE_PROCESS_ENDED_SECONDS = 0.1
PROCESS_ENDED = re.compile(r"Subprocess terminated with (?:status: )?(.*)", re.S)


class Cell:
    """`publish(kind, content)` sends to whoever shows the cell."""

    def __init__(self, request, count, source_file, publish):
        self.request, self.count, self.publish = request, count, publish
        self.code = request.content.get("code", "")
        self.source_file = source_file
        self.begun, self.ended = 0, {"stdout": 0, "stderr": 0}
        self.panic, self.failure = None, None
        self.is_stopped = False  # before it began
        self.gone = []  # variables
        self.results, self.refusals = [], []
        self.reply, self.is_idle, self.patience = None, False, None

    # What arrives from evcxr, in order.

    def told(self, message):
        kind, content = message.kind, message.content
        if kind == "stream":
            self.printed(content["name"], content["text"])
        elif kind == "execute_result":
            self.results.append(content)
        elif kind == "error":
            self.refusals.append(content)
        elif kind != "execute_input":
            self.publish(kind, content)

    def printed(self, name, text):
        for what, value in marks.split(text):
            if what == "text":
                self.publish("stream", {"name": name, "text": value})
            else:
                self.marked(name, *value)

    def marked(self, name, word, arguments):
        if word == "begin":
            self.begun += 1
        elif word == "end":
            self.ended[name] += 1
        elif word == "stopped":
            self.is_stopped = True
            self.failure = errors.stopped("before it began; it has not run")
        elif word == "panic":
            self.tell_caught_panic()
            self.panic = self.reported(arguments)
        elif word == "panicked" and self.panic:
            (_, message, place), self.panic = self.panic, None
            self.failure = errors.of_panic(message, place)
        elif word == "failed":
            self.failure = errors.of_question_mark(*self.reported(arguments))
        elif word == "live" and (told := live.message(arguments)):
            self.publish(*told)
        elif word == "clear":
            self.publish("clear_output", {"wait": arguments == "wait"})

    def reported(self, arguments):
        number = arguments.partition(" ")[0]
        file, kind, message, found = marks.rust_strings(arguments)
        numbers = [int(number)] if file == frames.OF_CELLS else frames.lines(found)
        return kind, message, places.first(self.code, self.source(), numbers)

    def source(self):
        """What evcxr made of the cell; it stays until the next one is compiled."""
        try:
            return self.source_file.read_text(encoding="utf-8")
        except OSError:
            return ""

    def tell_caught_panic(self):
        """A panic that the cell itself has caught is a message on stderr, as everywhere."""
        if self.panic:
            text = f"thread 'main' panicked: {self.panic[1]}\n"
            self.publish("stream", {"name": "stderr", "text": text})
            self.panic = None

    # Its end.

    def shown_value(self):
        return "".join(result["data"].get("text/plain", "") for result in self.results)

    def is_over(self):
        """Whether all that it wrote has arrived; nothing is waited for longer than is sensible."""
        if self.reply is None or not self.is_idle:
            return False
        if self.patience is None:
            wait = AFTER_THE_PROCESS_ENDED_SECONDS if self.process_ended() else LATE_OUTPUT_SECONDS
            self.patience = time.monotonic() + wait
        has_all = all(ended >= self.begun for ended in self.ended.values())
        return has_all or time.monotonic() > self.patience

    def process_ended(self):
        """How the process of the variables ended, where it did."""
        for refusal in self.refusals:
            if found := PROCESS_ENDED.search(refusal.get("evalue", "")):
                return found.group(1).strip()
        return None

    def end(self, was_interrupted):
        """Publishes what was held back; returns the content of the reply."""
        for result in self.results:
            self.publish("execute_result", {**result, "execution_count": self.count})
        problems = self.problems(was_interrupted)
        self.tell_caught_panic()
        for problem in problems:
            self.publish("error", problem)
        common = {"execution_count": self.count, "user_expressions": {}, "payload": []}
        if problems:
            return {"status": "error", **problems[-1], **common}
        return {"status": "ok", **common}

    def problems(self, was_interrupted):
        how = self.process_ended()
        if how:
            return [self.of_dead_process(how, was_interrupted).content()]
        if self.refusals and was_interrupted and not self.begun:
            return [errors.stopped("while it was compiled; it has not run").content()]
        if self.failure:
            if (
                was_interrupted
                and "interrupt" in (self.failure.name + self.failure.message).lower()
            ):
                self.failure.name = errors.INTERRUPTED
            return [{**self.failure.content(), "traceback": self.failure.traceback() + self.lost()}]
        if self.refusals:
            return [errors.of_evcxr(refusal, self.count) for refusal in self.refusals]
        if self.reply.content.get("status") == "error":
            return [errors.Failure("Error", "evcxr refused the cell").content()]
        return []

    def of_dead_process(self, how, was_interrupted):
        if was_interrupted:
            return errors.stopped("together with its process: all variables are gone")
        message, place = f"the cell ended its process ({how}): all variables are gone", None
        if self.panic:
            (_, said, place), self.panic = self.panic, None
            message = f"{errors.readable(said)}\n{message}"
        return errors.Failure("ProcessEnded", message, place)

    def to_restore(self):
        """The variables that evcxr forgets with this failure, though they still exist."""
        if not self.failure or self.process_ended():
            return []
        source = self.source()
        self.gone = variables.forgotten(source)
        return self.gone if self.is_stopped else variables.in_store(source)

    def is_restored(self, back):
        self.gone = [variable for variable in self.gone if variable not in back]

    def lost(self):
        names = sorted(f"`{variable.name}`" for variable in self.gone)
        return [f"gone with this cell: {', '.join(names)}"] if names else []
