"""The book as its reader meets it: opened from a disk, searched, on a phone, on paper."""

import pytest
import widget_page

from project import chapters

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(browser):
    """A page that fails the test where it asks a network."""
    context = browser.new_context()
    page = widget_page.alone(context.new_page())
    page.set_viewport_size(WIDE)
    yield page
    context.close()


def test_words_are_found_in_all_chapters(kept_book, page):
    page.goto((kept_book / "04-design-and-implementation.html").as_uri())
    page.fill("header input[name=q]", "Score Function")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=Score+Function")
    assert "sections with “Score Function”" in page.inner_text("#found")
    first = page.locator("#results a").first
    assert first.inner_text().startswith("3b ·")
    assert page.locator("#results mark").count() > 0
    page.fill("input[name=q]", "ESPACIO latente")
    assert page.inner_text("#found").endswith("“ESPACIO latente”.")
    assert page.locator("#results li").count() > 0
    page.fill("input[name=q]", "xyzzy")
    assert page.inner_text("#found") == "Nothing holds “xyzzy”."


def test_a_result_leads_to_its_section(kept_book, page):
    page.goto((kept_book / "search.html").as_uri() + "?q=glossary")
    link = page.locator("#results a").first
    anchor = link.get_attribute("href").split("#")[1]
    link.click()
    page.wait_for_load_state()
    top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", anchor)
    assert 0 <= top < WIDE["height"]


def test_contents_stand_beside_the_text(kept_book, page):
    page.goto((kept_book / "03a-variational-inference.html").as_uri())
    contents, text = page.locator(".toc").bounding_box(), page.locator("main").bounding_box()
    assert contents["x"] + contents["width"] <= text["x"]
    link = page.locator(".toc a").nth(5)
    assert link.is_visible()
    link.click()
    page.wait_for_function("scrollY > 500")
    assert page.locator(".toc").bounding_box()["y"] >= 0, "they stay in view"


def test_one_walks_through_the_book_by_its_links(kept_book, page):
    page.goto((kept_book / "index.html").as_uri())
    page.locator(".chapters a").first.click()
    for chapter in chapters()[1:]:
        page.locator("a[rel=next]").last.click()
        page.wait_for_url(f"**/{chapter.stem}.html")
    assert page.locator("a[rel=next]").count() == 0
    page.get_by_text("All chapters", exact=True).click()
    page.wait_for_url("**/index.html")


def test_a_figure_has_an_address(kept_book, page):
    page.goto((kept_book / "04-design-and-implementation.html").as_uri() + "#figure-4.2")
    figure = page.locator("figure:target")
    assert figure.locator("figcaption").inner_text().startswith("Figure 4.2.")
    assert abs(figure.bounding_box()["y"]) < 2


@pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)
def test_nothing_is_wider_than_a_phone(path, kept_book, page):
    page.set_viewport_size(PHONE)
    page.goto((kept_book / f"{path.stem}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".toc summary").click()
    assert page.locator(".toc a").first.is_visible()


def test_paper_shows_what_is_folded(kept_book, page):
    page.goto((kept_book / "03a-variational-inference.html").as_uri())
    folded = page.locator("main details:not([open]) > :not(summary)").first
    height = "element => element.getBoundingClientRect().height"
    assert not folded.is_visible() or folded.evaluate(height) == 0
    page.emulate_media(media="print")
    assert folded.evaluate(height) > 0
    assert not page.locator(".toc").is_visible() and not page.locator("header").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_both_themes(scheme, kept_book, page):
    page.emulate_media(color_scheme=scheme)
    page.goto((kept_book / "index.html").as_uri())
    paint = "getComputedStyle(document.body)"
    ink, paper = (page.evaluate(f"{paint}.{name}") for name in ["color", "backgroundColor"])
    assert abs(brightness(ink) - brightness(paper)) > 150
    assert (brightness(paper) > 128) == (scheme == "light")


def brightness(colour):
    return sum(int(part) for part in colour[4:-1].split(",")[:3]) / 3
