"""Runs every test, Rust's and Python's, and closes with one line that sums them up."""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

import check_code
import project
from setup import program
from setup.libtorch import remembered
from setup.paths import CHECKOUT, FRONT, TOOLS

CARGO_RESULT = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;")


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def is_good(self):
        return self.failed == 0 and self.passed > 0


def run_checks():
    print("== Form and warnings (make check)", flush=True)
    outcomes = [check_code.run(name) for name in check_code.CHECKS]
    return Count(passed=outcomes.count(True), failed=outcomes.count(False))


# Again with several threads: what divides its work among them.
THREADED = ("goldens", "learning", "stopping", "own_parts", "killed")


def run_cargo():
    print("== Tests of the crates (cargo test)", flush=True)
    # In release, because set-up has built nearly all of that for the vae program already.
    # Tests run side by side already; libtorch's threads would fight over the same cores.
    total = cargo_test(["--workspace"], threads=1)
    for threads in (2, 3):
        print(f"== Those that divide their work, with {threads} threads", flush=True)
        named = [f"--test={name}" for name in THREADED]
        total += cargo_test(["--workspace", *named], threads)
    return total


def cargo_test(chosen, threads):
    command = ["cargo", "test", "--release", "--locked", "--no-fail-fast", *chosen]
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as skipped:
        environment = {
            **program.cargo_environment(remembered()),
            "OMP_NUM_THREADS": str(threads),
            "VAE_SKIPPED": skipped.name,
        }
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
        count = with_exit_code(count_cargo(lines), process.wait(), "cargo test")
        reasons = skipped.read().splitlines()
    for reason in reasons:
        print(f"skipped: {reason}", flush=True)
    # cargo knows no test that finds only while it runs that it cannot.
    return Count(count.passed - len(reasons), count.failed, count.skipped + len(reasons))


def count_cargo(lines):
    found = (CARGO_RESULT.match(line) for line in lines)
    return sum((Count(*map(int, match.groups())) for match in found if match), Count())


# More than four would want more memory than a small machine has.
WORKERS = min(max(os.cpu_count() or 1, 2), 4)
SIDE_BY_SIDE = ("-m", "not alone", "-n", str(WORKERS), "--no-loadscope-reorder")
ALONE = ("-m", "alone")
PYTEST = (
    *(sys.executable, "-m", "pytest", TOOLS / "tests", FRONT / "tests"),
    *(f"--rootdir={CHECKOUT}", "-p", "side_by_side", "-p", "no:cacheprovider"),
    *("-o", "junit_family=xunit1", "-rs", "--durations=10"),
)


def run_pytest():
    print("== Tests of the notebooks and their tools (pytest)", flush=True)
    # The workers fill the cores; libtorch's own threads would spin beside them.
    count, images = pytest(SIDE_BY_SIDE, OMP_NUM_THREADS="1")
    print("== Those that go by the clock, alone", flush=True)
    return count + pytest(ALONE)[0], images


def pytest(chosen, **variables):
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        command = [*PYTEST, *chosen, f"--junit-xml={report}"]
        code = exit_code(command, cwd=CHECKOUT, env={**pytest_environment(), **variables})
        count = count_pytest(report) if report.exists() else Count()
        images = images_of_chapters(report) if report.exists() else ""
    return with_exit_code(count, code, "pytest"), images


def exit_code(command, **options):
    """Ctrl-C reaches the command too: it ends its kernels then, and is waited for."""
    process = subprocess.Popen(command, **options)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise


def pytest_environment():
    return {**os.environ, "PYTHONPATH": f"{TOOLS}:{FRONT}", "PYTHONDONTWRITEBYTECODE": "1"}


def count_pytest(report):
    total = Count()
    for suite in xml.parse(report).getroot().iter("testsuite"):
        tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        total += Count(max(tests - failed - skipped, 0), failed, skipped)
    return total


def images_of_chapters(report):
    """Which images the chapters ran on, in words."""
    found = [
        p.get("value") for p in xml.parse(report).iter("property") if p.get("name") == "images"
    ]
    real, synthetic = found.count("real"), found.count("synthetic")
    remedy = " (`make data` downloads the real ones)" if synthetic else ""
    return f"chapters run: {real} without synthetic images, {synthetic} with synthetic{remedy}"


def with_exit_code(count, code, runner):
    """A run that broke off before it could count is a failure too."""
    if code != 0 and count.failed == 0:
        print(f"{runner} ended with exit code {code} and named no failed test", flush=True)
        return count + Count(failed=1)
    return count


def main():
    of_code, of_crates, (of_notebooks, images) = run_checks(), run_cargo(), run_pytest()
    total = of_code + of_crates + of_notebooks
    print(f"\n{images}\n{total}", flush=True)
    return 0 if total.is_good else 1


if __name__ == "__main__":
    project.program(main, "run_tests")
