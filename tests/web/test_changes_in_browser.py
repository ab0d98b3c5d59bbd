"""What changed, in a real Chromium: from the current version and from an old one to the difference, and on a phone."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from pincite.app.cli import main
from tests.api.test_server import serving
from tests.services.chromium import open_chromium

pytestmark = pytest.mark.browser

KEPT = "The alliance between both nations is ironclad, and it has been so for seventy years."
BEFORE = "The ministers will meet again in Seoul in the spring of the next year."
AFTER = BEFORE.replace("Seoul", "Washington")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("changed")
    lines = folder / "lines.jsonl"
    for texts in ([KEPT, BEFORE, "They dined."], [KEPT, AFTER]):
        lines.write_text(json.dumps({"id": "joint", "title": "Joint statement", "paragraphs": texts}), encoding="utf-8")
        assert main(["ingest", str(lines), "--home", str(folder / "var")]) == 0
    with serving(folder / "var") as (url, _):
        yield url


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_chromium() as browser:
        context = browser.new_context(java_script_enabled=False)
        yield context.new_page()
        context.close()


def test_the_difference_is_one_click_away(page: Page, base: str) -> None:
    page.goto(f"{base}/statements/joint")
    expect(page.get_by_role("note")).to_contain_text("Changed after publication: 2 versions")
    page.get_by_role("link", name="See what changed").click()
    expect(page.get_by_role("status")).to_have_text("1 paragraph the same, 1 reworded, 1 dropped.")
    assert page.locator("del").all_inner_texts() == ["Seoul", "They dined."]
    assert page.locator("ins").all_inner_texts() == ["Washington"]


def test_an_old_version_says_beside_each_paragraph_what_became_of_it(page: Page, base: str) -> None:
    page.goto(f"{base}/statements/joint/changes")
    page.get_by_role("link", name="version").first.click()
    said = page.locator(".since").all_inner_texts()
    assert [text.split(":")[0] for text in said] == ["Unchanged since", "Reworded since", "Dropped since"]
    page.locator("#p2").get_by_role("link", name="See the difference").click()
    assert page.url.endswith("#left-2")


@pytest.mark.parametrize(
    "path", ["/statements/joint/changes", pytest.param("/statements/joint", marks=pytest.mark.torture)]
)
def test_it_fits_a_narrow_screen(page: Page, base: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(base + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
