"""One style in every class, in a real browser: the class chosen, the style walked."""

import pytest
import widget_page
from widget_page import drag, opened, place, set_state, settled, state, wait, worst

# Pixels, from libtorch's.
EXACT = 1e-3
CHOSEN = "figure .picture.large"


@pytest.fixture
def page(page):
    return widget_page.alone(page)


@pytest.fixture
def frame(pages, page):
    return opened(page, pages / "style-walk.html")


def pictures(frame):
    """The pixels of the row, class by class, 0 to 255."""
    return frame.locator(".choices .picture").evaluate_all(
        """all => all.map(one => [...one.getContext('2d')
          .getImageData(0, 0, one.width, one.height).data].filter((_, at) => at % 4 === 0))"""
    )


def drawn(frame, label):
    """What the page's decoder makes of the style under the hand, 0 to 255."""
    pixels = frame.evaluate("label => [...page.widget.decoder.decode(page.widget.z, label)]", label)
    return [255 * p for p in pixels]


def test_its_decoder_is_libtorchs(frame, expected):
    wanted = expected["style-walk"]
    images = frame.evaluate(
        "([codes, labels]) => codes.map((z, i) => [...page.widget.decoder.decode(z, labels[i])])",
        [wanted["z"], wanted["labels"]],
    )
    assert len(images) == 128 and set(wanted["labels"]) == set(range(10))
    assert worst(images, wanted["images"]) <= EXACT


def test_every_picture_is_its_class_in_the_style(frame, expected, page):
    wanted = expected["style-walk"]
    for z, label, image in list(zip(wanted["z"], wanted["labels"], wanted["images"]))[:12]:
        set_state(page, {"z": z, "class": label})
        row = pictures(frame)
        assert worst(row, [drawn(frame, other) for other in range(10)]) <= 1
        assert worst([row[label]], [[255 * p for p in image]]) <= 1
        assert worst([widget_page.grey(frame, CHOSEN)], [row[label]]) == 0


def test_a_drag_changes_every_picture_and_no_class(frame, page):
    set_state(page, {"class": 4})
    before = pictures(frame)
    drag(page, place(frame, [0, 0]), place(frame, [1, -2]), place(frame, [-1.5, 2]))
    assert settled(page)["z"] == pytest.approx([-1.5, 2], abs=0.02)
    assert all(a != b for a, b in zip(before, pictures(frame)))
    assert state(page)["class"] == 4
    wait(page, lambda: "4 in the style" in frame.locator("[role=status]").text_content())


def test_keys_choose_the_class_and_move_the_style(frame, page):
    frame.get_by_role("radio", name="0").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert settled(page)["class"] == 3
    before = pictures(frame)
    assert worst([widget_page.grey(frame, CHOSEN)], [before[3]]) == 0
    page.keyboard.press("Tab")
    assert frame.evaluate("document.activeElement === page.widget.plane.element")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "ArrowDown", "7"):
        page.keyboard.press(key)
    now = settled(page)
    assert (now["z"], now["class"]) == (pytest.approx([0.2, 0.4]), 7)
    assert frame.get_by_role("radio", name="7").is_checked()
    assert all(a != b for a, b in zip(before, pictures(frame)))
    page.keyboard.press("Enter")
    now = settled(page)
    style = frame.evaluate("i => [...page.widget.points.code(i)]", now["chosen"])
    assert now["z"] == pytest.approx(style, abs=1e-4) and now["class"] == 7
    frame.get_by_label("z₁", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    assert settled(page)["z"][0] == pytest.approx(now["z"][0] - 0.01, abs=0.011)


def test_a_click_on_a_picture_chooses_its_class(frame, page):
    frame.locator(".choices .picture").nth(8).click()
    assert settled(page)["class"] == 8


def test_a_click_on_a_dot_shows_the_image_in_its_own_hand(frame, page):
    assert frame.locator("section").is_hidden()
    style = frame.evaluate(
        """() => { const { points } = page.widget;
          return [...points.code(points.originals.indices[7])]; }"""
    )
    page.mouse.click(*place(frame, style))
    chosen = settled(page)["chosen"]
    assert state(page)["z"] == pytest.approx(style, abs=0.1)
    seen, pixels, label = frame.evaluate(
        """index => { const { points, original } = page.widget;
          const size = [original.width, original.height];
          const shown = original.canvas.getContext('2d').getImageData(0, 0, ...size).data;
          return [[...shown].filter((_, i) => i % 4 === 0),
            [...points.original(index).pixels].map(p => 255 * p), points.labels[index]]; }""",
        chosen,
    )
    assert worst([seen], [pixels]) <= 1
    assert f"image {chosen}, a {label}" in frame.locator("section").text_content()
    own = widget_page.grey(frame, "section figure:nth-child(2) .picture")
    assert worst([own], [drawn(frame, label)]) <= 1


def test_the_class_in_every_style_appears_behind_with_its_own_images(frame, page):
    frame.get_by_label("this class in every style").check()
    for label in (0, 5):
        set_state(page, {"class": label})
        wait(page, lambda: frame.evaluate("page.widget.thumbnails.done") == 225)
        assert frame.evaluate("page.widget.thumbnails.drawn") == str(label)
        frame.locator(".plane").focus()
        page.keyboard.press("Enter")
        chosen = settled(page)["chosen"]
        assert frame.evaluate("i => page.widget.points.labels[i]", chosen) == label
    assert state(page)["manifold"] is True


def test_nonsense_changes_no_style(frame, page):
    before = settled(page)
    wrong = [{"z": [1]}, {"z": ["a", 0]}, {"class": 10}, {"class": "1"}, {"chosen": -1}]
    for nonsense in wrong:
        set_state(page, {**before, **nonsense})
        assert state(page) == before


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off(width, pages, page):
    page.set_viewport_size({"width": width, "height": 800})
    frame = opened(page, pages / "style-walk.html")
    settled(page)
    page.emulate_media(color_scheme="dark")
    inner = frame.evaluate(
        "[document.documentElement.scrollWidth, innerWidth, "
        "document.documentElement.scrollHeight, innerHeight]"
    )
    assert inner[0] <= inner[1] and inner[2] <= inner[3] + 1
