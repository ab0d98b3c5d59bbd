"""Other readings of a word that the archive may know better: a date for a year, a name for its abbreviation.

They are offered where the words do not stand together, and never applied.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.query.clauses import And, Clause, Or, Phrase, Term, join
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
NAMES = {
    "us": "united states",
    "usa": "united states",
    "uk": "united kingdom",
    "uae": "united arab emirates",
    "rok": "republic of korea",
    "dprk": "democratic people s republic of korea",
    "prc": "people s republic of china",
    "ussr": "soviet union",
    "eu": "european union",
    "un": "united nations",
    "nato": "north atlantic treaty organization",
    "asean": "association of southeast asian nations",
}
"""The abbreviations that are known, each with the tokens of its name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Another value of ``parameter``, and the part of it that is new (``label``), both in the query language.

    ``part`` is that part by itself: an archive where it finds nothing does not know it.
    """

    parameter: str
    value: str
    label: str
    part: Clause


def offers_of(query: Query) -> tuple[Offer, ...]:
    """Return the other readings of the words of ``query``, in its order; none where no word may be lacking."""
    if relaxing_of(query) is None or not isinstance(query.match, And):
        return ()
    return tuple(_offers(query.match.clauses))[:MOST_OFFERS]


def _offers(clauses: tuple[Clause, ...]) -> Iterator[Offer]:
    for at, clause in enumerate(clauses):
        if isinstance(clause, Term) and not clause.exact and _YEAR.fullmatch(clause.token):
            yield _dated(clauses, at, clause.token)
        name = _abbreviation(clause)
        if name is not None:
            yield _named(clauses, at, name)


def _dated(clauses: tuple[Clause, ...], at: int, year: str) -> Offer:
    """The date in place of the year, and of the month that stands beside it."""
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(clauses) and _month(clauses[place])]
    month = f"-{_month(clauses[beside[0]]):02d}" if beside else ""
    date = parse(f"date:{year}{month}")
    kept = [clause for place, clause in enumerate(clauses) if place not in (at, *beside[:1])]
    return _offer([*kept, date], date)


def _month(clause: Clause) -> int:
    return _NUMBERS.get(clause.token, 0) if isinstance(clause, Term) and not clause.exact else 0


def _abbreviation(clause: Clause) -> str | None:
    """The letters of a known abbreviation, with dots or without."""
    if isinstance(clause, Term) and not clause.exact:
        return clause.token if clause.token in NAMES else None
    dotted = isinstance(clause, Phrase) and not (clause.exact or clause.prefix) and "".join(clause.tokens)
    return dotted if dotted in NAMES else None


def _named(clauses: tuple[Clause, ...], at: int, short: str) -> Offer:
    """The abbreviation, or its letters with dots, or the name."""
    name = Phrase(tuple(NAMES[short].split()))
    either = Or((Term(short), Phrase(tuple(short), exact=False), name))
    return _offer([*clauses[:at], either, *clauses[at + 1 :]], name)


def _offer(clauses: list[Clause], part: Clause) -> Offer:
    return Offer("q", render(join(And, clauses) or part), render(part), part)
