"""A program that stays alive and is asked for one round of work after another."""

import json
import os
import subprocess
import tempfile

from setup.report import SetupError


class Absent:
    """One that cannot be started here."""

    def __init__(self, problem):
        self._problem = problem

    def ask(self, name, count=1):
        return {"name": name, "problem": self._problem}


class Contestant:
    """Started with so many threads; `with` ends it."""

    def __init__(self, command, threads, environment=None):
        self.command = [str(part) for part in command]
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**(environment or os.environ), "OMP_NUM_THREADS": str(threads)},
        )
        self.greeting = self._answer()

    def ask(self, name, count=1):
        """What it answers to `NAME COUNT`, a dictionary."""
        self._process.stdin.write(f"{name} {count}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self):
        for line in self._process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        self._log.seek(0)
        raise SetupError(f"{self.command[0]} ended:\n{self._log.read()[-2000:]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._log.close()
