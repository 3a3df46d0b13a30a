"""Each widget under the hand where a reader meets it: in JupyterLab, and in the executed page."""

import math

import pytest
import reader
import samples
import widget_page
from samples import code
from widget_page import drag, frames, grey, place, settled, shown, wait

import book

NAMES = ["latent-walk", "draw-digit", "two-classifiers", "the-bound", "latent-space-3d"]
NAMES += ["learning-film", "train-in-the-page", "importance-weights", "style-walk"]


@pytest.fixture(scope="module")
def lab(pages, plain_kernel, browser, tmp_path_factory):
    """JupyterLab with a notebook of one cell for each widget, run; and its file."""
    folder = tmp_path_factory.mktemp("widgets")
    made = samples.notebook(*(code(shown(pages / f"{name}.html", folder)) for name in NAMES))
    made.metadata["kernelspec"]["name"] = plain_kernel
    with reader.Lab(folder / "lab") as started:
        path = samples.save(made, started.root / "notebooks", "99-widgets.ipynb")
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        started.open(page, path.name)
        started.run_all(page)
        page.keyboard.press("Control+s")
        wait(page, lambda: page.locator(".jp-mod-dirty").count() == 0)
        yield page, path
        context.close()


@pytest.fixture(scope="module")
def executed(lab, browser, tmp_path_factory):
    """The executed page of that notebook, opened from disk without a network."""
    folder = tmp_path_factory.mktemp("book")
    assert not book.build([lab[1]], folder, run_cells=False, say=lambda _: None)
    context = browser.new_context()
    page = widget_page.alone(context.new_page())
    page.goto((folder / f"{lab[1].stem}.html").as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_it_follows_the_hand_in_jupyterlab(number, lab):
    drive(lab[0], number)


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_it_follows_the_hand_in_the_executed_page(number, executed):
    drive(executed, number)


def drive(page, number):
    """Drag, press keys and click; the picture changes as predicted."""
    widget = page.locator(".vae-widget").nth(number)
    wait(page, lambda: "live" in widget.get_attribute("class"))
    widget.scroll_into_view_if_needed()
    frame = frames(page)[number]
    assert frame.evaluate("contents.name") == NAMES[number]
    HANDS[NAMES[number]](page, frame, lambda: settled(page, number))


def picture(frame):
    return frame.locator(".plane").first.evaluate("canvas => canvas.toDataURL()")


def on(frame, canvas, *shares):
    """Places on the screen, as shares of a canvas's width and height."""
    frame.locator(canvas).first.scroll_into_view_if_needed()
    box = frame.locator(canvas).first.bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shares]


def walk(page, frame, now):
    frame.locator(".plane").scroll_into_view_if_needed()
    drag(page, place(frame, [0, 0]), place(frame, [1, -2]))
    z = now()["z"]
    assert z == pytest.approx([1, -2], abs=0.02)
    drawn = frame.evaluate("() => [...page.widget.decoder.decode(page.widget.z)]")
    assert grey(frame, ".picture") == pytest.approx([255 * p for p in drawn], abs=1)
    page.keyboard.press("ArrowUp")
    assert now()["z"] == pytest.approx([z[0], z[1] + 0.1], abs=1e-3)


def draw(page, frame, now):
    frame.get_by_role("button", name="Clear").click()
    assert now()["strokes"] == []
    drag(page, *on(frame, ".pad", (0.4, 0.1), (0.6, 0.9)))
    assert len(now()["strokes"]) == 1
    seen, made = frame.evaluate(
        """() => {
          const { pad, encoder, decoder } = page.widget;
          const seen = centredImage(pad.strokes, [28, 28]);
          return [[...seen], [...decoder.decode(encoder.encode(seen).mu)]];
        }"""
    )
    assert grey(frame, ".picture") == pytest.approx([255 * p for p in seen], abs=1)
    second = grey(frame, "figure:nth-child(2) .picture")
    assert second == pytest.approx([255 * p for p in made], abs=1)
    page.keyboard.press("Backspace")
    assert now()["strokes"] == []


