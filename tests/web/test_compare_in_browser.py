"""Two statements side by side, in a real Chromium: with and without scripts, in one column and in two, on a phone."""

import gzip
import json
import os
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from pincite.app.cli import main
from tests.api.test_server import serving
from tests.real import SEED
from tests.services.chromium import open_chromium

pytestmark = pytest.mark.browser
TORTURE = pytest.mark.torture
SERIES = "FOMC statements"
EIGHT = ("unemployment", "inflation", "accommodation", "expectations", "employment", "stability", "securities", "the")
Media = Literal["screen", "print"]
PAIRS = 50 if os.environ.get("PINCITE_TORTURE") == "1" else 11
"""Statements that are compared with the one before."""


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Consecutive statements of a real series, by date, as lines to ingest."""
    if not SEED.exists():
        pytest.skip(f"real statements are not at {SEED}")
    with gzip.open(SEED, "rt", encoding="utf-8") as rows:
        found = [row for line in rows if SERIES in line and (row := json.loads(line))["series"] == SERIES]
    found.sort(key=lambda row: (row["date"], row["id"]))
    return [json.dumps({name: value for name, value in row.items() if value}) + "\n" for row in found[-PAIRS - 1 :]]


@pytest.fixture(scope="module")
def ids(lines: list[str]) -> list[str]:
    return [json.loads(line)["id"] for line in lines]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("series")
    path = folder / "lines.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    assert main(["ingest", str(path), "--home", str(folder / "var")]) == 0
    with serving(folder / "var") as (url, _):
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without scripts, unless the test's parameter allows them. The policy of the site is never broken."""
    is_scripted = getattr(request, "param", False)
    context = browser.new_context(java_script_enabled=is_scripted, viewport={"width": 1200, "height": 800})
    said: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text))
    yield opened
    context.close()
    assert not [text for text in said if "Content Security Policy" in text or "Refused" in text]


@pytest.mark.parametrize(
    "page",
    [pytest.param(False, id="without scripts"), pytest.param(True, id="with scripts", marks=TORTURE)],
    indirect=True,
)
def test_from_a_statement_to_its_changes_and_from_one_to_the_next(page: Page, base: str, ids: list[str]) -> None:
    page.goto(f"{base}/statements/{ids[-1]}")
    page.get_by_role("link", name="Compare with the previous one").click()
    expect(page.get_by_role("status")).to_contain_text("reworded")
    assert page.locator("del").count() > 1
    assert page.locator("ins").count() > 1
    page.get_by_role("link", name="First change", exact=True).click()
    assert page.url.endswith("#change-1")
    page.locator("#change-1").get_by_role("link", name="Next change").click()
    assert page.url.endswith("#change-2")
    page.locator("#change-2").get_by_role("link", name="Previous change").click()
    assert page.url.endswith("#change-1")


def test_a_link_switches_to_two_columns_and_back(page: Page, base: str, ids: list[str]) -> None:
    page.goto(f"{base}/compare?left={ids[0]}&right={ids[1]}")
    page.get_by_role("link", name="Two columns").click()
    left, right = (page.locator(".cells").first.locator(".cell").nth(at).bounding_box() for at in (0, 1))
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]
    page.get_by_role("link", name="One column").click()
    assert page.locator(".cells").count() == 0


def test_the_form_takes_addresses(page: Page, base: str, ids: list[str]) -> None:
    page.goto(f"{base}/compare")
    page.get_by_label("Right", exact=True).fill(f"{base}/statements/{ids[3]}#p2")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("status")).to_contain_text("paragraph")
    assert page.locator(".both h2").count() == 2
    assert ids[2] in str(page.locator(".both h2 a").first.get_attribute("href"))


def test_it_is_read_without_colours(page: Page, base: str, ids: list[str]) -> None:
    page.goto(f"{base}/compare?left={ids[0]}&right={ids[1]}")
    for name, stroke, words in (("del", "line-through", "[only left: "), ("ins", "underline", "[only right: ")):
        one = page.locator(f".words {name}").first
        assert stroke in one.evaluate("element => getComputedStyle(element).textDecorationLine")
        assert str(one.text_content()).startswith(words)


