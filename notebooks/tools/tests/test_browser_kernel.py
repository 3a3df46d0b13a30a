"""The kernel in JupyterLab: failures stop, stop keeps, live outputs change and are saved."""

import pytest
import reader
import samples
from samples import code

from project import read

LIVE = """use notebook_front::{Content, show_live};
let live = show_live(&Content::html("<b class='live'>round 0</b>"));
for n in 1..=8 {
    std::thread::sleep(std::time::Duration::from_millis(500));
    live.update(&Content::html(format!("<b class='live'>round {n}</b>")));
};"""
ENDLESS = 'let kept = 41;\nprintln!("running");'
LOOP = "loop { notebook_front::check()?; }"
TRAINING = """use vae_core::dataset::synthetic;
use vae_core::model::Architecture;
use vae_core::{TrainConfig, Trainer, Vae, VaeConfig};
let kept = 7;
let digits = synthetic::digits(2_000, 0)?;
let architecture = Architecture::mlp([32]);
let config = VaeConfig { architecture, ..VaeConfig::default() };
let protocol = TrainConfig { epochs: 1_000_000, ..TrainConfig::default() };
let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;"""
FIT = "vae_plot::live::fit(&mut trainer, &digits, None)?;"


@pytest.fixture(scope="module")
def jupyterlab(rust_kernel, browser, tmp_path_factory):
    with reader.Lab(tmp_path_factory.mktemp("lab")) as started:
        yield started


def opened(jupyterlab, page, name, *cells):
    path = samples.save(samples.of_cells(*cells), jupyterlab.root / "notebooks", name)
    jupyterlab.open(page, path.name)
    return path


def menu(page, *names):
    for name in names:
        page.get_by_role("menuitem", name=name, exact=True).click()


def cell(page, number):
    return page.locator(f"{reader.PANEL} .jp-CodeCell").nth(number)


def output(page, number, text):
    return cell(page, number).locator(".jp-OutputArea-output", has_text=text)


def run_cell(page, number):
    cell(page, number).click()
    page.keyboard.press("Shift+Enter")


def stop(jupyterlab, page, number):
    """Presses stop, and waits until the cell has said so."""
    page.get_by_role("button", name="Interrupt the kernel").click()
    jupyterlab.wait(page, lambda: reader.cells(page)[number]["messages"], 10, "it did not stop")


def test_run_all_stops_at_a_failure(jupyterlab, page):
    cells = [code("let a = 1;"), code("assert!(a == 2);"), code('println!("not reached");')]
    path = opened(jupyterlab, page, "90-failure.ipynb", *cells)
    jupyterlab.run_all(page)
    assert reader.prompts(page) == ["1", "2", ""]
    assert any("line 1" in problem for problem in reader.problems(page, path))
    reader.screenshot(page, "kernel-failure")


def test_a_live_output_changes_and_is_saved(jupyterlab, page):
    path = opened(jupyterlab, page, "91-live.ipynb", code(LIVE))
    menu(page, "Run", "Run All Cells")
    shown = page.locator(f"{reader.PANEL} .live")
    shown.wait_for(timeout=60_000)
    seen = set()
    while "round 8" not in seen:
        seen.add(shown.text_content())
        page.wait_for_timeout(100)
    assert len(seen) > 4
    jupyterlab.wait(page, lambda: not reader.busy(page), 60, "the cell did not end")
    page.keyboard.press("Control+s")
    jupyterlab.wait(page, lambda: read(path).cells[0].outputs, 30, "it was not saved")
    (kept,) = read(path).cells[0].outputs
    assert kept.output_type == "display_data" and "round 8" in kept.data["text/html"]


def test_stop_keeps_variables(jupyterlab, page):
    path = opened(jupyterlab, page, "92-stop.ipynb", code(ENDLESS), code(LOOP), code("kept + 1"))
    menu(page, "Run", "Run All Cells")
    page.get_by_text("running", exact=True).wait_for(timeout=60_000)
    page.wait_for_timeout(2_000)
    stop(jupyterlab, page, 1)
    assert reader.prompts(page) == ["1", "2", ""], "what waits does not run"
    assert "Interrupted" in "".join(reader.problems(page, path))
    run_cell(page, 2)
    output(page, 2, "42").wait_for(timeout=60_000)
    reader.screenshot(page, "kernel-stop")


def test_two_notebooks_keep_to_themselves(jupyterlab, page):
    """While one trains, the other is stopped and goes on; then the training is stopped."""
    other = page.context.new_page()
    cells = [code(TRAINING), code(FIT), code("(kept, trainer.is_finished())")]
    opened(jupyterlab, page, "93-training.ipynb", *cells)
    opened(jupyterlab, other, "94-beside.ipynb", code(ENDLESS), code(LOOP), code("kept + 1"))
    menu(page, "Run", "Run All Cells")
    output(page, 1, "epoch").wait_for(timeout=120_000)
    menu(other, "Run", "Run All Cells")
    other.get_by_text("running", exact=True).wait_for(timeout=120_000)
    other.wait_for_timeout(1_000)
    stop(jupyterlab, other, 1)
    assert reader.prompts(page)[1] == "*", "the training goes on"
    run_cell(other, 2)
    output(other, 2, "42").wait_for(timeout=60_000)
    shown = output(page, 1, "epoch").first.text_content()
    jupyterlab.wait(
        page,
        lambda: output(page, 1, "epoch").first.text_content() != shown,
        30,
        "the training shows nothing new",
    )
    reader.screenshot(page, "kernel-two-training")
    stop(jupyterlab, page, 1)
    run_cell(page, 2)
    output(page, 2, "(7, false)").wait_for(timeout=60_000)
    assert reader.prompts(other)[:3] == ["1", "2", "3"]
    assert not other.locator(f"{reader.PANEL} figure, {reader.PANEL} progress").count()
    reader.screenshot(page, "kernel-two-stopped")
    reader.screenshot(other, "kernel-two-beside")
