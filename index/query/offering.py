"""Other readings of a word that the archive may know better: a date for a year, and for the month beside it.

They are offered where the words do not stand together, and never applied. ``aliasing`` has the names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.query.clauses import And, Clause, Term, join
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.query.relaxing import relaxing_of
from pincite.index.query.render import render

MOST_OFFERS = 5
"""How many other readings are told."""

_YEAR = re.compile(r"[12][0-9]{3}")
_MONTHS = """
january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct
november nov|december dec
"""
_NUMBERS = {
    name: number
    for number, names in enumerate(_MONTHS.strip().replace("\n", "|").split("|"), 1)
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Another value of ``parameter``, in the query language, and what is new in it (``label``).

    ``match`` is the clause of the value. ``part`` is what is new by itself: an archive where it finds nothing does not
    know it. ``paragraphs`` and ``statements`` are what the value finds; None where they were not counted.
    """

    parameter: str
    value: str
    label: str
    match: Clause
    part: Clause
    paragraphs: int | None = None
    statements: int | None = None


def offers_of(query: Query) -> tuple[Offer, ...]:
    """Return the other readings of the words of ``query``, in its order; none where no word may be lacking."""
    if relaxing_of(query) is None or not isinstance(query.match, And):
        return ()
    return tuple(_offers(query.match.clauses))[:MOST_OFFERS]


def _offers(clauses: tuple[Clause, ...]) -> Iterator[Offer]:
    for at, clause in enumerate(clauses):
        if isinstance(clause, Term) and not clause.exact and _YEAR.fullmatch(clause.token):
            yield _dated(clauses, at, clause.token)


def _dated(clauses: tuple[Clause, ...], at: int, year: str) -> Offer:
    """The date in place of the year, and of the month that stands beside it."""
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(clauses) and _month(clauses[place])]
    month = f"-{_month(clauses[beside[0]]):02d}" if beside else ""
    date = parse(f"date:{year}{month}")
    kept = [clause for place, clause in enumerate(clauses) if place not in (at, *beside[:1])]
    return _offer([*kept, date], date)


def _month(clause: Clause) -> int:
    return _NUMBERS.get(clause.token, 0) if isinstance(clause, Term) and not clause.exact else 0


def _offer(clauses: list[Clause], part: Clause) -> Offer:
    match = join(And, clauses) or part
    return Offer("q", render(match), render(part), match, part)
