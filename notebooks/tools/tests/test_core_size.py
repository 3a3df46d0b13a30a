"""The core stays small enough to be read: lines of code, without tests, comments and blanks."""

from setup.paths import CRATE

MODEL_AND_TRAINING = 5_000
WITH_BASE = 8_000


def code_lines(folder):
    files = (path for path in folder.rglob("*.rs") if path.stem != "tests")
    return sum(len(code(path.read_text(encoding="utf-8"))) for path in files)


def code(source):
    """rustfmt has put a file's tests at its end, or in a file of their own."""
    before_tests = source.partition("#[cfg(test)]\nmod tests {")[0]
    lines = before_tests.replace("#[cfg(test)]\nmod tests;\n", "").splitlines()
    return [line for line in lines if line.strip() and not line.strip().startswith("//")]


def test_tests_comments_and_blanks_are_no_code():
    source = "//! What.\n\nuse a;\n#[cfg(test)]\nmod tests;\n\n/// How.\nfn b() {}\n"
    assert code(source) == ["use a;", "fn b() {}"]
    assert code("fn b() {}\n\n#[cfg(test)]\nmod tests {\n    use a;\n}\n") == ["fn b() {}"]


def test_the_core_is_small():
    core, base = code_lines(CRATE / "src"), code_lines(CRATE / "base" / "src")
    assert 0 < core <= MODEL_AND_TRAINING
    assert base > 0 and core + base <= WITH_BASE
