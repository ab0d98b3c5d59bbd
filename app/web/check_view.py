"""The content of the page of checked quotations, as plain values for the template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pincite.app.answering.check_request import CheckRequest
from pincite.app.answering.citation import cite
from pincite.app.answering.links import Links
from pincite.app.answering.markup import apart, marked_html
from pincite.app.answering.quote_checking import CheckAnswer
from pincite.app.answering.quote_links import quotation_link, search_link, source_fragment
from pincite.app.answering.verdict_words import coverage_says, difference_says, notes_of, verdict_says
from pincite.app.words import counted, spoken
from pincite.index.quoting import STANDS, CheckedQuotation, QuotedPlace


@dataclass(frozen=True, slots=True)
class CheckView:
    """The page: the text of the form, the filters kept in it, and for each quotation what is said of it."""

    text: str = ""
    kept: Sequence[tuple[str, str]] = ()
    problems: Sequence[str] = ()
    quotes: Sequence[dict[str, Any]] = field(default_factory=list)
    checked: str = ""
    coverage: str = ""


def build_check_view(text: str, asked: CheckRequest, found: CheckAnswer, links: Links) -> CheckView:
    """Return the page for an answer."""
    quotes = [_quote(one, asked, links) for one in found.quotations]
    return CheckView(
        text, asked.pairs, (), quotes, f"{counted(len(quotes), 'quotation')} checked", coverage_says(found.coverage)
    )


def _quote(checked: CheckedQuotation, asked: CheckRequest, links: Links) -> dict[str, Any]:
    title, says = verdict_says(checked)
    stands = checked.verdict in STANDS
    return {
        "state": "open" if checked.verdict is None else "good" if stands else "bad",
        "verdict": title,
        "says": says,
        "html": marked_html(checked.text, apart([one.range for one in checked.differences])),
        "notes": notes_of(checked),
        "differences": [difference_says(one) for one in checked.differences],
        "places": [_place(one, number, checked, links) for number, one in enumerate(checked.places)],
        "url": search_link(checked, asked.pairs, links),
    }


def _place(place: QuotedPlace, number: int, checked: CheckedQuotation, links: Links) -> dict[str, Any]:
    heading, passage = place.heading, place.passage
    ranges = [one.source for one in checked.differences if one.place == number]
    link = links.statement(heading.id, passage.version, passage.number)
    return {
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "link": quotation_link(place, links),
        "number": passage.number,
        "html": marked_html(passage.text, apart(ranges) or place.marks),
        "cite": cite(heading, passage.number, passage.version, links.absolute(link)),
        "original": source_fragment(place),
    }
