"""The quotation in the address of a statement's page: which words it marks, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pincite.app.answering.links import Links
from pincite.app.answering.parameters import MOST_QUOTED
from pincite.index.query.deadline import Check, OutOfTime
from pincite.index.quoting import QuotedRanges, place_quotation
from pincite.index.record.values import StoredStatement
from pincite.index.values.entry import Passage
from pincite.index.values.marks import Mark


@dataclass(frozen=True, slots=True)
class QuotedView:
    """The marks of a quotation by paragraph, the paragraph that it begins in, what is said, and where to check it."""

    marks: Mapping[int, Sequence[Mark]] = field(default_factory=dict)
    first: int | None = None
    says: str = ""
    check_link: str = ""


NOT_QUOTED = QuotedView()


def build_quoted_view(stored: StoredStatement, text: str, at: int | None, links: Links, check: Check) -> QuotedView:
    """Return what a page marks of a quotation: the places that begin in paragraph ``at``, if any does, else all."""
    if len(text) > MOST_QUOTED:
        return QuotedView(says=f"A quotation is marked if it has at most {MOST_QUOTED:,} characters.")
    passages = [Passage(one.number, one.label, one.text, stored.version) for one in stored.paragraphs]
    try:
        places = place_quotation(text, passages, check)
    except OutOfTime:
        return QuotedView(says="There was no time to mark the quotation.")
    if not places:
        return QuotedView(
            says="The quotation does not stand in this version of the text.",
            check_link=links.at("/check", [("text", text)]),
        )
    chosen = [one for one in places if min(one) == at] or places
    return QuotedView(_joined(chosen), min(chosen[0]), "The quotation is marked in the text.")


def _joined(places: Sequence[QuotedRanges]) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    for place in places:
        for number, ranges in place.items():
            marks.setdefault(number, []).extend(ranges)
    return marks
