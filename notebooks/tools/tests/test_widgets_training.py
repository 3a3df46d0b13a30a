"""The page in which a VAE learns, in a real browser: exact, under the hand, and broken."""

import shutil
import subprocess

import pytest
import reader
import widget_page
from widget_page import drag, frames, grey, opened, set_state, settled, state, visit, wait

from project import NOTEBOOKS

NAME = "train-in-the-page.html"
MODULE = NOTEBOOKS / "plot" / "src" / "widget" / "training"
# Of the crate's losses and terms, relative.
EXACT = 1e-3


@pytest.fixture
def page(page):
    return widget_page.alone(page)


@pytest.fixture
def frame(pages, page):
    """The page, with an untrained model to be seen."""
    frame = opened(page, pages / NAME)
    wait(page, lambda: "Untrained" in news(frame))
    return frame


def news(frame):
    return frame.locator(".verdict").first.text_content()


def press(frame, name):
    frame.get_by_role("button", name=name, exact=True).click()


def steps(frame):
    return frame.evaluate("page.widget.curve.steps")


def learn(page, frame, count):
    """So many steps, until the page shows them."""
    wanted = steps(frame) + count
    frame.evaluate("count => page.widget.learn(count)", count)
    wait(page, lambda: steps(frame) == wanted and not frame.evaluate("page.widget.learning"))


def history(frame, name):
    return frame.evaluate("name => page.widget.curve.history[name]", name)


def mean(values):
    return sum(values) / len(values)


def begun(page, **changes):
    """The page begins again with other settings."""
    set_state(page, {**settled(page), **changes})


# What it computes.


def test_its_random_numbers_are_the_crates(pages, expected, page):
    """Bit by bit, in the order in which the crate draws them."""
    frame, wanted = opened(page, pages / NAME), expected["train-in-the-page"]
    normal, order = frame.evaluate(
        """async () => {
          const drawn = `
            onmessage = undefined;
            postMessage([new Words(3, 0, 0).normals(new Float32Array(10000)),
              new Words(3, 0, 0).permutation(10007)]);`;
          const script = new Blob([contents.data.worker, drawn]);
          const worker = new Worker(URL.createObjectURL(script));
          const { data } = await new Promise((heard) => { worker.onmessage = heard; });
          return data.map((numbers) => [...numbers]);
        }"""
    )
    assert normal == wanted["normal"]
    assert order == wanted["permutation"]


def test_its_module_is_made_of_its_source(tmp_path):
    """Bit by bit, where the same compiler is there to make it again."""
    if not (shutil.which("clang") and shutil.which("wasm-ld")):
        pytest.skip("no clang and wasm-ld on this machine (Debian: apt-get install clang lld)")
    version = subprocess.run(["clang", "--version"], capture_output=True, text=True).stdout
    if "clang version 14." not in version:
        pytest.skip(f"kernels.wasm was made by clang 14, this is {version.splitlines()[0]}")
    made = tmp_path / "kernels.wasm"
    subprocess.run([MODULE / "build", made], check=True)
    assert made.read_bytes() == (MODULE / "kernels.wasm").read_bytes()


# A Gaussian's losses fall from 8,600 to 200, and carry a rounding of the first steps further.
@pytest.mark.parametrize("number, exact", [(0, 100), (1, 50)], ids=["bernoulli", "gaussian"])
def test_its_first_hundred_losses_are_the_crates(number, exact, expected, page, frame):
    wanted = expected["train-in-the-page"]["runs"][number]
    begun(page, **wanted["state"])
    learn(page, frame, 100)
    assert frame.evaluate("page.widget.computes") == "WebAssembly"
    assert len(wanted["steps"]) == 100
    for place, name in enumerate(("loss", "reconstruction", "kl")):
        crates = [step[place] for step in wanted["steps"]]
        found = history(frame, name)
        assert found[:exact] == pytest.approx(crates[:exact], rel=EXACT), name
        assert found == pytest.approx(crates, rel=0.05), name


