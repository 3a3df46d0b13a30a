"""A kernel behind the front, as a client meets it."""

import pytest
from talk import Talk, error

FAILURES = {
    "assert!(1 + 1 == 3);": ("panic", "assertion failed: 1 + 1 == 3", 1),
    "let v = [1, 2];\nlet n = v.len();\nv[n]": ("panic", "index out of bounds", 3),
    "\nNone::<i32>.unwrap();": ("panic", "called `Option::unwrap()` on a `None` value", 2),
    'let q = 1;\n"x".parse::<i32>()?;': ("ParseIntError", "invalid digit", 2),
    'Err::<(), _>("no such thing")?;': ("Error", "no such thing", 1),
    'Err::<(), Box<dyn std::error::Error>>("boxed".into())?;': ("Error", "boxed", 1),
}


@pytest.mark.parametrize("code", FAILURES)
def test_a_failure_has_a_name_a_message_and_a_line(code, talk):
    name, message, line = FAILURES[code]
    told = error(talk.run(code))
    assert told["ename"] == name and message in told["evalue"]
    assert f"line {line}" in told["traceback"][1]
    assert not any("evcxr" in text or "rustc" in text for text in told["traceback"])
    assert talk.good("1 + 1").value == "2"


def test_a_failure_in_an_earlier_cells_function_shows_its_line(talk):
    talk.good('fn fails() {\n    panic!("deep");\n}')
    assert error(talk.run("fails();"))["traceback"][1].endswith('│ panic!("deep");')


CAUGHT = [
    'std::panic::catch_unwind(|| panic!("caught")).is_err()',
    'std::thread::spawn(|| panic!("caught")).join().is_err()',
]


@pytest.mark.parametrize("code", CAUGHT)
def test_a_panic_that_the_cell_answers_for_is_no_failure(code, talk):
    result = talk.good(code)
    assert result.value == "true" and "caught" in result.text("stderr")


@pytest.mark.parametrize(
    "code",
    ['eprintln!("mine");', 'let error = "mine"; eprintln!("{}", error);', 'eprint!("mine\\n");'],
)
def test_what_a_cell_writes_on_stderr_is_no_failure(code, talk):
    assert talk.good(code).text("stderr") == "mine\n"


def test_all_that_a_cell_writes_arrives_before_its_reply(talk):
    code = 'for n in 0..200 { println!("{n}"); eprintln!("{n}"); } print!("no line\'s end");'
    expected = "".join(f"{n}\n" for n in range(200))
    result = talk.good(code)
    assert result.text() == expected + "no line's end"
    assert result.text("stderr") == expected


def test_what_waits_behind_a_failure_is_aborted(talk):
    requests = [talk.send(code) for code in ("panic!();", "1", "2")]
    assert [talk.wait(request).status for request in requests] == ["error", "aborted", "aborted"]


def test_whoever_does_not_stop_on_errors_goes_on(talk):
    first, second = talk.send("panic!();", stop_on_error=False), talk.send("1")
    assert talk.wait(first).status == "error" and talk.wait(second).status == "ok"


def test_the_first_question_mark_shows_its_value_as_any_other(kernel_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(kernel_folder))
    code = """struct Shown;
impl Shown {
    fn evcxr_display(&self) {
        println!("EVCXR_BEGIN_CONTENT text/html\\n<b>shown</b>\\nEVCXR_END_CONTENT");
    }
}
Ok::<Shown, String>(Shown)?"""
    with Talk("rust-front", tmp_path) as fresh:
        (result,) = fresh.good(code).of("execute_result")
    assert result["data"] == {"text/html": "<b>shown</b>"}


def test_clear_keeps_the_kernels_crates_and_forgets_variables(talk):
    talk.good("let forgotten = 1;")
    talk.good(":clear")
    assert talk.good("notebook_front::is_here()").value == "true"
    assert talk.run("forgotten").status == "error"


def test_a_cell_that_ends_its_process_says_so(talk):
    talk.good("let gone = 1;")
    told = error(talk.run("std::process::exit(3);"))
    assert told["ename"] == "ProcessEnded" and "exit status: 3" in told["evalue"]
    assert error(talk.run('panic!("as before")'))["evalue"] == "as before"


# Live outputs.


def test_an_output_redraws_itself_while_the_cell_runs(talk):
    code = """use notebook_front::{Content, show_live};
let live = show_live(&Content::html("<b>0</b>").and("text/plain", "0"));
for n in 1..4 {
    std::thread::sleep(std::time::Duration::from_millis(300));
    live.update(&Content::html(format!("<b>{n}</b>")).and("text/plain", n.to_string()));
}"""
    request = talk.send(code)
    early = talk.wait(request, until=lambda result: result.of("update_display_data"))
    assert not early.reply, "the first update arrives while the cell runs"
    result = talk.wait(request)
    (shown,), updates = result.of("display_data"), result.of("update_display_data")
    assert shown["data"] == {"text/html": "<b>0</b>", "text/plain": "0"}
    assert [update["data"]["text/plain"] for update in updates] == ["1", "2", "3"]
    assert all(update["transient"] == shown["transient"] for update in updates)
    assert result.text() == ""
    later = talk.good('live.update(&Content::text("from another cell"));')
    assert later.of("update_display_data")[0]["transient"] == shown["transient"]


def test_a_cell_may_show_many_outputs(talk):
    code = (
        "for n in 0..3 { notebook_front::display(&notebook_front::Content::text(n.to_string())); }"
    )
    shown = [content["data"]["text/plain"] for content in talk.good(code).of("display_data")]
    assert shown == ["0", "1", "2"]


# Help.


def asked(talk, request):
    while True:
        reply = talk.client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == request:
            return reply["content"]


@pytest.mark.parametrize(
    "code, match",
    [
        ("let x = vec![1]; x.le", "len()"),
        ('println!("{}", String::from_ut', "from_utf8(vec)"),
        ("notebook_front::show_l", "show_live(content)"),
    ],
)
def test_completion_works_inside_an_expression(code, match, talk):
    found = asked(talk, talk.client.complete(code))
    assert match in found["matches"]
    assert code[found["cursor_start"] :] in code and found["cursor_end"] == len(code)


@pytest.mark.parametrize(
    "code, cursor, words",
    [
        ("let n = vec![1].len();", 18, "pub const fn len(&self) -> usize"),
        ("let n = String::from_utf8(vec![])", 20, "Converts a vector of bytes to a String"),
        ("notebook_front::show_live(", None, "Shows an output at once"),
        ('println!("{}", i32::from_str_radix("7", 8))', 25, "pub const fn from_str_radix"),
    ],
)
def test_inspection_tells_signature_and_documentation(code, cursor, words, talk):
    found = asked(talk, talk.client.inspect(code, cursor))
    assert found["found"] and words in found["data"]["text/plain"]