def compare(page, frame, now):
    frame.get_by_label("image", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert now()["image"] == 5  # every fifth of 2000 images is carried
    wanted = frame.evaluate("() => [...page.widget.pixels(1)]")
    assert grey(frame, ".picture") == pytest.approx([255 * p for p in wanted], abs=1)
    frame.get_by_role("button", name="Next where they differ").click()
    first, second = frame.locator(".verdict").all_text_contents()
    assert now()["image"] != 5 and first[0] != second[0]
    frame.get_by_text("Draw one instead").click()
    drag(page, *on(frame, ".pad", (0.5, 0.1), (0.5, 0.9)))
    assert now()["image"] is None


def bound(page, frame, now):
    frame.locator(".plane").scroll_into_view_if_needed()
    before = picture(frame)
    drag(page, place(frame, [0, 0.4]), place(frame, [1, 1.5]))
    mu, sigma = now()["mu"], now()["sigma"]
    assert mu == pytest.approx(1, abs=0.02)
    assert sigma == pytest.approx(1 / (math.sqrt(2 * math.pi) * 1.5), abs=0.01)
    assert picture(frame) != before
    page.keyboard.press("ArrowRight")
    assert now()["mu"] == pytest.approx(mu + 0.1, abs=1e-3)
    draws = frame.evaluate("page.widget.epsilon")
    frame.get_by_role("button", name="Draw other ε").click()
    assert now()["draw"] == 2 and frame.evaluate("page.widget.epsilon") != draws


def turn(page, frame, now):
    before = picture(frame)
    (x, y), _ = on(frame, ".plane", (0.4, 0.4), (0, 0))
    drag(page, (x, y), (x + 100, y + 40))
    assert now()["turn"] == pytest.approx([80, 40], abs=0.1)
    assert picture(frame) != before
    page.keyboard.press("Home")
    assert now()["turn"] == [30, 20] and now()["chosen"] is None
    dot = frame.evaluate("() => page.widget.carried[7]")
    left, top = seen_at(frame, dot)
    ((x, y),) = on(frame, ".plane", (0, 0))
    page.mouse.click(x + left, y + top)
    chosen = now()["chosen"]  # it, or one that lies over it
    assert seen_at(frame, chosen) == pytest.approx((left, top), abs=3)
    wanted = frame.evaluate("i => [...page.widget.points.original(i).pixels]", chosen)
    assert grey(frame, "section .picture") == pytest.approx([255 * p for p in wanted], abs=1)


def seen_at(frame, index):
    """Where an image's dot is on the canvas."""
    here = "i => page.widget.space.lens(page.widget.turn)(page.widget.places[i])"
    return tuple(frame.evaluate(here, index)[:2])


def play(page, frame, now):
    last = picture(frame)
    frame.get_by_label("epoch", exact=True).focus()
    page.keyboard.press("Home")
    assert now() == {"epoch": 0} and picture(frame) != last
    assert "before training" in frame.locator("td").first.text_content()
    page.keyboard.press("ArrowRight")
    assert now() == {"epoch": 1}
    share = frame.evaluate(
        """() => {
          const { plane } = page.widget.loss;
          return plane.toPage([4, 0])[0] / plane.sharp.width;
        }"""
    )
    page.mouse.click(*on(frame, ".pressed", (share, 0.5))[0])
    assert now() == {"epoch": 4}
    wanted = frame.evaluate("() => [...page.widget.image(page.widget.frames[4].images, 0)]")
    seen = grey(frame, ".strip + .strip .picture")
    assert seen == pytest.approx([255 * p for p in wanted], abs=1)


def learn(page, frame, now):
    """A worker and WebAssembly are allowed there too."""
    frame.get_by_role("button", name="Learn", exact=True).click()
    wait(page, lambda: frame.evaluate("page.widget.curve.steps") > 40)
    frame.get_by_role("button", name="Pause").click()
    wait(page, lambda: frame.get_by_role("button", name="Go on").is_visible())
    first, last = frame.evaluate("[0, -1].map((i) => page.widget.curve.history.loss.at(i))")
    assert last < 0.75 * first
    assert frame.evaluate("page.widget.computes") == "WebAssembly"
    frame.get_by_role("combobox", name="break it").select_option("free")
    assert now()["broken"] == "free"


def weigh(page, frame, now):
    frame.locator(".plane").first.scroll_into_view_if_needed()
    before = picture(frame)
    page.wait_for_timeout(100)
    frame.get_by_label("samples K").select_option("1000")
    assert now()["samples"] == 1000
    frame.get_by_label("mean μ", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert now()["mu"] == pytest.approx(0.01)
    assert picture(frame) != before
    assert len(frame.evaluate("page.widget.logWeights")) == 1000


def restyle(page, frame, now):
    frame.locator(".choices .picture").nth(3).click()
    assert now()["class"] == 3
    frame.locator(".plane").scroll_into_view_if_needed()
    drag(page, place(frame, [0, 0]), place(frame, [1, -2]))
    assert now()["z"] == pytest.approx([1, -2], abs=0.02)
    page.keyboard.press("8")
    assert now()["class"] == 8
    drawn = frame.evaluate("() => [...page.widget.decoder.decode(page.widget.z, 8)]")
    assert grey(frame, ".picture.large") == pytest.approx([255 * p for p in drawn], abs=1)


HANDS = dict(zip(NAMES, [walk, draw, compare, bound, turn, play, learn, weigh, restyle]))
