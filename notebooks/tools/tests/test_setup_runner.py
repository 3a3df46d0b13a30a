"""The runner of all tests counts what ran, and cannot be fooled into green."""

import run_tests
from run_tests import Count

CARGO = """\
running 3 tests
test a ... ok
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.2s
"""

PYTEST = """<?xml version="1.0"?><testsuites>
<testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10"/></testsuites>"""


def test_cargos_lines_are_summed():
    assert run_tests.count_cargo(CARGO.splitlines()) == Count(6, 1, 1)


def test_pytests_report_is_read(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(PYTEST)
    assert run_tests.count_pytest(report) == Count(passed=4, failed=3, skipped=3)


IMAGES = """<testsuites><testsuite name="pytest" tests="3">
<testcase name="a"><properties><property name="images" value="real"/></properties></testcase>
<testcase name="b"><properties><property name="images" value="synthetic"/></properties></testcase>
<testcase name="c"/></testsuite></testsuites>"""


def test_the_summary_says_which_images_the_chapters_had(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(IMAGES)
    said = run_tests.images_of_chapters(report)
    assert said.startswith(
        "chapters run: 1 without synthetic images, 1 with synthetic (`make data`"
    )


def test_a_run_that_broke_off_is_a_failure():
    assert run_tests.with_exit_code(Count(), 101, "cargo test") == Count(failed=1)
    assert run_tests.with_exit_code(Count(5, 1), 101, "cargo test") == Count(5, 1)


def test_nothing_ran_is_no_success():
    assert not Count().is_good
    assert not Count(5, 1).is_good
    assert Count(5, 0, 2).is_good


def test_the_closing_line():
    assert str(Count(3, 0, 1)) == "3 passed, 0 failed, 1 skipped"
