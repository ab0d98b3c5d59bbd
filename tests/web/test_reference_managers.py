"""A statement as Zotero takes it over from its page, by the rules that Zotero publishes for embedded metadata.

The rules are those of its translator "Embedded Metadata" (2024-06-13): which tag gives which field, which one gives the
type, and how the texts of authors are split.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from tests.conftest import JOINT, Client

FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_technical_report_institution": "institution",
    "citation_public_url": "url",
    "citation_language": "language",
}
TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}


@dataclass
class Item:
    """What is taken over: the type, a text for each field, and the names of the authors."""

    kind: str = "journalArticle"
    fields: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)


class _Tags(HTMLParser):
    """The tags of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("name") and given.get("content"):
            self.found.append((str(given["name"]), str(given["content"])))


def take_over(page: str) -> Item:
    """Apply the rules: the first tag of a field counts, and the last one that gives a type."""
    tags = _Tags()
    tags.feed(page)
    item = Item()
    for name, content in tags.found:
        item.kind = TYPES.get(name, item.kind)
        if name in FIELDS:
            item.fields.setdefault(FIELDS[name], " ".join(content.split()))
    named = [content for name, content in tags.found if name == "citation_author"]
    for content in named:
        item.authors += split(content, is_only=len(named) == 1)
    return item


def split(text: str, *, is_only: bool) -> list[str]:
    """Split one tag: at semicolons, or at commas where it is the only one and both sides have several words."""
    names = re.split(r"\s*;\s*", text)
    by_comma = re.split(r"\s*,\s*", text)
    if is_only and len(names) == 1 and len(by_comma) > 1 and all(" " in one for one in by_comma[:2]):
        names = by_comma
    return [name for name in names if re.search(r"[^\s,\-.;]", name)]


@pytest.mark.parametrize("id", [JOINT, "telegram-1927"])
def test_zotero_takes_a_statement_over_as_a_report_with_an_author_for_each_issuer(client: Client, id: str) -> None:  # noqa: A002
    item = take_over(client.get(f"/statements/{id}").text)
    answer = client.json(f"/v1/statements/{id}")
    stored = answer["statement"]
    assert item.kind == "report"
    assert item.authors == [one["name"] for one in stored["issuers"]]
    assert item.fields["title"] == stored["title"]
    assert item.fields["date"].replace("/", "-") == stored["date"]
    assert item.fields["institution"] == (stored["source"] or "Pincite")
    assert item.fields["language"] == stored["language"]
    assert item.fields["url"] == f"{stored['url']}?version={answer['version']}"
    assert client.get(item.fields["url"].removeprefix("https://archive.example.org")).status_code == 200


def test_the_rules_tell_types_and_split_names() -> None:
    page = '<meta name="citation_title" content="T"><meta name="citation_author" content="A B, C D">'
    assert take_over(page) == Item("journalArticle", {"title": "T"}, ["A B", "C D"])
    assert split("A; B", is_only=False) == ["A", "B"]
    assert split("A B, C D", is_only=False) == ["A B, C D"]