@pytest.mark.parametrize("width", [360, pytest.param(320, marks=TORTURE)])
def test_it_fits_a_narrow_screen(page: Page, base: str, ids: list[str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    for more in ("", "&columns=2"):
        page.goto(f"{base}/compare?left={ids[2]}&right={ids[3]}{more}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    cells = page.locator(".cells").first.locator(".cell")
    tops = [box["y"] for at in (0, 1) if (box := cells.nth(at).bounding_box())]
    assert tops[0] < tops[1]
    assert page.locator(".whose").first.is_visible()
    page.goto(f"{base}/compare")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "path",
    ["/compare?right={}&columns=2", *(pytest.param(one, marks=TORTURE) for one in ("/compare", "/compare?right={}"))],
)
def test_axe_finds_nothing(browser: Browser, base: str, ids: list[str], path: str) -> None:
    page = browser.new_page()
    page.goto(base + path.format(ids[1]))
    # It has no types.
    found = import_module("axe_playwright_python.sync_playwright").Axe().run(page).response["violations"]
    page.close()
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@TORTURE
def test_print_has_the_address_and_no_form(page: Page, base: str, ids: list[str]) -> None:
    page.goto(f"{base}/compare?left={ids[0]}&right={ids[1]}")
    page.emulate_media(media="print")
    assert not page.locator(".pair-form").is_visible()
    assert not page.locator(".steps").first.is_visible()
    assert page.locator(".paper").is_visible()
    assert page.locator(".words").first.is_visible()
    page.emulate_media(media="screen")


def test_a_timeline_is_printed_with_its_whole_table(page: Page, base: str) -> None:
    page.goto(f"{base}/timeline?wording=the&interval=day")
    hidden = "element => element.scrollHeight - element.clientHeight"
    assert page.locator(".scroll").evaluate(hidden) > 0
    page.emulate_media(media="print")
    assert page.locator(".scroll").evaluate(hidden) == 0
    page.emulate_media(media="screen")


@TORTURE
@pytest.mark.parametrize("page", [False, True], indirect=True, ids=["without scripts", "with scripts"])
def test_a_point_of_a_timeline_leads_to_what_it_counts(page: Page, base: str) -> None:
    page.goto(f"{base}/timeline")
    page.get_by_label("Wording 1").fill("the labor market")
    page.get_by_label("Wording 2").fill("maximum employment")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_role("status")).to_contain_text("statements")
    point = page.locator(".lines a").first
    says = str(point.get_attribute("aria-label"))
    name, _, counted = says.partition(": ")
    assert name.startswith("the labor market, ")
    page.goto(base + str(point.get_attribute("href")).removeprefix(base))
    shown = page.get_by_role("status").first.text_content() or ""
    assert counted.rpartition(",")[0] in shown, (says, shown)


@TORTURE
@pytest.mark.parametrize("page", [False, True], indirect=True, ids=["without scripts", "with scripts"])
def test_a_paragraph_leads_to_its_forms_and_a_form_to_its_places(page: Page, base: str, ids: list[str]) -> None:
    page.goto(f"{base}/statements/{ids[-1]}")
    page.get_by_role("button", name="Similar wording").first.click()
    expect(page.get_by_role("status")).to_contain_text("form")
    assert page.locator(".forms > li").count() > 0
    page.locator(".forms .places a").first.click()
    assert "/statements/" in page.url


@TORTURE
@pytest.mark.parametrize(("media", "width"), [("screen", 360), ("print", 680)])
def test_pages_of_wordings_fit_a_phone_and_paper(
    page: Page, base: str, ids: list[str], media: Media, width: int
) -> None:
    # A sheet of A4 with its margins is 680 pixels wide.
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(media=media)
    for path in (
        "/timeline",
        "/timeline?wording=the+labor+market&wording=maximum+employment&interval=month",
        "/timeline?" + "&".join(f"wording={word}" for word in EIGHT),
        "/timeline?wording=inflation&split=series",
        "/variants",
        f"/variants?statement={ids[-1]}&paragraph=1",
    ):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("form.trace").is_visible() is (media == "screen"), path
    page.emulate_media(media="screen")


@TORTURE
def test_all_consecutive_pairs_are_rendered(page: Page, base: str, ids: list[str]) -> None:
    for left, right in pairwise(ids):
        page.goto(f"{base}/compare?right={right}")
        assert left in str(page.locator(".both h2 a").first.get_attribute("href"))
        expect(page.get_by_role("status")).to_contain_text("paragraph")
