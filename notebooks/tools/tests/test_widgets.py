"""The widgets in a real browser: exact, without a network, for hand, keyboard and ear."""

import re

import pytest
import reader
import samples
import widget_page
from samples import code, html
from slow_server import slow_server
from widget_page import (
    channels,
    drag,
    frames,
    grey,
    opened,
    piece,
    place,
    set_state,
    settled,
    shown,
    state,
    visit,
    wait,
    worst,
)

import book
from rules.html_tags import read_tags
from rules.outputs import figure_problems
from widgets import stills

NAMES = [
    "latent-walk",
    "latent-walk-20",
    "latent-walk-faces",
    "latent-walk-colours",
    "space-colours",
    "draw-digit",
    "draw-digit-classifier",
    "two-classifiers",
    "the-bound",
    "importance-weights",
    "latent-space-3d",
    "learning-film",
    "style-walk",
    "train-in-the-page",
]
# Pixels and probabilities, from libtorch's.
EXACT = 1e-3


@pytest.fixture
def page(page):
    return widget_page.alone(page)


# What it computes.


WALKS = ["latent-walk", "latent-walk-20", "latent-walk-faces", "latent-walk-colours"]


@pytest.mark.parametrize("name", WALKS)
def test_the_decoder_is_libtorchs(name, pages, expected, page):
    frame, wanted = opened(page, pages / f"{name}.html"), expected[name]
    images = frame.evaluate(
        "codes => codes.map(z => [...page.widget.decoder.decode(Float32Array.from(z))])",
        wanted["z"],
    )
    assert len(images) == 128
    assert worst(images, wanted["images"]) <= EXACT


def test_the_encoder_is_libtorchs(pages, expected, page):
    frame, wanted = opened(page, pages / "draw-digit.html"), expected["latent-walk"]
    found = frame.evaluate(
        """images => images.map(x => {
          const q = page.widget.encoder.encode(Float32Array.from(x));
          return [...q.mu, ...q.logVar];
        })""",
        wanted["x"],
    )
    both = [mu + log_var for mu, log_var in zip(wanted["mu"], wanted["logVar"])]
    assert worst(found, both) <= EXACT


def test_the_classifiers_are_libtorchs(pages, expected, page):
    frame, wanted = opened(page, pages / "two-classifiers.html"), expected["two-classifiers"]
    found = frame.evaluate(
        """() => page.widget.images.indices.map((index, place) =>
          [index, ...page.widget.probabilities(page.widget.pixels(place))])"""
    )
    assert len(found) == 400
    for index, by_pixels, by_latents in found:
        assert worst([by_pixels], [wanted["pixels"][index]]) <= EXACT
        assert worst([by_latents], [wanted["latents"][index]]) <= EXACT


