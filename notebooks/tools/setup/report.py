"""What set-up says: numbered steps on the terminal, details in a log."""

import subprocess
import threading
import time

from .paths import LOG

HEARTBEAT_SECONDS = 15


class SetupError(Exception):
    """Set-up cannot go on; the message says what is wrong and what to do."""


class CommandFailed(SetupError):
    """A command ended with an error; its output is in the log."""


def say(line):
    print(line, flush=True)


def log(text):
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a", encoding="utf-8") as file:
        file.write(text if text.endswith("\n") else text + "\n")


def log_tail(lines=12, file=LOG):
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


def run(command, purpose, **options):
    """Runs `command`, its output into the log, a sign of life on the terminal."""
    command = [str(part) for part in command]
    log(f"\n$ {' '.join(command)}")
    with Heartbeat(), LOG.open("a", encoding="utf-8") as output:
        try:
            code = subprocess.call(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
            )
        except OSError as error:
            raise SetupError(f"{purpose}: {command[0]} cannot be started: {error}") from error
    if code != 0:
        raise CommandFailed(f"{purpose} failed (exit code {code}). The log ends with\n{log_tail()}")


def output_of(command, timeout=60, **options):
    """What a quick command prints, or None when it fails or does not exist."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            **options,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def last_words(file, width=60):
    """The last line of the log, which says what a long command is at."""
    lines = log_tail(1, file).split("\n")
    return f"({lines[-1].strip()[:width]})" if lines[-1].strip() else ""


class Heartbeat:
    """Says every few seconds that a long command, which writes into a log, is still at work."""

    def __init__(self, file=LOG):
        self._file = file

    def __enter__(self):
        self._start = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _beat(self):
        while not self._done.wait(HEARTBEAT_SECONDS):
            say(f"      … {time.monotonic() - self._start:.0f} s {last_words(self._file)}".rstrip())
