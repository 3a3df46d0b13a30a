"""Signals as news that can be waited for: none interrupts anything in the middle."""

import signal
import socket

AWAITED = (signal.SIGINT, signal.SIGTERM)


class Signals:
    def __init__(self):
        self.wake, self.woken = socket.socketpair()
        for end in (self.wake, self.woken):
            end.setblocking(False)
        for number in AWAITED:
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(self.wake.fileno())

    def fileno(self):
        return self.woken.fileno()

    def news(self):
        """The signals that have arrived since the last call."""
        try:
            return set(self.woken.recv(64))
        except BlockingIOError:
            return set()