def test_half_precision_is_read_as_ieee_says(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    bits = [0x0000, 0x0001, 0x03FF, 0x0400, 0x3C00, 0xC000, 0x7BFF]
    values = [0, 2**-24, 1023 * 2**-24, 2**-14, 1, -2, 65504]
    assert frame.evaluate("bits => [...halfs(Uint16Array.from(bits))]", bits) == values


def test_the_terms_of_the_elbo_are_those_of_their_formulas(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    found = frame.evaluate(
        """() => [logPrior([0, 1]), klToPrior([1], [0]),
          logLikelihood([1, 0.25], [1000, 0]), ...softmax([1000, 1000])]"""
    )
    assert found == pytest.approx([-2.3378770664, 0.5, -0.6931471806, 0.5, 0.5])


# The walk.


def test_the_picture_is_that_of_the_state(pages, expected, page):
    frame, wanted = opened(page, pages / "latent-walk.html"), expected["latent-walk"]
    for z, image in list(zip(wanted["z"], wanted["images"]))[:5]:
        set_state(page, {"z": z})
        assert worst([grey(frame, ".picture")], [[255 * p for p in image]]) <= 1
        assert state(page)["z"] == pytest.approx(z, abs=1e-4)


def test_a_picture_in_colours_is_that_of_the_state(pages, expected, page):
    frame = opened(page, pages / "latent-walk-colours.html")
    wanted = expected["latent-walk-colours"]
    for z, image in list(zip(wanted["z"], wanted["images"]))[:5]:
        set_state(page, {"z": z})
        area = len(image) // 3
        for channel, drawn in enumerate(channels(frame, ".picture")):
            plane = image[channel * area : (channel + 1) * area]
            assert worst([drawn], [[255 * p for p in plane]]) <= 1


def test_a_drag_moves_the_point_and_the_picture(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    before = grey(frame, ".picture")
    drag(page, place(frame, [0, 0]), place(frame, [1, -2]), place(frame, [-1.5, 2]))
    assert settled(page)["z"] == pytest.approx([-1.5, 2], abs=0.02)
    drawn = frame.evaluate("() => [...page.widget.decoder.decode(page.widget.z)]")
    assert worst([grey(frame, ".picture")], [[255 * p for p in drawn]]) <= 1
    assert grey(frame, ".picture") != before
    wait(page, lambda: "z₁ = −1.5" in frame.locator("[role=status]").text_content())


def test_keys_move_the_point(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    frame.locator(".plane").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    assert settled(page)["z"] == pytest.approx([0.2, 0.4])
    frame.get_by_label("z₁", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    assert settled(page)["z"][0] == pytest.approx(0.19, abs=0.011)


def test_a_click_on_a_dot_shows_its_image(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    assert frame.locator("section").is_hidden()
    index, code = frame.evaluate(
        """() => { const { points } = page.widget; const index = points.originals.indices[7];
          return [index, [...points.code(index)]]; }"""
    )
    page.mouse.click(*place(frame, code))
    chosen = settled(page)["chosen"]
    found = frame.evaluate("i => [...page.widget.points.code(i)]", chosen)
    assert found == pytest.approx(code, abs=0.1), (chosen, index)
    numbers = frame.locator("section td").all_text_contents()
    reconstruction, kl, elbo = (float(n.replace("−", "-")) for n in numbers)
    assert elbo == pytest.approx(reconstruction + kl, abs=0.011) and kl < 0


def test_enter_chooses_the_nearest_image(pages, page):
    frame = opened(page, pages / "latent-walk-20.html")
    frame.locator(".plane").focus()
    page.keyboard.press("Enter")
    now = settled(page)
    code = frame.evaluate("i => [...page.widget.points.code(i)]", now["chosen"])
    assert now["z"] == pytest.approx(code, abs=1e-4)
    before = now["z"]
    page.keyboard.press("ArrowRight")
    moved = [i for i, (a, b) in enumerate(zip(before, settled(page)["z"])) if a != b]
    assert moved == now["dimensions"][:1]


def test_the_manifold_appears_behind(pages, page):
    frame = opened(page, pages / "latent-walk-faces.html")
    frame.get_by_label("images of the decoder behind").check()
    wait(page, lambda: frame.evaluate("page.widget.thumbnails.done") == 225)
    assert settled(page)["manifold"] is True


def test_nonsense_changes_nothing(pages, page):
    opened(page, pages / "latent-walk.html")
    before = settled(page)
    for wrong in ({"z": [1]}, {"z": ["a", 0]}, {"dimensions": [0, 0]}, {"chosen": -1}):
        set_state(page, {**before, **wrong})
        assert state(page) == before


def test_an_address_opens_a_chosen_point(pages, page):
    address = "#latent-walk=%7B%22z%22%3A%5B1%2C-0.5%5D%7D"
    opened(page, pages / "latent-walk.html", address)
    wait(page, lambda: settled(page)["z"] == [1, -0.5])


# The drawing.


def on_pad(frame, *points):
    box = frame.locator(".pad").bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def test_a_stroke_is_scaled_and_centred_as_mnist_does(pages, page):
    frame = opened(page, pages / "draw-digit.html")
    frame.get_by_role("button", name="Clear").click()
    assert settled(page)["strokes"] == []
    drag(page, *on_pad(frame, (0.7, 0.1), (0.7, 0.5)))
    drag(page, *on_pad(frame, (0.7, 0.5), (0.9, 0.5)))
    assert len(settled(page)["strokes"]) == 2
    pixels = frame.evaluate("() => [...centredImage(page.widget.pad.strokes, [28, 28])]")
    lit = [(i % 28 + 0.5, i // 28 + 0.5, p) for i, p in enumerate(pixels) if p > 0]
    mass = sum(p for *_, p in lit)
    for axis in (0, 1):
        centre = sum(pixel[axis] * pixel[2] for pixel in lit) / mass
        assert centre == pytest.approx(14.5, abs=0.1)
    assert 19 <= max(y for _, y, _ in lit) - min(y for _, y, _ in lit) <= 21
    assert worst([grey(frame, ".picture")], [[255 * p for p in pixels]]) <= 1


def test_the_keyboard_draws_too(pages, page):
    frame = opened(page, pages / "draw-digit-classifier.html")
    verdict = frame.locator(".verdict").text_content()
    frame.locator(".pad").focus()
    for key in ("Delete", "Space", *["ArrowUp"] * 5, *["ArrowDown"] * 10, "Space"):
        page.keyboard.press(key)
    assert len(settled(page)["strokes"]) == 1
    assert frame.locator(".verdict").text_content() != verdict
    page.keyboard.press("Backspace")
    assert settled(page)["strokes"] == []
    assert frame.locator(".verdict").text_content() == ""


def test_classes_and_place_follow_the_drawing(pages, page):
    frame = opened(page, pages / "draw-digit.html")
    shares = frame.locator(".bars .value").all_text_contents()
    assert sum(float(share.strip(" %")) for share in shares) == pytest.approx(100, abs=0.5)
    before = frame.locator(".numbers").text_content()
    set_state(page, {"strokes": [[[0.5, 0.1], [0.5, 0.9]]]})
    assert frame.locator(".numbers").text_content() != before
    wait(page, lambda: "most probably" in frame.locator("[role=status]").text_content())


# The two classifiers.


def test_the_slider_chooses_an_image(pages, expected, page):
    frame = opened(page, pages / "two-classifiers.html")
    frame.get_by_label("image", exact=True).focus()
    page.keyboard.press("ArrowRight")
    index, wanted = settled(page)["image"], expected["two-classifiers"]
    assert index == 5
    for bars, name in zip(frame.locator(".bars").all(), ("pixels", "latents")):
        values = bars.locator(".value").all_text_contents()
        shares = [float(value.strip(" %")) for value in values]
        assert worst([shares], [[100 * p for p in wanted[name][index]]]) <= 0.15


def test_it_finds_where_the_two_differ_and_says_who_is_right(pages, page):
    frame = opened(page, pages / "two-classifiers.html")
    frame.get_by_role("button", name="Next where they differ").click()
    first, second = frame.locator(".verdict").all_text_contents()
    truth = re.search(r"a (\d)$", frame.locator("figcaption").first.text_content())[1]
    assert first[0] != second[0]
    for verdict in (first, second):
        assert ("right" in verdict) == (verdict[0] == truth), (verdict, truth)


def test_a_drawing_is_classified_too(pages, page):
    frame = opened(page, pages / "two-classifiers.html")
    frame.get_by_text("Draw one instead").click()
    drag(page, *on_pad(frame, (0.5, 0.1), (0.5, 0.9)))
    assert settled(page)["image"] is None
    assert "your drawing" in frame.locator("figcaption").first.text_content()
    assert "right" not in "".join(frame.locator(".verdict").all_text_contents())


# Any widget.


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_without_a_network_and_complains_of_nothing(name, pages, page):
    asked, said = visit(page, pages / f"{name}.html")
    settled(page)
    assert [url for url in asked if not url.startswith(reader.FROM_HERE)] == []
    assert said == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small(name, pages):
    assert (pages / f"{name}.html").stat().st_size < 4_000_000


def test_its_policy_allows_nothing_from_outside(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    refused = frame.evaluate(
        """async () => {
          const image = new Image();
          const refused = new Promise(done => document.addEventListener(
            'securitypolicyviolation', (e) => done(e.violatedDirective), { once: true }));
          image.src = 'https://example.org/a.png';
          return refused;
        }"""
    )
    assert refused == "img-src"
    assert frame.evaluate("self.origin") == "null"


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_a_name_for_who_cannot_see(name, pages, page):
    frame = opened(page, pages / f"{name}.html")
    nameless = frame.evaluate(
        """() => [...document.querySelectorAll('input, select, button, canvas, table')].filter(e =>
          !(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim()))
          .filter(e => e.checkVisibility()).map(e => e.outerHTML)"""
    )
    assert nameless == []
    assert frame.locator("[role=status]").count() == 1
    assert page.locator("iframe").get_attribute("title").endswith("?")


@pytest.mark.parametrize("name", NAMES)
def test_a_still_picture_stands_in_without_scripts(name, pages, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / f"{name}.html").as_uri())
    assert page.locator("figure img").first.is_visible()
    assert page.locator("iframe").bounding_box()["height"] == 0
    context.close()


def test_the_still_picture_is_hidden_but_printed(pages, page):
    opened(page, pages / "latent-walk.html")
    assert page.locator(".vae-widget > figure").is_hidden()
    page.emulate_media(media="print")
    assert page.locator(".vae-widget > figure").is_visible()
    assert page.locator("iframe").is_hidden()


def test_several_on_one_page_do_not_disturb_each_other(pages, page, tmp_path):
    walk, draw = piece(pages / "latent-walk.html"), piece(pages / "two-classifiers.html")
    file = tmp_path / "page.html"
    file.write_text(f"<!DOCTYPE html><html><body>{walk}{draw}{walk}</body></html>")
    page.goto(file.as_uri())
    page.wait_for_function("document.querySelectorAll('.vae-widget.live').length === 3")
    others = [settled(page, number) for number in (1, 2)]
    set_state(page, {"z": [1, 1]})
    assert state(page)["z"] == [1, 1]
    assert [state(page, number) for number in (1, 2)] == others


def test_a_page_that_arrives_in_two_parts_comes_alive(pages, page):
    """The frame may speak before the script beside it is there."""
    widget = piece(pages / "latent-walk.html")
    frame, script = widget[: widget.rindex("<script>")], widget[widget.rindex("<script>") :]
    page.context.set_offline(False)
    with slow_server(frame, script) as (address, send_the_rest):
        page.goto(address, wait_until="commit")
        wait(page, lambda: frames(page))
        wait(page, lambda: frames(page)[0].evaluate("typeof page === 'object' && !!page.told"))
        page.wait_for_timeout(300)
        assert page.locator(".vae-widget.live").count() == 0
        send_the_rest.set()
        page.wait_for_selector(".vae-widget.live")
    assert settled(page)["z"]


def test_the_theme_is_the_pages(pages, page):
    frame = opened(page, pages / "latent-walk.html")
    theme = "document.documentElement.dataset.theme"
    assert frame.evaluate(theme) == "light"
    page.emulate_media(color_scheme="dark")
    wait(page, lambda: frame.evaluate(theme) == "dark")
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")  # JupyterLab's own switch
    wait(page, lambda: frame.evaluate(theme) == "light")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_cut_off(width, pages, page):
    page.set_viewport_size({"width": width, "height": 800})
    frame = opened(page, pages / "draw-digit.html")
    settled(page)
    inner = frame.evaluate(
        "[document.documentElement.scrollWidth, innerWidth, "
        "document.documentElement.scrollHeight, innerHeight]"
    )
    assert inner[0] <= inner[1] and inner[2] <= inner[3] + 1


def test_it_runs_in_the_book(pages, page, tmp_path):
    widget = piece(pages / "draw-digit.html")
    assert list(figure_problems(read_tags(widget))) == []
    made = samples.notebook(code("1", html(widget)), code("2", html(widget)))
    path = samples.save(made, tmp_path)
    assert not book.build([path], tmp_path, run_cells=False, say=lambda _: None)
    asked, said = visit(page, tmp_path / "00-sample.html")
    page.wait_for_function("document.querySelectorAll('.vae-widget.live').length === 2")
    assert [url for url in asked if not url.startswith(reader.FROM_HERE)] == []
    assert said == []
    set_state(page, {"strokes": []})
    assert [settled(page, number)["strokes"] == [] for number in (0, 1)] == [True, False]


def test_a_notebook_keeps_the_still_picture(pages):
    widget = piece(pages / "two-classifiers.html")
    made = stills(samples.notebook(code("1", html(f"<p>a</p>{widget}{widget}<p>b</p>"))))
    kept = made.cells[-1].outputs[0].data["text/html"]
    assert len(kept) < 200_000 and kept.count("<figure>") == 2
    assert kept.startswith("<p>a</p><figure>") and kept.endswith("</figure><p>b</p>")
    assert "<iframe" not in kept and "<script" not in kept


def test_it_runs_in_jupyterlab(pages, rust_kernel, browser, tmp_path):
    cell = shown(pages / "latent-walk.html", tmp_path)
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    with reader.Lab(tmp_path / "lab") as lab:
        made = samples.notebook(code(cell), code(cell))
        path = samples.save(made, lab.root / "notebooks", "99-sample.ipynb")
        lab.open(page, path.name)
        lab.run_all(page)
        page.wait_for_function("document.querySelectorAll('.vae-widget.live').length === 2")
        page.locator(".vae-widget").first.scroll_into_view_if_needed()
        frame = frames(page)[0]
        drag(page, place(frame, [0, 0]), place(frame, [1, -1]))
        assert settled(page)["z"] == pytest.approx([1, -1], abs=0.02)
        assert settled(page, 1)["z"] == [0, 0]
        untrusted(path, cell, piece(pages / "latent-walk.html"))
        page.goto(lab.address(f"lab/workspaces/b/tree/notebooks/{path.stem}-b.ipynb"))
        page.wait_for_selector(f"{reader.PANEL} .jp-OutputArea figure img", timeout=60_000)
        assert page.locator(".jp-OutputArea figure img").first.is_visible()
        assert page.locator(".jp-OutputArea iframe").count() == 0
    context.close()


def untrusted(path, cell, widget):
    """A notebook beside `path` that somebody else has run."""
    output = html(widget)
    samples.save(samples.notebook(code(cell, output)), path.parent, f"{path.stem}-b.ipynb")
