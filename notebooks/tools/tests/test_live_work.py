"""Estimates, reproductions and downloads redraw themselves and leave an ordinary output."""

import pytest
from talk import Talk

MODEL = """\
use vae_core::dataset::synthetic;
use vae_core::model::Architecture;
use vae_core::{Source, Vae, VaeConfig};
use vae_evidence::Estimator;
use vae_plot::live;
let digits = synthetic::digits(400, 0)?;
let architecture = Architecture::mlp([64]);
let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
"""
EVIDENCE = "live::evidence(&Estimator::Importance { samples: 200 }, &vae, &digits, 0)?.images()"
REPRODUCTION = """\
use vae_thesis::reproduction::{OutputDir, reproduce};
let place = OutputDir { folder: "reproduction".into(), quick: true };
reproduce(&place, &["frey-z2"], Some(1))?.trainings.len()
"""


@pytest.fixture(scope="module")
def talk(rust_kernel, tmp_path_factory):
    with Talk(rust_kernel, tmp_path_factory.mktemp("live")) as talking:
        talking.good(MODEL)
        yield talking


def states(result):
    """What the one output showed, one state after the other."""
    (first,) = result.of("display_data")
    updates = result.of("update_display_data")
    assert {update["transient"]["display_id"] for update in updates} == {
        first["transient"]["display_id"]
    }
    assert not result.of("stream")
    return [content["data"] for content in (first, *updates)]


def test_an_estimate_shows_how_far_it_is_and_leaves_its_figure(talk):
    result = talk.good(EVIDENCE)
    *under_way, last = states(result)
    assert result.value == "400"
    assert all("<progress" in state["text/html"] for state in under_way)
    assert any("of 400 images" in state["text/html"] for state in under_way)
    assert '<figure><img alt="How probable does the model find these images?' in last["text/html"]
    assert "log p(x) by importance sampling, K = 200" in last["text/html"]
    assert last["text/plain"].startswith("How probable")


def test_a_stopped_estimate_says_so(talk):
    request = talk.send(EVIDENCE.replace("200", "20_000"))
    talk.wait(request, until=lambda result: result.of("display_data"))
    talk.manager.interrupt_kernel()
    result = talk.wait(request)
    assert result.reply["ename"] == "Interrupted"
    assert "Ended after none of 400 images." in states(result)[-1]["text/html"]


def test_a_reproduction_shows_its_tasks_and_leaves_its_table(talk):
    result = talk.good(REPRODUCTION)
    *under_way, last = states(result)
    assert result.value == "1"
    assert any("task 1 of 2, frey-z2" in state["text/html"] for state in under_way)
    assert "<table" in last["text/html"] and "<progress" not in last["text/html"]
    assert "Frey Faces" in last["text/plain"]


def test_a_download_of_nothing_leaves_an_empty_table(talk):
    result = talk.good('live::fetch(&Source::SyntheticDigits, std::path::Path::new("data"))?;')
    assert "<table" in states(result)[-1]["text/html"]
