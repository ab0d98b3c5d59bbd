"""Paragraphs on the page of a statement look like what they are in their document."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.app.web.paragraph_view import build_paragraph_view
from pincite.index.record.values import StoredStatement
from pincite.index.values.apparatus import Apparatus, Role
from pincite.index.values.heading import Heading
from pincite.index.values.statement import build_paragraph
from tests.conftest import Client

COMMUNIQUE = "/statements/communique"


@pytest.fixture(scope="module")
def room(kinds: Path) -> Iterator[Client]:
    app = create_app(Settings(home=kinds, url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


def shown(page: str, number: int) -> str:
    """Return what stands between the number of a paragraph and its link to the citations."""
    found = re.search(rf'id="p{number}">.*?</a>(.*?)<a class="cite"', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_api_says_what_each_paragraph_is(room: Client) -> None:
    paragraphs = room.json("/v1" + COMMUNIQUE)["paragraphs"]
    assert [one["role"] for one in paragraphs] == [
        "heading",
        "text",
        *["item"] * 2,
        "heading",
        *["row"] * 3,
        "quote",
        *["text"] * 3,
    ]
    assert {one["role"] for one in room.json("/v1/statements/joint")["paragraphs"]} == {"text"}


def test_headings_items_rows_quotes_and_speakers_look_like_it(room: Client) -> None:
    page = room.get(COMMUNIQUE).text
    assert shown(page, 1) == "<h2>Decisions of the conference</h2>"
    assert shown(page, 3).startswith('<p class="item bulleted">All hostilities')
    assert shown(page, 6) == '<p class="row"><span>Country</span><span>Tonnes</span></p>'
    assert shown(page, 9).startswith("<blockquote>Peace is not")
    assert shown(page, 10).startswith("<p><b>MR. EDEN</b>: I thank")


def test_what_is_marked_stays_marked(room: Client) -> None:
    page = room.get(COMMUNIQUE + "?q=%22france+1%2C200%22+OR+eden+OR+peace").text
    assert "<span><mark>France</mark></span>" in page
    assert "<b>MR. <mark>EDEN</mark></b>" in page
    assert "<blockquote><mark>Peace</mark>" in page


def test_notes_and_what_was_left_out_are_there_on_demand(room: Client) -> None:
    page = room.get("/statements/note").text
    assert "Notes of the source (1)" in page
    assert "The text was agreed in French." in page
    assert "Contact the press office" in page


words = st.text(alphabet='ab<&" é', min_size=1, max_size=6)
roles = st.sampled_from(["text", "heading", "item", "row", "signature", "quote", "dateline"])


@given(st.lists(words, min_size=1, max_size=4), roles, st.booleans(), st.data())
def test_no_shape_changes_a_word_or_a_mark(cells: list[str], role: Role, named: bool, data: st.DataObject) -> None:
    canonical, spans, at = "|".join(cells), [], 0
    for cell in cells:
        spans.append((at, at + len(cell)))
        at += len(cell) + 1
    paragraph = build_paragraph(1, canonical, tuple(spans))
    size = len(paragraph.text)
    edges = sorted(data.draw(st.sets(st.integers(0, size), max_size=6)))
    marks = tuple(zip(edges[::2], edges[1::2], strict=False))
    speakers = {1: cells[0]} if named else {}
    html = str(build_paragraph_view(paragraph, marks, (), False, stored(role, speakers), {})["html"])
    assert words_of(html) == [
        (one, any(start <= place < end for start, end in marks))
        for place, one in enumerate(paragraph.text)
        if one != " "
    ]


def stored(role: Role, speakers: dict[int, str]) -> StoredStatement:
    apparatus = Apparatus(roles={1: role}, speakers=speakers)
    return StoredStatement(Heading("s", "Title"), "0" * 64, "0" * 64, (), "", (), {}, "", 1, apparatus)


def words_of(html: str) -> list[tuple[str, bool]]:
    """Return the characters of a text in HTML, each with whether it is marked, without spaces."""
    found, is_marked = [], False
    for piece in re.findall(r"<[^>]*>|&[#\w]+;|.", html, re.DOTALL):
        if piece in ("<mark>", "</mark>"):
            is_marked = piece == "<mark>"
        elif not piece.startswith("<") and piece != " ":
            found.append((_CHARACTERS.get(piece, piece), is_marked))
    return found


_CHARACTERS = {"&lt;": "<", "&amp;": "&", "&#34;": '"'}
