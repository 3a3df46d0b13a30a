"""Set-up in numbered steps: `make setup`, or in notebooks/tools

    python3 -m setup [--notebooks | --program | --clean]

--notebooks leaves out the vae program, which no notebook needs; --program builds nothing else.
"""

import signal
import sys
import time

from . import (
    cargo_config,
    evcxr,
    glue,
    kernel,
    lab_settings,
    libtorch,
    libtorch_install,
    prerequisites,
    program,
    python_env,
    rust_src,
    warm,
)
from .clean import clean
from .lock import only_one
from .paths import LOG
from .report import SetupError, log, say


class Steps:
    """Prints '[2/7] what it does … about how long', then what came of it."""

    def __init__(self, total):
        self.number, self.total = 0, total

    def begin(self, what, about=None):
        self.number += 1
        line = f"[{self.number}/{self.total}] {what}" + (f" … about {about}" if about else "")
        log(f"\n=== {time.strftime('%Y-%m-%d %H:%M:%S')} {line}")
        say(line)


def set_up(with_program):
    steps = Steps(8 if with_program else 7)
    steps.begin("Prerequisites: Rust, Python, a C++ compiler")
    prerequisites.check()
    with set_up_evcxr(steps) as kernel_program:
        set_up_python(steps)
        torch = set_up_libtorch(steps)
        set_up_glue(steps, torch)
        if with_program:
            set_up_program(steps, torch)
        steps.begin(f"Kernel “{kernel.DISPLAY_NAME}”")
        rust_src.prepare()
        kernel.install(torch, kernel_program())
    lab_settings.install()
    set_up_warm_build(steps)


def set_up_evcxr(steps):
    found = evcxr.find()
    meanwhile = "10 min if it must be compiled, while the next steps go on"
    steps.begin(f"{evcxr.NAME} {evcxr.VERSION}", None if found else meanwhile)
    return evcxr.installation()


def set_up_python(steps):
    done = python_env.is_done()
    steps.begin("JupyterLab in .venv", None if done else "1 min")
    if not done:
        python_env.install()


def set_up_libtorch(steps):
    folder = libtorch.find()
    steps.begin(f"libtorch {libtorch.VERSION}", None if folder else "2 min")
    if folder is None:
        folder = libtorch_install.install()
    libtorch.remember(folder)
    return folder


def set_up_glue(steps, torch):
    done = glue.is_done(torch)
    steps.begin("The C++ between Rust and libtorch", None if done else "2 min")
    if not done:
        cargo_config.remove()
        glue.build(torch)
    cargo_config.write(torch)


def set_up_program(steps, torch):
    steps.begin("The vae program", None if program.PROGRAM.exists() else "4 min")
    program.build(torch)


def set_up_warm_build(steps):
    done = warm.is_done()
    steps.begin("Warmed build for notebooks", None if done else "4 min")
    if not done:
        warm.build()


def build_program():
    """Cargo has a lock of its own for this, so set-up's need not be waited for."""
    folder = libtorch.find()
    if folder is None:
        raise SetupError("libtorch is missing: run `make setup`.")
    program.build(folder)


def main():
    start = time.monotonic()
    # As Ctrl-C does, so that nothing is left at work in the background.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = sys.argv[1:]
    try:
        if chosen == ["--program"]:
            build_program()
            return 0
        with only_one():
            if chosen == ["--clean"]:
                clean()
                return 0
            set_up(with_program=chosen != ["--notebooks"])
    except SetupError as error:
        say(f"\nSet-up stopped: {error}\n\nDetails: {LOG}")
        return 1
    except OSError as error:
        say(f"\nSet-up stopped: {error}\nIs the folder writable, and is there space on the disk?")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted. The same command goes on from here.")
        return 130
    say(f"Set up in {time.monotonic() - start:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
