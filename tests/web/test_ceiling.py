"""The end of paging: beyond the largest offset the page says where the rest is, and nowhere else."""

import pytest

from pincite.app.answering.answered import Answered
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import MAX_OFFSET
from pincite.app.answering.request import parse_search
from pincite.app.web.search_view import build_search_view
from pincite.app.web.templating import render_template
from pincite.index.results import Hit, SearchPage
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

NOTE = "Export the result to get the rest."


def page_at(offset: int, total: int) -> str:
    """Return the HTML of a page with one hit at ``offset`` of ``total``."""
    request = parse_search([("q", "peace"), ("offset", str(offset)), ("limit", "1")])
    hit = Hit(Heading("s", "Title"), Passage(1, None, "peace", "0" * 64), offset + 1, 1.0)
    answered = Answered(request, SearchPage(request.query, total, total, (hit,), 1))
    links = Links("https://archive.example.org")
    view = build_search_view(answered, links, unfiltered=None)
    return render_template("search.html", links, view=view).decode()


@pytest.mark.parametrize(
    ("offset", "total", "has_next", "has_note"),
    [
        (0, 50_000, True, False),
        (MAX_OFFSET - 1, 50_000, True, False),
        (MAX_OFFSET, 50_000, False, True),
        (MAX_OFFSET, MAX_OFFSET + 1, False, False),
        (MAX_OFFSET, MAX_OFFSET + 2, False, True),
    ],
)
def test_the_note_stands_only_where_no_next_page_can_be_asked_for(
    offset: int, total: int, has_next: bool, has_note: bool
) -> None:
    page = page_at(offset, total)
    assert ("Next →" in page) is has_next
    assert (NOTE in page) is has_note
