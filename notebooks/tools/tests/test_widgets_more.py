"""The bound, the space in three dimensions and the learning film in a real browser."""

import math

import pytest
import widget_page
from widget_page import (
    drag,
    grey,
    opened,
    place,
    set_state,
    settled,
    state,
    wait,
    worst,
)

NAMES = ["the-bound", "importance-weights", "latent-space-3d", "learning-film"]


@pytest.fixture
def page(page):
    return widget_page.alone(page)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_network_it_is_below_a_megabyte(name, pages):
    assert (pages / f"{name}.html").stat().st_size < 1_000_000


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off(name, width, pages, page):
    page.set_viewport_size({"width": width, "height": 800})
    frame = opened(page, pages / f"{name}.html")
    settled(page)
    page.emulate_media(color_scheme="dark")
    inner = frame.evaluate(
        "[document.documentElement.scrollWidth, innerWidth, "
        "document.documentElement.scrollHeight, innerHeight]"
    )
    assert inner[0] <= inner[1] and inner[2] <= inner[3] + 1


def numbers(frame, table="table.numbers", first=None):
    """The numbers of a table's last column, or the first of them."""
    cells = frame.locator(f"{table} td").all_text_contents()[:first]
    return [float(cell.replace("−", "-")) for cell in cells]


def colours(frame, canvas, places):
    """The colours on a canvas at places in page pixels."""
    return frame.locator(canvas).first.evaluate(
        """(canvas, places) => places.map(([x, y]) => {
          const dense = canvas.width / canvas.clientWidth;
          const context = canvas.getContext('2d');
          return [...context.getImageData(x * dense, y * dense, 1, 1).data].slice(0, 3);
        })""",
        places,
    )


def theme(frame, name):
    colour = frame.evaluate("name => themeColour(name)", name)
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


# The bound.

X, NOISE = (0.2, 0.8), 0.5


def log_normal(z, mu, sigma):
    return -0.5 * math.log(2 * math.pi) - math.log(sigma) - 0.5 * ((z - mu) / sigma) ** 2


def log_joint(z):
    """log p(x|z) + log p(z) of chapter 3a's parabola."""
    square = (X[0] - z) ** 2 + (X[1] - (z * z - 1)) ** 2
    likelihood = -math.log(2 * math.pi * NOISE**2) - square / (2 * NOISE**2)
    return likelihood + log_normal(z, 0, 1)


def integral(f, width=24, step=0.005):
    steps = round(width / step)
    return step * math.fsum(f(i * step) for i in range(-steps, steps + 1))


def by_integrals(mu, sigma):
    """ELBO, KL and evidence, each on a grid over z."""

    def weight(z):
        return math.exp(log_normal(z, mu, sigma))

    evidence = math.log(integral(lambda z: math.exp(log_joint(z))))
    elbo = integral(lambda z: weight(z) * (log_joint(z) - log_normal(z, mu, sigma)))
    kl = integral(lambda z: weight(z) * (log_normal(z, mu, sigma) - log_joint(z) + evidence))
    return elbo, kl, evidence


SETTINGS = [(0, 1), (1.052, 0.233), (-0.905, 0.25), (-2.5, 2), (2.5, 0.2), (0.4, 0.77)]


@pytest.mark.parametrize(("mu", "sigma"), SETTINGS)
def test_bound_and_gap_are_their_integrals_and_add_up(mu, sigma, pages, page):
    frame = opened(page, pages / "the-bound.html")
    set_state(page, {"mu": mu, "sigma": sigma})
    terms = frame.evaluate("page.widget.terms")
    assert abs(terms["elbo"] + terms["kl"] - terms["evidence"]) < 1e-6
    found = [terms["elbo"], terms["kl"], terms["evidence"]]
    assert found == pytest.approx(by_integrals(mu, sigma), abs=1e-6)
    fit, charge, *shown, _ = numbers(frame)
    assert shown == pytest.approx(found, abs=6e-4)
    assert fit + charge == pytest.approx(terms["elbo"], abs=2e-3)
    said = frame.locator(".verdict").text_content()
    assert f"ELBO {terms['elbo']:.3f}".replace("-", "−") in said


