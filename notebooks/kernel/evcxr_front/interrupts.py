"""Stop: a flag that the running cell looks at; pressed again, the end of its process."""

import time

# A press within this time after the first is the impatience of the same wish.
SECONDS_TO_THE_SECOND = 1.0
NOTICE_AFTER_SECONDS = 1.0
# A cell and the press that is to stop it come by two ways; the press may be here first.
SECONDS_ON_THE_WAY = 5.0
NOTICE = (
    "Stop was asked for, and this cell has not looked yet. Stop again to end its process: "
    "then all variables are lost.\n"
)


class Interrupts:
    def __init__(self, flag):
        self.flag = flag
        self.pressed = None
        self.told = False
        self.missed = None  # a press that found no cell: when it was sent, and when it came

    def clear(self):
        self.pressed, self.told = None, False
        self.flag.unlink(missing_ok=True)

    def press(self, now=None):
        """True when this is the second press: the process must end."""
        now = time.monotonic() if now is None else now
        if self.pressed is None:
            self.pressed = now
            self.flag.touch()
            return False
        return now - self.pressed >= SECONDS_TO_THE_SECOND

    def notice_is_due(self, now=None):
        """Once, some time after a first press that the cell has not answered."""
        now = time.monotonic() if now is None else now
        if self.pressed is None or self.told or now - self.pressed < NOTICE_AFTER_SECONDS:
            return False
        self.told = True
        return True

    def found_nothing(self, sent, now=None):
        self.missed = sent, time.monotonic() if now is None else now

    def overtook(self, sent, now=None):
        """Whether a cell that arrives was sent before a press that found none."""
        if self.missed is None:
            return False
        now = time.monotonic() if now is None else now
        pressed, came = self.missed
        return sent <= pressed and now - came <= SECONDS_ON_THE_WAY
