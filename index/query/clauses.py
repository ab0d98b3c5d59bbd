"""The clause tree: what a query means, for every engine and for the oracle. All values are hashable.

Tokens in clauses are token forms of ``pincite.index.text.analysis``. ``exact`` says that only the form itself matches:
a quote or ``=``; otherwise a token stands for the class of its variants, and a beginning for all with any accents.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every paragraph: the empty query."""


@dataclass(frozen=True, slots=True)
class Term:
    """One token. ``required``: a stop word of several letters that was typed in capitals, so that it is searched for.

    It is never ``exact`` as well, and never in a title.
    """

    token: str
    exact: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """At least one token, in this order, adjacent. With ``prefix`` the last one only begins the token there.

    The beginning keeps its accents when the phrase is ``exact``.
    """

    tokens: tuple[str, ...]
    exact: bool = True
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """All the tokens in any order, with at most ``distance`` (0 to 100) other tokens inside the window."""

    tokens: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any token that begins with ``stem`` (at least 3 letters), accents aside unless ``exact``.

    One character of a script without blanks begins the pairs that hold it.
    """

    stem: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any token within ``edits`` (1 or 2) insertions, deletions, replacements or swaps of neighbours, accents aside."""

    token: str
    edits: int


Words = Term | Phrase | Near | Prefix | Fuzzy


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """Paragraphs of statements whose title holds ``words``."""

    words: Words


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Paragraphs of statements with a value of facet ``field`` that holds ``tokens`` in order, adjacent.

    One character of a script without blanks at their end begins the token there.
    """

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Paragraphs of statements whose date overlaps the range; None is an open end. ``text`` is as written."""

    earliest: datetime.date | None
    latest: datetime.date | None
    text: str


@dataclass(frozen=True, slots=True)
class DateUnknown:
    """Paragraphs of statements without a known date."""


@dataclass(frozen=True, slots=True)
class Not:
    """Every paragraph that ``clause`` does not match; it scores 0."""

    clause: "Clause"


@dataclass(frozen=True, slots=True)
class And:
    """Paragraphs that all of at least two clauses match."""

    clauses: "tuple[Clause, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Paragraphs that any of at least two clauses matches."""

    clauses: "tuple[Clause, ...]"


Clause = Everything | Words | TitleMatch | ValueMatch | DateRange | DateUnknown | Not | And | Or

EVERYTHING = Everything()


def join(kind: type[And] | type[Or], found: Iterable[Clause | None]) -> Clause | None:
    """Return the clauses found as one of ``kind``, flat; the only one as it is; None when there is none."""
    flat: list[Clause] = []
    for clause in found:
        if clause is not None:
            flat += clause.clauses if isinstance(clause, kind) else (clause,)
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)
