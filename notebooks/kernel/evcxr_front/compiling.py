"""Tells what cargo compiles besides the cell: minutes in which nothing else would be seen."""

import time
import uuid

SECONDS_BETWEEN_NEWS = 1.0


class Compiling:
    """note_rustc.sh writes a line into `file` for every crate."""

    def __init__(self, file):
        self.file, self.read_to = file, 0
        self.crates, self.begun, self.told, self.display = [], None, 0.0, None

    def news(self, now=None):
        """The messages to publish now."""
        now = time.monotonic() if now is None else now
        self.look(now)
        if not self.crates or now - self.told < SECONDS_BETWEEN_NEWS:
            return []
        self.told = now
        text = f"Compiling what this kernel needs, once: {counted(self.crates)} so far"
        return [self.message(f"{text} ({self.crates[-1]}), {now - self.begun:.0f} s")]

    def end(self, now=None):
        now = time.monotonic() if now is None else now
        if not self.crates:
            return []
        seconds, count = now - self.begun, counted(self.crates)
        said = [self.message(f"Compiled {count} in {seconds:.0f} s.")] if self.display else []
        self.crates, self.begun, self.told, self.display = [], None, 0.0, None
        return said

    def end_of_start(self):
        """What had to be compiled before the first cell."""
        self.look(time.monotonic())
        return list(self.crates)

    def look(self, now):
        try:
            with self.file.open("rb") as file:
                file.seek(self.read_to)
                new = file.read().decode(errors="replace")
        except OSError:
            return
        whole = new[: new.rfind("\n") + 1]
        self.read_to += len(whole.encode())
        self.crates += whole.split()
        if self.crates and self.begun is None:
            self.begun = now

    def message(self, text):
        kind = "update_display_data" if self.display else "display_data"
        self.display = self.display or uuid.uuid4().hex
        content = {"data": {"text/plain": text}, "metadata": {}}
        return kind, {**content, "transient": {"display_id": self.display}}


def counted(crates):
    return "1 crate" if len(crates) == 1 else f"{len(crates)} crates"