def test_it_is_the_model_of_chapter_3a(pages, page):
    frame = opened(page, pages / "the-bound.html")
    assert numbers(frame)[2:5] == [-7.812, 3.189, -4.623]  # as printed there, at q = p(z)
    set_state(page, {"mu": 1.052, "sigma": 0.233})
    assert numbers(frame)[2:5] == [-4.858, 0.236, -4.623]


def test_its_top_is_dragged(pages, page):
    frame = opened(page, pages / "the-bound.html")
    drag(page, place(frame, [0, 0.4]), place(frame, [0.5, 1]), place(frame, [1, 1.5]))
    now = settled(page)
    assert now["mu"] == pytest.approx(1, abs=0.02)
    assert now["sigma"] == pytest.approx(1 / (math.sqrt(2 * math.pi) * 1.5), abs=0.01)
    elbo, kl, evidence = by_integrals(now["mu"], now["sigma"])
    assert numbers(frame)[2:5] == pytest.approx([elbo, kl, evidence], abs=2e-3)
    page.mouse.click(*place(frame, [-1, 1]))
    clicked = settled(page)
    assert clicked["mu"] == pytest.approx(-1, abs=0.02) and clicked["sigma"] == now["sigma"]


def test_keys_move_mean_and_width(pages, page):
    frame = opened(page, pages / "the-bound.html")
    frame.locator(".plane").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    now = settled(page)
    top = 1 / math.sqrt(2 * math.pi) + 0.5
    assert now["mu"] == pytest.approx(0.2)
    assert now["sigma"] == pytest.approx(1 / (math.sqrt(2 * math.pi) * top), abs=1e-4)
    frame.get_by_label("width σ", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    assert settled(page)["sigma"] == pytest.approx(now["sigma"] - 0.01, abs=0.006)
    wait(page, lambda: "μ 0.20" in frame.locator("[role=status]").text_content())


def test_draws_follow_the_sliders(pages, page):
    frame = opened(page, pages / "the-bound.html")
    before = frame.evaluate("page.widget.epsilon")
    set_state(page, {"mu": 1, "sigma": 0.5})
    assert frame.evaluate("page.widget.epsilon") == before
    codes = frame.evaluate("page.widget.codes")
    assert codes == pytest.approx([1 + 0.5 * e for e in before])
    places = frame.evaluate("zs => zs.map(z => page.widget.plane.toPage([z, 0]))", codes)
    assert worst(colours(frame, ".plane", places), [theme(frame, "accent")] * 24) <= 2
    frame.get_by_role("button", name="Draw other ε").click()
    assert settled(page)["draw"] == 2
    assert frame.evaluate("page.widget.epsilon") != before


def test_draws_are_standard_normal(pages, page):
    frame = opened(page, pages / "the-bound.html")
    draws = frame.evaluate("normals(7, 20000)")
    mean = sum(draws) / 20000
    assert abs(mean) < 4 / math.sqrt(20000)
    variance = sum((e - mean) ** 2 for e in draws) / 20000
    assert abs(variance - 1) < 4 * math.sqrt(2 / 20000)


def test_the_bar_is_as_long_as_its_numbers(pages, page):
    frame = opened(page, pages / "the-bound.html")
    set_state(page, {"mu": 1, "sigma": 0.5})
    elbo, _, evidence = by_integrals(1, 0.5)
    left, middle, right = frame.evaluate(
        "nats => nats.map(n => page.widget.bar.place(n))", [-11, elbo, evidence]
    )
    assert (middle - left) / (right - left) == pytest.approx((elbo + 11) / (evidence + 11))
    around = [[left + 2, 20], [middle - 2, 20], [middle + 2, 20], [right - 3, 20]]
    names = ["accent", "accent", "purple", "purple"]
    assert colours(frame, ".sum", around) == [theme(frame, name) for name in names]


def test_nonsense_changes_no_bound(pages, page):
    opened(page, pages / "the-bound.html")
    before = settled(page)
    for wrong in ({"mu": "a"}, {"mu": 3}, {"sigma": 0}, {"sigma": None}, {"draw": 0.5}):
        set_state(page, {**before, **wrong})
        assert state(page) == before


# The weights.


def weights_of(frame):
    return frame.evaluate("page.widget.logWeights")


def estimated(log_weights):
    """log of the mean weight, its standard error, effective samples."""
    most, count = max(log_weights), len(log_weights)
    weights = [math.exp(w - most) for w in log_weights]
    mean = math.fsum(weights) / count
    variance = math.fsum((w / mean - 1) ** 2 for w in weights) / (count - 1)
    effective = math.fsum(weights) ** 2 / math.fsum(w * w for w in weights)
    return most + math.log(mean), math.sqrt(variance / count), effective


@pytest.mark.parametrize(("mu", "sigma"), SETTINGS)
def test_an_estimate_is_that_of_its_samples(mu, sigma, pages, page):
    frame = opened(page, pages / "importance-weights.html")
    set_state(page, {"mu": mu, "sigma": sigma, "samples": 300})
    epsilon = frame.evaluate("page.widget.epsilon.slice(0, 300)")
    codes = [mu + sigma * e for e in epsilon]
    wanted = [log_joint(z) - log_normal(z, mu, sigma) for z in codes]
    assert weights_of(frame) == pytest.approx(wanted, abs=1e-9)
    log_p, error, effective = estimated(wanted)
    evidence, found, off, said, samples = numbers(frame, first=5)
    assert evidence == -4.623  # as chapter 3a prints
    assert [found, said] == pytest.approx([log_p, error], abs=6e-4)
    assert off == pytest.approx(log_p - evidence, abs=2e-3)
    assert samples == pytest.approx(effective, abs=0.06)


@pytest.mark.parametrize(("mu", "sigma"), SETTINGS)
def test_samples_needed_are_those_of_the_exact_variance(mu, sigma, pages, page):
    frame = opened(page, pages / "importance-weights.html")
    evidence = math.log(integral(lambda z: math.exp(log_joint(z))))

    def square(z):
        return math.exp(2 * (log_joint(z) - evidence) - log_normal(z, mu, sigma))

    wanted = integral(square, width=8) - 1
    found = frame.evaluate(f"page.widget.model.spreadOfWeights({mu}, {sigma})")
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_more_samples_continue_the_same_draws(pages, page):
    frame = opened(page, pages / "importance-weights.html")
    set_state(page, {"mu": 1, "sigma": 0.5, "samples": 100})
    few = weights_of(frame)
    frame.get_by_label("samples K").select_option("1000")
    assert settled(page)["samples"] == 1000
    assert weights_of(frame)[:100] == few
    frame.get_by_role("button", name="Draw others").click()
    assert settled(page)["draw"] == 2 and weights_of(frame)[:100] != few


def test_a_q_far_off_has_few_effective_samples(pages, page):
    frame = opened(page, pages / "importance-weights.html")
    set_state(page, {"mu": 1, "sigma": 1, "samples": 1000})
    near = numbers(frame, first=5)
    drag(page, place(frame, [1, 0.4]), place(frame, [0, 1]), place(frame, [-2, 1.9]))
    now = settled(page)
    assert now["mu"] == pytest.approx(-2, abs=0.02) and now["sigma"] < 0.25
    far = numbers(frame, first=5)
    assert far[4] < 20 < near[4] and far[2] < -0.5 < near[2]


def test_nonsense_changes_no_weights(pages, page):
    opened(page, pages / "importance-weights.html")
    before = settled(page)
    for wrong in ({"mu": 3}, {"sigma": 0}, {"samples": 50}, {"samples": "a"}, {"draw": 0.5}):
        set_state(page, {**before, **wrong})
        assert state(page) == before


# The space.


def projected(frame, corner, turn):
    return frame.evaluate("([p, t]) => page.widget.space.lens(t)(p)", [corner, turn])


def test_it_turns_as_a_thing_does(pages, page):
    frame = opened(page, pages / "latent-space-3d.html")
    middle = projected(frame, [0, 0, 0], [0, 0])
    x, y, depth = projected(frame, [1, 0, 0], [0, 0])
    assert x > middle[0] and y == pytest.approx(middle[1]) and depth == pytest.approx(0)
    x, y, depth = projected(frame, [0, 0, 1], [0, 0])
    assert x == pytest.approx(middle[0]) and y < middle[1] and depth == pytest.approx(0)
    x, _, depth = projected(frame, [1, 0, 0], [90, 0])
    assert x == pytest.approx(middle[0]) and depth == pytest.approx(1)
    _, y, depth = projected(frame, [0, 1, 0], [0, 90])
    assert y < middle[1] and depth == pytest.approx(0)  # seen from above
    near, far = projected(frame, [1, -1, 0], [0, 0]), projected(frame, [1, 1, 0], [0, 0])
    assert near[0] > far[0] and near[2] < far[2]


def in_space(page, frame, index):
    """Where an image's dot lies on the screen."""
    box = frame.locator(".plane").bounding_box()
    x, y, _ = frame.evaluate(
        "i => page.widget.space.lens(page.widget.turn)(page.widget.places[i])", index
    )
    return box["x"] + x, box["y"] + y


def picture(frame):
    return frame.locator(".plane").first.evaluate("canvas => canvas.toDataURL()")


def test_a_drag_turns_it(pages, page):
    frame = opened(page, pages / "latent-space-3d.html")
    settled(page)
    before = picture(frame)
    box = frame.locator(".plane").bounding_box()
    start = (box["x"] + 200, box["y"] + 200)
    drag(page, start, (start[0] + 100, start[1] + 40))
    assert settled(page)["turn"] == pytest.approx([80, 40], abs=0.1)
    assert picture(frame) != before
    assert settled(page)["chosen"] is None
    drag(page, start, (start[0] + 220, start[1] + 300))
    assert settled(page)["turn"] == pytest.approx([-170, 90], abs=0.1)


def test_keys_turn_it_back(pages, page):
    frame = opened(page, pages / "latent-space-3d.html")
    frame.locator(".plane").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert settled(page)["turn"] == [35, 5]
    wait(page, lambda: "Turned by 35°" in frame.locator("[role=status]").text_content())
    page.keyboard.press("Home")
    assert settled(page)["turn"] == [30, 20]


def test_a_dot_picked_shows_its_image(pages, expected, page):
    frame, wanted = opened(page, pages / "latent-space-3d.html"), expected["latent-space-3d"]
    assert frame.locator("section").is_hidden()
    carried = frame.evaluate("page.widget.carried.filter(i => i < 64)")
    alone = frame.evaluate(  # the one of them that lies farthest from all others
        """indices => {
          const { space, places, turn, carried } = page.widget;
          const lens = space.lens(turn), at = (i) => lens(places[i]);
          const gap = (i) => Math.min(...carried.filter(j => j !== i)
            .map(j => Math.hypot(at(i)[0] - at(j)[0], at(i)[1] - at(j)[1])));
          return indices.reduce((best, i) => gap(i) > gap(best) ? i : best);
        }""",
        carried,
    )
    page.mouse.click(*in_space(page, frame, alone))
    now = settled(page)
    assert now["chosen"] == alone
    seen = grey(frame, "section figure:nth-child(2) .picture")
    assert worst([seen], [[255 * p for p in wanted["images"][alone]]]) <= 0.51
    values = numbers(frame, "section table")
    codes = [wanted["mu"][alone][d] for d in now["dimensions"]]
    assert values[:3] == pytest.approx(codes, abs=7e-3)
    assert values[5] == pytest.approx(values[3] + values[4], abs=0.011)


def test_the_keyboard_picks_too(pages, page):
    frame = opened(page, pages / "latent-space-3d.html")
    frame.locator(".plane").focus()
    page.keyboard.press("Enter")
    assert settled(page)["chosen"] is not None
    frame.get_by_label("image", exact=True).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert settled(page)["chosen"] == 5  # every fifth of 2000 images is carried
    assert "image 5" in frame.locator("section figcaption").first.text_content()


def test_any_three_dimensions_are_shown(pages, page):
    frame = opened(page, pages / "latent-space-3d.html")
    first, second, third = settled(page)["dimensions"]
    frame.get_by_label("to the right").select_option(str(second))
    assert settled(page)["dimensions"] == [second, first, third]
    set_state(page, {"dimensions": [0, 3, 9], "turn": [0, 0], "chosen": 10})
    assert settled(page)["dimensions"] == [0, 3, 9]
    code = frame.evaluate("[...page.widget.points.code(10)]")
    assert numbers(frame, "section table")[:3] == pytest.approx(
        [code[0], code[3], code[9]], abs=6e-3
    )
    before = settled(page)
    for wrong in ({"dimensions": [0, 0, 1]}, {"turn": [1]}, {"turn": ["a", 0]}, {"chosen": -1}):
        set_state(page, {**before, **wrong})
        assert state(page) == before


# The film.


def test_it_ends_with_the_model_as_it_is(pages, expected, page):
    frame, wanted = opened(page, pages / "learning-film.html"), expected["learning-film"]
    assert settled(page) == {"epoch": 12}
    shown = frame.evaluate("contents.data.shown")
    assert len(shown) == 10
    for position, index in enumerate(shown, 1):
        seen = grey(frame, f".strip + .strip .picture:nth-child({position})")
        assert worst([seen], [[255 * p for p in wanted["images"][index]]]) <= 0.51
    codes = frame.evaluate("[...page.widget.points.at(-1).mu]")
    truth = [c for code in wanted["mu"] for c in code]
    assert len(codes) == len(truth) == 1000
    assert all(abs(a - b) <= 1e-3 * max(1, abs(b)) for a, b in zip(codes, truth))


def test_the_slider_goes_through_the_epochs(pages, expected, page):
    frame, records = (
        opened(page, pages / "learning-film.html"),
        expected["learning-film"]["records"],
    )
    images, plane = grey(frame, ".strip + .strip .picture"), picture(frame)
    frame.get_by_label("epoch", exact=True).focus()
    page.keyboard.press("Home")
    assert settled(page) == {"epoch": 0}
    assert "before training" in frame.locator("td").first.text_content()
    assert grey(frame, ".strip + .strip .picture") != images
    assert picture(frame) != plane
    page.keyboard.press("ArrowRight")
    assert settled(page) == {"epoch": 1}
    record = records[0]
    shown = [record[name] for name in ("loss", "reconstruction", "kl", "test_loss")]
    assert numbers(frame) == pytest.approx([1, *shown], abs=6e-3)
    wait(page, lambda: "Epoch 1" in frame.locator("[role=status]").text_content())


def test_a_press_on_the_curve_chooses_an_epoch(pages, page):
    frame = opened(page, pages / "learning-film.html")
    box = frame.locator(".pressed").bounding_box()
    x, y = frame.evaluate("page.widget.loss.plane.toPage([4, 200])")
    page.mouse.click(box["x"] + x, box["y"] + y)
    assert settled(page) == {"epoch": 4}
    line = frame.evaluate("page.widget.loss.plane.toPage([4, 0])[0]")
    assert colours(frame, ".pressed", [[line, 60]]) == [theme(frame, "ink")]


def test_it_plays_to_its_end(pages, page):
    frame = opened(page, pages / "learning-film.html")
    set_state(page, {"epoch": 9})
    frame.get_by_role("button", name="Play").click()
    assert frame.get_by_role("button", name="Pause").count() == 1
    wait(page, lambda: settled(page) == {"epoch": 12})
    wait(page, lambda: frame.get_by_role("button", name="Play").count() == 1)


def test_an_epoch_that_there_was_not_changes_nothing(pages, page):
    opened(page, pages / "learning-film.html")
    before = settled(page)
    for wrong in (-1, 13, 0.5, "a", None):
        set_state(page, {"epoch": wrong})
        assert state(page) == before
