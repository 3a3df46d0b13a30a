"""A long command that goes on while set-up does other things."""

import os
import signal
import subprocess

from .report import CommandFailed, Heartbeat, SetupError, log, log_tail


class Background:
    """Started at once, its output into `log_file`; leaving `with` before it ends stops it."""

    def __init__(self, command, purpose, log_file, **options):
        self._command = [str(part) for part in command]
        self._purpose, self._log_file, self._options = purpose, log_file, options

    def __enter__(self):
        log(f"\n$ {' '.join(self._command)}   (in the background, into {self._log_file.name})")
        with self._log_file.open("w", encoding="utf-8") as output:
            try:
                # A session of its own, so that its children can be stopped with it.
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    **self._options,
                )
            except OSError as error:
                name = self._command[0]
                raise SetupError(f"{self._purpose}: {name} cannot be started: {error}") from error
        return self

    def wait(self):
        with Heartbeat(self._log_file):
            code = self._process.wait()
        if code != 0:
            raise CommandFailed(
                f"{self._purpose} failed (exit code {code}). {self._log_file} ends with\n"
                f"{log_tail(file=self._log_file)}"
            )

    def __exit__(self, *_):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()
