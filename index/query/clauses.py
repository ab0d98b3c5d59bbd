"""The clause tree: what a query means, for every engine and for the oracle. All values are hashable.

Tokens in clauses are token forms of ``pincite.index.text.analysis``. With ``exact`` (a quote or ``=``) only the form
itself matches. Otherwise a token also matches its variants, and a prefix ignores accents.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every paragraph: the empty query."""


@dataclass(frozen=True, slots=True)
class Term:
    """One token. ``required``: it is a stop word typed in capitals, so it is not ignored.

    A required term is never ``exact``, and never in a title.
    """

    token: str
    exact: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """One or more adjacent tokens in this order. With ``prefix`` the last one is only the beginning of a token.

    That prefix keeps its accents when the phrase is ``exact``.
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
    """Any token that begins with ``stem`` (at least 3 letters). Accents are ignored unless ``exact``.

    A single character of a script without spaces matches the pairs that begin with it.
    """

    stem: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any token within ``edits`` (1 or 2) insertions, deletions, replacements or swaps. Accents are ignored."""

    token: str
    edits: int


Words = Term | Phrase | Near | Prefix | Fuzzy


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """Paragraphs of statements whose title contains ``words``."""

    words: Words


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Paragraphs of statements with a value of facet ``field`` that contains ``tokens`` in order, adjacent.

    A single character of a script without spaces at the end is the beginning of a token.
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
    """Paragraphs that match all of two or more clauses."""

    clauses: "tuple[Clause, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Paragraphs that match at least ``least`` of two or more clauses. What is parsed asks for one."""

    clauses: "tuple[Clause, ...]"
    least: int = 1


@dataclass(frozen=True, slots=True)
class Sharing:
    """Paragraphs in which at least ``least`` (1 or more) of ``runs`` stand: distinct sequences of adjacent tokens.

    It is for reading what is found, not for counting: an engine finds all of them, and may find others, in which fewer
    stand. No query can be written for it. The runs that are thought to be the rarest are to come first.
    """

    runs: tuple[tuple[str, ...], ...]
    least: int

    @property
    def widened(self) -> "Clause":
        """What matches all these paragraphs, and others: one of the fewest runs, of which each of them holds one."""
        phrases = tuple(map(Phrase, self.runs[: len(self.runs) - self.least + 1]))
        return phrases[0] if len(phrases) == 1 else Or(phrases)


Clause = Everything | Words | TitleMatch | ValueMatch | DateRange | DateUnknown | Not | And | Or | Sharing

EVERYTHING = Everything()


def join(kind: type[And] | type[Or], found: Iterable[Clause | None]) -> Clause | None:
    """Join the clauses into one flat clause of ``kind``. A single clause stays as it is; None when there is none."""
    flat: list[Clause] = []
    for clause in found:
        if isinstance(clause, kind) and clause == kind(clause.clauses):
            flat += clause.clauses
        elif clause is not None:
            flat.append(clause)
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)