def test_without_webassembly_it_computes_the_same(expected, pages, page):
    frame = opened(page, pages / NAME)
    frame.evaluate(
        """() => {
          page.widget.worker.terminate();
          page.widget.hire('delete self.WebAssembly;' + contents.data.worker,
            contents.data.module);
          page.widget.begin();
        }"""
    )
    learn(page, frame, 3)
    assert frame.evaluate("page.widget.computes") == "plain JavaScript"
    wanted = expected["train-in-the-page"]["runs"][0]["steps"][:3]
    assert history(frame, "loss") == pytest.approx([step[0] for step in wanted], rel=EXACT)


# The buttons.


def test_it_learns_pauses_and_goes_on(page, frame):
    press(frame, "Learn")
    wait(page, lambda: steps(frame) > 20)
    press(frame, "Pause")
    wait(page, lambda: frame.get_by_role("button", name="Go on").is_visible())
    paused = steps(frame)
    page.wait_for_timeout(700)
    assert steps(frame) == paused
    press(frame, "Go on")
    wait(page, lambda: steps(frame) > paused)
    losses = history(frame, "loss")
    assert mean(losses[-10:]) < 0.75 * losses[0]
    press(frame, "Start again")
    wait(page, lambda: steps(frame) == 0 and "Untrained" in news(frame))


def test_a_pause_changes_no_number(page, frame):
    learn(page, frame, 30)
    at_once = history(frame, "loss")
    press(frame, "Start again")
    for count in (1, 12, 17):
        learn(page, frame, count)
    assert history(frame, "loss") == at_once


def test_one_step_shows_every_quantity(page, frame):
    press(frame, "One step")
    wait(page, lambda: steps(frame) == 1)
    section = frame.locator("details", has_text="quantity by quantity")
    codes, terms, sizes = section.locator("table").all()
    rows = [
        [float(text.replace("−", "-")) for text in row.locator("td").all_text_contents()]
        for row in codes.locator("tr").all()[1:]
    ]
    assert len(rows) == 2
    for mu, log_var, eps, z in rows:
        assert z == pytest.approx(mu + 2.718281828 ** (log_var / 2) * eps, abs=5e-3)
    kl = sum(mu**2 + 2.718281828**log_var - 1 - log_var for mu, log_var, *_ in rows) / 2
    log_p, shown_kl, elbo, _ = values(terms)
    assert shown_kl == pytest.approx(kl, abs=5e-3)
    assert elbo == pytest.approx(log_p - shown_kl, abs=0.011)
    *layers, whole = values(sizes)
    assert len(layers) == 7
    assert whole == pytest.approx(sum(size**2 for size in layers) ** 0.5, rel=1e-3)
    x = grey(frame, "details .picture")
    index = int(section.locator(".hint").text_content().split("image ")[1].split(",")[0])
    assert x == frame.evaluate(
        "i => [...page.widget.images.subarray(784 * i, 784 * (i + 1))]", index
    )


def values(table):
    return [float(text.replace("−", "-")) for text in table.locator("td").all_text_contents()]


def test_the_picture_is_that_of_the_model(page, frame):
    """Curve, plane, reconstructions and samples are others after some learning."""

    def pictures():
        return [
            frame.locator(which).first.evaluate("canvas => canvas.toDataURL()")
            for which in (
                ".plane.flat",
                ".plane:not(.flat)",
                ".strip + .strip .picture",
                ".samples .picture",
            )
        ]

    before = pictures()
    learn(page, frame, 40)
    page.wait_for_timeout(200)
    assert all(a != b for a, b in zip(before, pictures()))
    assert "Step 40, epoch 2" in news(frame)


