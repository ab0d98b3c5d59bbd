"""Which instruments a statement cites and where, and which statements cite the instrument that a statement is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.app.answering.evident import show_evidence
from pincite.app.answering.in_series import in_time
from pincite.app.answering.links import Links
from pincite.index.query.query import Filter, Group, Query, Sort
from pincite.index.reading.instruments.finding import find_citations
from pincite.index.record.values import StoredStatement
from pincite.index.results import SearchPage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph

MOST_CITING = 10
"""How many statements are named that cite one. The rest is behind a link."""
_FIELD = "instruments"
_BEFORE = re.compile(r"(?:the |text of the |full text of the )?", re.IGNORECASE)
_AFTER = re.compile(
    r"$|[\s]*[,(:;.]|\s+(?:for|of|on|between|among|signed|adopted|concerning|relating)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cited:
    """An instrument that a statement cites. ``address`` is that of its text, where it is known.

    ``paragraph`` cites it first, from ``start`` to ``end`` of its text; None where only the metadata name it.
    """

    name: str
    address: str | None = None
    paragraph: int | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class CitedBy:
    """The statement is the instrument ``name``. ``statements`` cite it, newest first; ``count`` in all."""

    name: str
    count: int
    statements: tuple[Heading, ...]


def find_cited(stored: StoredStatement) -> tuple[Cited, ...]:
    """Return the instruments of a statement, in its order. One that rules read has its place in the text."""
    placed: dict[str, Cited] = {}
    numbers = {paragraph.number: paragraph for paragraph in stored.paragraphs}
    for shown in show_evidence(stored):
        one = shown.evidence
        if one.key == _FIELD:
            start, end = (-1, -1) if shown.paragraph is None else _inside(numbers[shown.paragraph], one.start, one.end)
            number = shown.paragraph if start >= 0 else None
            placed.setdefault(one.value, Cited(one.value, shown.address, number, max(start, 0), max(end, 0)))
    return tuple(placed.get(name) or Cited(name) for name in stored.heading.instruments)


def find_citing(heading: Heading, search: Callable[[Query], SearchPage]) -> CitedBy | None:
    """Return who cites the instrument that a statement is by its title; None where it is none, or nobody does.

    Raises OutOfTime.
    """
    name = name_as_instrument(heading.title)
    if name is None:
        return None
    filters = (Filter("instrument", (name,)),)
    page = in_time(search(Query(filters=filters, group=Group.STATEMENT, sort=Sort.NEWEST, limit=MOST_CITING + 1)))
    others = tuple(hit.heading for hit in page.hits if hit.heading.id != heading.id)
    count = page.statements - (name in heading.instruments)
    return CitedBy(name, count, others[:MOST_CITING]) if others else None


def name_as_instrument(title: str) -> str | None:
    """Return the name of the instrument that a title is; None for a title that only speaks of one."""
    first = next(find_citations(title), None)
    if first is None or _BEFORE.fullmatch(title[: first.start]) is None:
        return None
    return first.instrument.name if _AFTER.match(title[first.end :]) else None


def link_of(cited: Cited, links: Links) -> str:
    """Return where a citation leads: to the text of the instrument, or to all statements that cite it."""
    return cited.address or links.at("/", [("instrument", cited.name)])


def _inside(paragraph: Paragraph, start: int, end: int) -> tuple[int, int]:
    """Return a range of the canonical text as one of the paragraph's text; (-1, -1) where its spans lack a part."""
    return _offset(paragraph.spans, start), _offset(paragraph.spans, end - 1) + 1


def _offset(spans: Sequence[tuple[int, int]], at: int) -> int:
    before = 0
    for start, end in spans:
        if start <= at < end:
            return before + at - start
        before += end - start + 1
    return -2
