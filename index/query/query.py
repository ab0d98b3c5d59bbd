"""A whole question to the archive: clause tree, filters, what to count, how to order, which page."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pincite.index.query.clauses import EVERYTHING, Clause, DateUnknown, Everything
from pincite.index.query.limits import DEADLINE


class Within(StrEnum):
    """Where all words of an AND must stand together."""

    PARAGRAPH = "paragraph"
    STATEMENT = "statement"


class Group(StrEnum):
    """What one hit is."""

    PARAGRAPH = "paragraph"
    STATEMENT = "statement"


class Sort(StrEnum):
    """The order of hits; ties go by statement id, then paragraph number."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    ADDED = "added"


class Interval(StrEnum):
    """The width of a bar of the histogram; AUTO is chosen from the range."""

    AUTO = "auto"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Filter:
    """Whole values of one facet field: any of ``selected`` (or, with ``missing``, no value), none of ``rejected``."""

    field: str
    selected: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True)
class DateFilter:
    """The date's interval overlaps [earliest, latest], or with ``within`` lies inside of it; None is an open end.

    A bound that a date does not have is as far away as can be. Dates without any bound never match.
    """

    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    within: bool = False


@dataclass(frozen=True, slots=True)
class WiderThan:
    """Dates with a bound that no bar of ``interval`` (not AUTO) holds whole."""

    interval: Interval


Dated = DateFilter | WiderThan | DateUnknown


@dataclass(frozen=True, slots=True)
class Since:
    """Statements whose first version (``added``) or current one (``changed``) came with a batch or at a time, or later.

    ``least`` is the number of the batch, or the seconds since 1970.
    """

    what: Literal["added", "changed"]
    least: int
    by: Literal["batch", "time"] = "batch"


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Count the values of ``field``: the ``size`` largest (1 to 1,000) that hold all the tokens of ``match``."""

    field: str
    size: int = 10
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Hashable: it is the cache key.

    ``match`` is the tree after stop words were set aside (``dropped``); ``text`` is what was typed.
    ``signs`` and ``labels`` are what the parser passed over and took for words (see ``parser.Reading``).
    A date passes ``dates`` and all of ``dated``; ``statements`` are the ids that may be found, none of them: all.
    A statement passes all of ``since``. ``words`` asks for the number of words in each bar too.
    ``relaxed`` asks for paragraphs without some of the words, when few statements have all (``relaxing``).
    ``offset`` 0 to 10,000; ``limit`` 0 to 100. ``deadline`` in seconds; after it the answer is ``partial``.
    """

    match: Clause = EVERYTHING
    text: str = ""
    dropped: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    variants: bool = True
    within: Within = Within.PARAGRAPH
    filters: tuple[Filter, ...] = ()
    dates: DateFilter | None = None
    dated: tuple[Dated, ...] = ()
    statements: tuple[str, ...] = ()
    since: tuple[Since, ...] = ()
    facets: tuple[FacetRequest, ...] = ()
    histogram: Interval | None = None
    words: bool = False
    group: Group = Group.PARAGRAPH
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
    cursor: str | None = None
    explain: bool = False
    relaxed: bool = False
    deadline: float = float(DEADLINE.value)

    @property
    def date_filters(self) -> tuple[Dated, ...]:
        """All that a date must pass."""
        return self.dated if self.dates is None else (self.dates, *self.dated)

    @property
    def order(self) -> Sort:
        """The order in force: without words there is no relevance, and the newest come first."""
        everything = isinstance(self.match, Everything) and self.sort is Sort.RELEVANCE
        return Sort.NEWEST if everything else self.sort

    def named(self, field: str) -> tuple[set[str], set[str]]:
        """The values of ``field`` that filters select, and those that they reject."""
        own = [item for item in self.filters if item.field == field]
        return set().union(*(item.selected for item in own)), set().union(*(item.rejected for item in own))

    @property
    def looks_elsewhere(self) -> bool:
        """Whether an answer that finds nothing says how many statements ``within=statement`` would find."""
        return self.within is Within.PARAGRAPH