def test_the_page_answers_while_it_learns(page, frame):
    press(frame, "Learn")
    wait(page, lambda: steps(frame) > 0)
    frame.get_by_label("β", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert settled(page)["beta"] == pytest.approx(1.1)
    assert frame.get_by_role("button", name="Pause").is_visible()


# The knobs.


def test_each_knob_acts(page, frame):
    learn(page, frame, 12)
    plain = history(frame, "loss")
    for change in (
        {"latent": 5},
        {"seed": 1},
        {"beta": 3},
        {"rate": 0.01},
        {"batch": 50},
        {"likelihood": "gaussian"},
    ):
        begun(
            page,
            **{
                "latent": 2,
                "seed": 0,
                "beta": 1,
                "rate": 0.001,
                "batch": 100,
                "likelihood": "bernoulli",
                **change,
            },
        )
        learn(page, frame, 12)
        others = history(frame, "loss")
        assert abs(others[-1] - plain[-1]) > 1e-3 * abs(plain[-1]), change
        same = "rate" in change  # whose first batch is the same
        assert (others[0] == plain[0]) == same, change


def test_latent_dimensions_are_chosen(page, frame):
    frame.get_by_role("combobox", name="latent dimensions").select_option("10")
    assert settled(page)["latent"] == 10
    learn(page, frame, 2)
    press(frame, "One step")
    wait(page, lambda: steps(frame) == 3)
    assert frame.get_by_label("the draw of z").locator("tr").count() == 11
    frame.get_by_role("combobox", name="across").select_option("7")
    assert frame.evaluate("page.widget.look.plane.names[0]") == "z₈"


def test_some_knobs_act_at_once_and_others_begin_again(page, frame):
    learn(page, frame, 5)
    frame.get_by_role("combobox", name="learning rate").select_option("0.003")
    frame.get_by_role("combobox", name="batch").select_option("200")
    learn(page, frame, 2)
    assert steps(frame) == 7
    frame.get_by_role("spinbutton", name="seed").fill("12")
    frame.get_by_role("spinbutton", name="seed").press("Enter")
    wait(page, lambda: steps(frame) == 0)
    assert settled(page)["seed"] == 12


def test_nonsense_changes_nothing(page, frame):
    before = settled(page)
    for wrong in (
        {"latent": 3},
        {"beta": -1},
        {"rate": "a"},
        {"batch": 0},
        {"seed": 0.5},
        {"likelihood": "toString"},
        {"broken": "all"},
    ):
        set_state(page, {**before, **wrong})
        assert state(page) == before


# What is broken shows.


def broken(page, frame, how, count=80):
    begun(page, broken=how, latent=2)
    learn(page, frame, count)
    return {name: mean(history(frame, name)[-10:]) for name in ("loss", "reconstruction", "kl")}


def spread(frame):
    """The root of the mean square of the codes shown."""
    return frame.evaluate(
        "() => { const { mu } = page.widget.look.points; "
        "return Math.sqrt(mu.reduce((sum, c) => sum + c * c, 0) / mu.length); }"
    )


def likeness(frame):
    """How far the reconstructions of two digits are apart, of 255."""
    first, second = [grey(frame, f".strip + .strip .picture:nth-child({n})") for n in (1, 2)]
    return mean([abs(a - b) for a, b in zip(first, second)])


def test_a_mean_over_pixels_forgets_the_images(page, frame):
    right = broken(page, frame, "none")
    apart = likeness(frame)
    wrong = broken(page, frame, "mean")
    assert wrong["kl"] < 0.1 < right["kl"]
    assert wrong["loss"] < 1
    assert likeness(frame) < 0.4 * apart
    assert spread(frame) < 0.3


def test_log_variance_taken_for_sigma_has_no_noise(page, frame):
    right = broken(page, frame, "none", 200)
    press(frame, "One step")
    wait(page, lambda: steps(frame) == 201)
    wrong = broken(page, frame, "sigma", 200)
    assert wrong["kl"] < 0.6 * right["kl"]
    assert wrong["loss"] < right["loss"]
    press(frame, "One step")
    wait(page, lambda: steps(frame) == 201)
    table = frame.get_by_label("the draw of z")
    rows = [
        [float(text.replace("−", "-")) for text in row.locator("td").all_text_contents()]
        for row in table.locator("tr").all()[1:]
    ]
    assert all(abs(log_var) < 0.5 and abs(z - mu) < 0.5 for mu, log_var, _, z in rows)


def test_a_wrong_sign_flees_the_prior(page, frame):
    wrong = broken(page, frame, "sign", 60)
    assert wrong["kl"] > 1000 and wrong["loss"] < -1000
    assert spread(frame) > 10


def test_without_kl_the_codes_spread(page, frame):
    right = broken(page, frame, "none", 150)
    wrong = broken(page, frame, "free", 150)
    assert wrong["kl"] > 1.5 * right["kl"]
    assert wrong["loss"] == pytest.approx(wrong["reconstruction"])


def test_each_wrong_says_what_to_look_for(page, frame):
    menu = frame.get_by_role("combobox", name="break it")
    hints = set()
    for name in ("none", "mean", "sigma", "sign", "free"):
        menu.select_option(name)
        hints.add(frame.locator(".hint").first.text_content())
    assert len(hints) == 5
    assert sum("Look for:" in hint for hint in hints) == 4


def test_what_is_not_finite_stops_before_it_harms(page, frame):
    begun(page, broken="sign", rate=1)
    frame.evaluate("page.widget.learn()")
    wait(page, lambda: "no finite number" in news(frame))
    finite = history(frame, "loss")[:-1]
    assert all(abs(loss) < 1e300 for loss in finite)
    codes = frame.evaluate("[...page.widget.look.points.mu]")
    assert all(code is not None and code == code for code in codes)


# Drawings.


def test_a_drawing_is_learnt(page, frame):
    frame.get_by_text("Draw digits of your own").click()
    add = frame.get_by_role("button", name="Add to the training set")
    assert add.is_disabled()
    frame.locator(".pad").scroll_into_view_if_needed()
    box = frame.locator(".pad").bounding_box()
    drag(
        page,
        *[
            (box["x"] + x * box["width"], box["y"] + y * box["height"])
            for x, y in ((0.2, 0.2), (0.8, 0.8), (0.2, 0.8), (0.8, 0.2))
        ],
    )
    add.click()
    assert frame.locator(".strip").first.locator(".picture").count() == 11
    drawn = grey(frame, ".strip .picture:nth-child(11)")
    assert max(drawn) == 255
    learn(page, frame, 1)
    before = off(frame, drawn)
    learn(page, frame, 150)
    page.wait_for_timeout(200)
    assert off(frame, drawn) < 0.8 * before
    press(frame, "Start again")
    assert frame.evaluate("page.widget.looks.shown.at(-1)") == 2000


def off(frame, drawn):
    """How far the drawing's reconstruction is from it."""
    seen = grey(frame, ".strip + .strip .picture:nth-child(11)")
    return mean([abs(a - b) for a, b in zip(drawn, seen)])


# As any widget.


def test_the_keyboard_is_enough(page, frame):
    frame.get_by_role("button", name="Learn").focus()
    page.keyboard.press("Enter")
    wait(page, lambda: steps(frame) > 3)
    page.keyboard.press("Space")
    wait(page, lambda: frame.get_by_role("button", name="Go on").is_visible())
    page.keyboard.press("Tab")
    before = steps(frame)
    page.keyboard.press("Enter")
    wait(page, lambda: steps(frame) == before + 1)
    wait(page, lambda: "nats an image" in frame.locator("[role=status]").text_content())


def test_it_asks_for_nothing_and_carries_what_it_needs(pages, page):
    asked, said = visit(page, pages / NAME)
    frame = frames(page)[0]
    learn(page, frame, 3)
    assert [url for url in asked if not url.startswith(reader.FROM_HERE)] == []
    assert said == []
    assert (pages / NAME).stat().st_size < 6_000_000


def test_its_worker_can_ask_for_nothing(pages, page):
    """The page's policy holds for the worker too."""
    frame = opened(page, pages / NAME)
    refused = frame.evaluate(
        """async () => {
          const script = new Blob([`
            const refused = [];
            addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));
            const done = () => setTimeout(() => postMessage(refused), 100);
            fetch('https://example.org/').then(done, done);`]);
          const worker = new Worker(URL.createObjectURL(script));
          return new Promise((heard) => { worker.onmessage = ({ data }) => heard(data); });
        }"""
    )
    assert refused == ["connect-src"]


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off(width, pages, page):
    page.set_viewport_size({"width": width, "height": 800})
    frame = opened(page, pages / NAME)
    for details in frame.locator("details").all():
        details.evaluate("one => { one.open = true }")
    learn(page, frame, 2)
    page.wait_for_timeout(300)
    wide, inner = frame.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= inner
