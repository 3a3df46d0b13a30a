"""A training in a cell: it redraws itself while it runs, and stop keeps what it has."""

import pytest
from talk import Talk

import measure_interrupts

pytestmark = pytest.mark.alone

FIT = """\
use vae_core::dataset::synthetic;
use vae_core::model::Architecture;
use vae_core::{TrainConfig, Trainer, Vae, VaeConfig};
use vae_plot::live;
let digits = synthetic::digits(4_000, 0)?;
let architecture = Architecture::mlp([64, 64]);
let config = VaeConfig { architecture, ..VaeConfig::default() };
let protocol = TrainConfig { epochs: 40, ..TrainConfig::default() };
let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
live::fit(&mut trainer, &digits, None)?;
"""


@pytest.fixture(scope="module")
def told(rust_kernel, tmp_path_factory):
    """All outputs of a live training."""
    with Talk(rust_kernel, tmp_path_factory.mktemp("live")) as talk:
        return talk.good(FIT).told


def test_one_output_redraws_itself(told):
    (first,) = [content for kind, content in told if kind == "display_data"]
    updates = [content for kind, content in told if kind == "update_display_data"]
    assert len(updates) >= 2
    name = first["transient"]["display_id"]
    assert {update["transient"]["display_id"] for update in updates} == {name}
    assert any("<progress" in update["data"]["text/html"] for update in updates)


def test_what_stays_is_the_curve_with_its_alternative_text(told):
    last = [content for kind, content in told if kind == "update_display_data"][-1]
    html = last["data"]["text/html"]
    assert '<figure><img alt="How far does the loss fall?' in html
    assert "<progress" not in html and " left" not in html


def test_no_line_is_printed_beside_it(told):
    assert not [content for kind, content in told if kind == "stream"]


def test_stop_at_any_moment_keeps_everything(rust_kernel):
    presses, difference = measure_interrupts.presses(9)
    problems = [
        f"{p.cell}, pressed after {p.moment:.3f} s: {p.problem}" for p in presses if p.problem
    ]
    assert not problems, "\n".join(problems)
    assert not difference, difference
