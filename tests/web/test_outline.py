"""What every page owes to those who do not see it: one h1, no level left out, labels, ids that occur once."""

from html.parser import HTMLParser

import pytest

from tests.conftest import JOINT, Client

PATHS = (
    "/",
    "/?q=treaty",
    "/?q=treaty+vaccines+zebra",
    "/?q=zebra",
    "/?q=treaty&place=Nowhere",
    "/?q=(treaty",
    "/facets/issuer",
    "/statements/telegram-1927?q=treaty",
    f"/statements/{JOINT}",
    f"/statements/{JOINT}?cite=4",
    "/help",
    "/help/errors",
    "/about",
    "/docs",
    "/nowhere",
)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.inside_label = 0
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("h1", "h2", "h3", "h4"):
            self.levels.append(int(tag[1]))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label":
            self.inside_label += 1
            self.labelled.add(str(given.get("for")))
        if tag in ("input", "select") and given.get("type") != "hidden":
            self.fields.append({**given, "inside": "yes" if self.inside_label else None})
        if tag == "a" and str(given.get("href", "")).startswith("#"):
            self.targets.add(str(given["href"])[1:])

    def handle_endtag(self, tag: str) -> None:
        self.inside_label -= tag == "label"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_an_outline_and_labels(client: Client, path: str) -> None:
    page = _Outline()
    page.feed(client.get(path).text)
    assert page.levels.count(1) == 1
    assert page.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False)), page.levels
    assert len(page.ids) == len(set(page.ids))
    assert page.targets <= set(page.ids)
    for field in page.fields:
        assert field["inside"] or field.get("id") in page.labelled or field.get("aria-label"), field
