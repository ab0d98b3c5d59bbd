"""Checking quotations in a real Chromium: paste, read, copy, share; without scripts; on a phone; by axe's rules."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.test_server import serving
from tests.conftest import JOINT
from tests.services.chromium import open_chromium

# It has no types, so it is imported by its name.
Axe: Any = import_module("axe_playwright_python.sync_playwright").Axe
pytestmark = pytest.mark.browser

TRUE = "the ironclad U.S. defense commitment to the ROK will continue to be maintained"
TEXT = f"He said “{TRUE}” and “{TRUE.replace('will continue', 'will not continue')}”, and “so on”."


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    with serving(home) as (url, _):
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def paste(page: Page, base: str) -> None:
    page.goto(base)
    page.get_by_role("link", name="Check a quotation").first.click()
    page.get_by_label("Text").fill(TEXT)
    page.get_by_role("button", name="Check").click()


def test_paste_read_and_copy_the_citation(page: Page, base: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
    paste(page, base)
    verdicts = page.locator("article.checked h2")
    expect(verdicts).to_have_text(["Verbatim", "Altered", "Too short"])
    altered = page.locator("article.checked").nth(1)
    expect(altered.locator(".differences")).to_have_text("negation: quoted “not”, which the source lacks")
    place = page.locator("section.stands").first
    place.get_by_role("button", name="Copy").click()
    expect(place.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == place.locator(".citation").inner_text()
    place.get_by_role("link").first.click()
    assert page.url.endswith("#p4")
    expect(page.locator("#p4 mark")).to_have_text(TRUE)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.torture)])
def test_axe_finds_nothing(page: Page, base: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    paste(page, base)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_selected_words_are_offered_as_a_link(page: Page, base: str) -> None:
    page.goto(f"{base}/statements/{JOINT}")
    offer = page.get_by_role("link", name="Link to this quotation")
    expect(offer).to_be_hidden()
    page.evaluate(
        """() => {
            const find = (number, words) => {
                const nodes = document.createTreeWalker(document.querySelector(`#p${number}`), NodeFilter.SHOW_TEXT);
                while (nodes.nextNode()) {
                    const at = nodes.currentNode.data.indexOf(words);
                    if (at >= 0) return [nodes.currentNode, at];
                }
            };
            const [node, at] = find(4, "ronclad U.S. defense commitment");
            document.getSelection().setBaseAndExtent(node, at, node, at + "ronclad U.S. defense commi".length);
        }"""
    )
    expect(offer).to_be_visible()
    offer.click()
    expect(page.locator("main mark")).to_have_text("ironclad U.S. defense commitment")
    # Only words beside the hits of a search are faint; what a link quotes is what its reader came for.
    expect(page.locator("main mark")).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    assert page.url.endswith("#p4")
    expect(page.get_by_role("status").first).to_contain_text("The quotation is marked")


def test_a_selection_over_two_paragraphs_is_marked_in_both(page: Page, base: str) -> None:
    page.goto(f"{base}/statements/{JOINT}")
    page.evaluate(
        """() => {
            const [one, other] = [2, 3].map((number) => document.querySelector(`#p${number} > p:not([class])`));
            const last = one.lastChild, first = [...other.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
            document.getSelection().setBaseAndExtent(last, last.data.length - 20, first, 20);
        }"""
    )
    page.get_by_role("link", name="Link to this quotation").click()
    expect(page.locator("#p2 mark")).to_have_count(1)
    expect(page.locator("#p3 mark")).to_have_count(1)


def test_items_headings_and_quotes_are_shared_as_text_is(page: Page, kinds: Path) -> None:
    with serving(kinds) as (base, _):
        for number in (1, 3, 9):
            page.goto(f"{base}/statements/communique")
            page.evaluate(
                """(number) => {
                    const words = document.querySelector(`#p${number} > :is(h2, p.item, blockquote)`);
                    document.getSelection().selectAllChildren(words);
                }""",
                number,
            )
            page.get_by_role("link", name="Link to this quotation").click()
            expect(page.locator(f"#p{number} mark")).to_have_count(1)


def test_without_scripts_and_on_a_phone(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    try:
        paste(page, base)
        expect(page.get_by_text("Paste a quotation")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("3 quotations checked. Looked through: ")
        expect(page.locator("article.checked h2")).to_have_text(["Verbatim", "Altered", "Too short"])
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator("section.stands").first.get_by_role("link").first.click()
        expect(page.locator("#p4 mark")).to_have_text(TRUE)
    finally:
        context.close()
