"""Links to quotations: the page of a statement marks the words where they stand, and says when they do not."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest

from pincite.app.answering.parameters import MOST_QUOTED
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import Client

TEXTS = [
    "The ministers agreed — after talks — that “no party” shall re-enter the zone.",
    "They will meet again. It was agreed [in part] that the talks go on",
    "in the spring, and the talks go on, as the talks did before.",
    "両国は朝鮮半島の完全な非核化に向けて緊密に協力することを確認した。",
    *(f"Paragraph number {number} is filler." for number in range(5, 300)),
    "At last the very end of it all is said here.",
]
NONE = "The quotation does not stand in this version of the text."


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("quoted")
    lines = folder / "lines.jsonl"
    for first in ("An older beginning was replaced here.", TEXTS[0]):
        lines.write_text(json.dumps({"id": "talks", "title": "Talks", "paragraphs": [first, *TEXTS[1:]]}), "utf-8")
        assert main(["ingest", str(lines), "--home", str(folder / "var")]) == 0
    app = create_app(Settings(home=folder / "var", url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


def marked(room: Client, text: str, more: str = "") -> list[str]:
    page = room.get(f"/statements/talks?quote={quote(text, safe='')}{more}")
    assert page.status_code == 200
    return [unescape(one) for one in re.findall("<mark>(.*?)</mark>", page.text, re.DOTALL)]


def test_only_the_paragraphs_of_the_quotation_are_set_apart(room: Client) -> None:
    page = room.get(f"/statements/talks?q=talks+ministers&quote={quote('in the spring, and the talks')}&from=3").text
    assert [one for one in re.findall('class="para[^"]*" id="p[0-9]+"', page) if "quoted" in one] == [
        'class="para quoted" id="p3"'
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("that “no party” shall re-enter", ["that “no party” shall re-enter"]),
        ("AGREED—after talks—that 'no  party'", ["agreed — after talks — that “no party”"]),
        ("[t]he ministers agreed … shall re-enter", ["The ministers agreed", "shall re-enter"]),
        ("It was agreed [in part] that the talks", ["It was agreed [in part] that the talks"]),
        ("that the talks go on in the spring, and", ["that the talks go on", "in the spring, and"]),
        ("the talks", ["the talks", "the talks", "the talks"]),
        ("完全な非核化に向けて", ["完全な非核化に向けて"]),
        ("the very end of it all", ["the very end of it all"]),
    ],
)
def test_the_quoted_words_are_marked_where_they_stand(room: Client, text: str, found: list[str]) -> None:
    assert marked(room, text) == found


def test_a_named_paragraph_decides_between_places(room: Client) -> None:
    assert marked(room, "the talks go on", "&from=3") == ["the talks go on"]
    assert len(marked(room, "the talks go on", "&from=7")) == 2


def test_marks_of_a_search_and_of_a_quotation_are_one(room: Client) -> None:
    assert marked(room, "agreed — after talks", "&q=talks+ministers")[:2] == ["ministers", "agreed — after talks"]


@pytest.mark.parametrize(
    "text", ["They never met", "enter the zone", "…", "[", "\u202e\u200b", "<script>", "a … " * 400]
)
def test_what_does_not_stand_there_is_said(room: Client, text: str) -> None:
    page = room.get(f"/statements/talks?quote={quote(text, safe='')}")
    assert (page.status_code, NONE in page.text, "<mark>" in page.text) == (200, True, False)
    assert "<script>" not in page.text


def test_a_quotation_of_an_older_version_stands_in_that_version(room: Client) -> None:
    old = room.json("/v1/statements/talks")["versions"][0]["version"]
    text = "An older beginning was replaced"
    assert marked(room, text) == []
    assert marked(room, text, f"&version={old}") == [text]


def test_what_is_too_long_is_not_marked(room: Client) -> None:
    page = room.get(f"/statements/talks?quote={'a' * (MOST_QUOTED + 1)}")
    assert (page.status_code, "at most 2,000 characters" in page.text) == (200, True)


def test_verdicts_link_to_the_marked_words(room: Client) -> None:
    page = room.get(f"/check?text={quote('the ministers agreed - after talks - that')}").text
    (link,) = re.findall(r'<h3 dir="auto"><a href="([^"]+)"', page)
    opened = room.get(unescape(link).partition("#")[0]).text
    assert "<mark>The ministers agreed — after talks — that</mark>" in opened
    assert unescape(link).endswith("#p1")
