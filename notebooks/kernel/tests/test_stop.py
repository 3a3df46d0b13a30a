"""Stop at every moment of a cell: it ends, and every variable stays."""

import os
import signal
import time
from pathlib import Path

import pytest
from talk import error

pytestmark = pytest.mark.alone

ENDLESS = "let mut rounds = 0u64;\nloop { rounds += 1; notebook_front::check()?; }"
DEAF = "loop { std::hint::black_box(1); }"


def is_running(result):
    return any(kind == "stream" for kind, _ in result.told)


def interrupted(talk, code, stop):
    request = talk.send(f'println!("running");\n{code}')
    talk.wait(request, until=is_running)
    pressed = time.monotonic()
    stop()
    return talk.wait(request), time.monotonic() - pressed


def test_stop_ends_a_loop_that_looks_and_keeps_every_variable(talk):
    talk.good("let mut kept = vec![1];")
    code = "loop { kept.push(1); notebook_front::check()?; }"
    result, seconds = interrupted(talk, code, talk.manager.interrupt_kernel)
    assert error(result)["ename"] == "Interrupted" and seconds < 1
    assert talk.good("kept.len() > 1").value == "true"
    assert talk.good("notebook_front::interrupted()").value == "false"


def test_stop_ends_a_function_that_cannot_return_an_error(talk):
    talk.good("let kept = 7;")
    code = "loop { notebook_front::unless_interrupted(); }"
    result, seconds = interrupted(talk, code, talk.manager.interrupt_kernel)
    assert error(result)["ename"] == "Interrupted" and seconds < 1
    assert talk.good("kept").value == "7"


def test_a_signal_from_the_shell_does_the_same(talk):
    def ctrl_c():
        os.kill(talk.manager.provisioner.pid, signal.SIGINT)

    result, seconds = interrupted(talk, ENDLESS, ctrl_c)
    assert error(result)["ename"] == "Interrupted" and seconds < 1


def test_a_deaf_loop_is_told_of_and_ended_by_a_second_press(talk):
    talk.good("let lost = 1;")
    request = talk.send(f'println!("running");\n{DEAF}')
    talk.wait(request, until=is_running)
    talk.manager.interrupt_kernel()
    result = talk.wait(request, until=lambda result: "Stop again" in result.text("stderr"))
    assert not result.reply
    talk.manager.interrupt_kernel()
    told = error(talk.wait(request))
    assert told["ename"] == "Interrupted" and "all variables are gone" in told["evalue"]
    assert talk.run("lost").status == "error"


def test_stop_ends_what_waits_too(talk):
    first, second = talk.send(f'println!("running");\n{ENDLESS}'), talk.send("1")
    talk.wait(first, until=is_running)
    talk.manager.interrupt_kernel()
    assert [talk.wait(r).status for r in (first, second)] == ["error", "aborted"]


def test_stop_ends_a_cell_that_waits_for_the_kernel_itself(talk):
    talk.good(":clear")  # after which the kernel loads its crates again
    request = talk.send(ENDLESS)
    talk.manager.interrupt_kernel()
    assert talk.wait(request).status in ("aborted", "error")
    assert talk.good("1 + 1").value == "2"


def test_stop_ends_a_cell_that_it_overtakes(talk):
    """Cell and press come by two ways: held back by a busy machine, the cell can be later."""
    cell = talk.message(ENDLESS)
    talk.manager.interrupt_kernel()
    time.sleep(0.3)
    assert error(talk.wait(talk.send_message(cell)))["ename"] == "Interrupted"
    assert talk.good("1 + 1").value == "2"


def test_a_shielded_thread_does_not_see_the_wish(talk):
    talk.good(
        "let background = std::thread::spawn(|| notebook_front::uninterruptible(|| {\n"
        "    std::thread::sleep(std::time::Duration::from_secs(2));\n"
        "    notebook_front::check()\n"
        "}));"
    )
    interrupted(talk, ENDLESS, talk.manager.interrupt_kernel)
    assert talk.good("background.join().unwrap()").value == "Ok(())"


def test_a_cell_that_is_sent_once_the_end_is_known_runs(talk):
    for _ in range(10):
        interrupted(talk, ENDLESS, talk.manager.interrupt_kernel)
        assert talk.good("1 + 1").value == "2"


# Before the cell begins.

TELLING = 'println!("it ran");\nloop {{ notebook_front::check()?; }}  // {}'


def test_stop_while_a_cell_is_compiled_keeps_it_from_running(talk):
    talk.good("let mut kept = vec![1];")
    for step in range(8):
        request = talk.send(TELLING.format(step))
        time.sleep(0.06 * step)
        talk.manager.interrupt_kernel()
        result = talk.wait(request)
        told = error(result)
        assert told["ename"] == "Interrupted"
        assert ("it has not run" in told["evalue"]) == (result.text() == ""), result
        assert talk.good("kept.len()").value == "1"


def test_a_cell_that_is_stopped_before_it_begins_keeps_what_it_was_to_define_anew(talk):
    """The flag is there when the cell begins, as if the reader had pressed in that moment."""
    talk.good('let mut shown = String::from("old");\nlet used_up = vec![1, 2];')
    folder = talk.good("std::env::var(notebook_front::VARIABLE).unwrap()").value.strip('"')
    request = talk.send("let shown = used_up.len();\nlet moved = used_up;")
    talk.wait(request, until=lambda result: result.of("execute_input"))
    (Path(folder) / "interrupt").touch()
    told = error(talk.wait(request))
    assert told["evalue"] == "stopped before it began; it has not run"
    assert not any("gone" in line for line in told["traceback"])
    talk.good('shown.push_str(" value");')
    assert talk.good("(&shown, &used_up)").value == '("old value", [1, 2])'
