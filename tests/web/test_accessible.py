"""No page of any kind breaks a rule of accessibility that axe knows: light, dark and on a phone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext

from tests.api.test_server import serving
from tests.services.chromium import open_chromium
from tests.web.kinds import addresses

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
VIEWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "is_mobile": True, "has_touch": True},
}
TORTURE = pytest.mark.torture


@pytest.fixture(scope="module")
def base(kinds: Path) -> Iterator[str]:
    with serving(kinds) as (url, _):
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as found:
        yield found


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """A context for each view, without the page's own policy, which would keep the rules out."""
    return {name: browser.new_context(bypass_csp=True, **options) for name, options in VIEWS.items()}


def violations(context: BrowserContext, url: str) -> list[str]:
    """Return the rules that a page breaks, each with the element that breaks it."""
    page = context.new_page()
    page.goto(url)
    # What is folded away is to be read too.
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page).response["violations"]
    page.close()
    return [
        json.dumps([rule["id"], rule["help"], node["html"], node["failureSummary"]])
        for rule in found
        for node in rule["nodes"]
    ]


IN_CI = ("start", "results", "roles")


@pytest.mark.parametrize("view", ["light", pytest.param("dark", marks=TORTURE), pytest.param("phone", marks=TORTURE)])
@pytest.mark.parametrize("name", [name if name in IN_CI else pytest.param(name, marks=TORTURE) for name in addresses()])
def test_a_page_breaks_no_rule(contexts: dict[str, BrowserContext], base: str, name: str, view: str) -> None:
    assert violations(contexts[view], base + addresses()[name]) == []
