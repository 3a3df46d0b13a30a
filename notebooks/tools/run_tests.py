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


def run_cargo():
    print("== Tests of the crates (cargo test)", flush=True)
    # In release, because set-up has built nearly all of that for the vae program already.
    command = ["cargo", "test", "--release", "--workspace", "--locked", "--no-fail-fast"]
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        # Tests run side by side already; libtorch's threads would fight over the same cores.
        env={**program.cargo_environment(remembered()), "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    return with_exit_code(count_cargo(lines), process.wait(), "cargo test")


def count_cargo(lines):
    found = (CARGO_RESULT.match(line) for line in lines)
    return sum((Count(*map(int, match.groups())) for match in found if match), Count())


def run_pytest():
    print("== Tests of the notebooks and their tools (pytest)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            TOOLS / "tests",
            FRONT / "tests",
            f"--junit-xml={report}",
            "-o",
            "junit_family=xunit1",
            "-p",
            "no:cacheprovider",
        ]
        code = subprocess.call(command, cwd=CHECKOUT, env=pytest_environment())
        count = count_pytest(report) if report.exists() else Count()
        images = images_of_chapters(report) if report.exists() else ""
    return with_exit_code(count, code, "pytest"), images


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
    sys.exit(main())
