"""The pages in a real Chromium: seen, clicked, narrow, dark, without a script of ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.test_server import serving
from tests.services.chromium import open_chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as found:
        yield found


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    with serving(home) as (url, _):
        yield url


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """A page on which any complaint of the browser fails the test, and any request to elsewhere."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    yield page
    context.close()
    assert complaints == []
    assert all(url.startswith(base) for url in asked), asked


def test_from_a_word_to_its_citation(page: Page, base: str) -> None:
    page.goto(base)
    page.get_by_label("Search the archive").fill("ironclad")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 paragraph in 1 statement")
    assert page.locator("mark").all_inner_texts() == ["ironclad"]
    page.get_by_role("article").get_by_role("link").first.click()
    page.wait_for_url("**#p4")
    assert page.locator("#p4 mark").inner_text() == "ironclad"
    assert page.locator("#p4").is_visible()
    page.locator("#p4 summary").click()
    citation = page.locator("#p4 .citation").inner_text()
    assert "para. 4" in citation
    assert "/statements/000_216767ed398c675c?version=" in citation


def test_filters_are_clicked_on_and_off(page: Page, base: str) -> None:
    page.goto(f"{base}/?q=treaty+OR+ironclad")
    page.get_by_role("link", name="Nicaragua", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("30 paragraphs in 1 statement")
    page.get_by_role("link", name="Remove filter Issuer: Nicaragua").click()
    expect(page.get_by_role("status")).to_have_text("31 paragraphs in 2 statements")
    page.get_by_text("Options").click()
    page.locator("select[name=group]").select_option("Statements")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("article")).to_have_count(2)


@pytest.mark.parametrize("path", ["/", "/?q=treaty&issuer=Nicaragua", "/statements/telegram-1927?q=treaty", "/docs"])
def test_fits_a_narrow_screen(page: Page, base: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(base + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_follows_the_colour_scheme(browser: Browser, base: str) -> None:
    seen = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(base)
        seen.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert len(set(seen)) == 2


def test_works_with_the_keyboard_alone(page: Page, base: str) -> None:
    page.goto(f"{base}/?q=ironclad")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_hostile_text_stays_text(page: Page, base: str) -> None:
    page.goto(f"{base}/?q=hostile")
    assert '<script>alert("text")</script>' in page.get_by_role("region", name="Result").inner_text()
    page.goto(f"{base}/statements/undated?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "<script>alert('title')</script>" in page.locator("h1").inner_text()
