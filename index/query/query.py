"""A complete search request: clause tree, filters, facets, order and page."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pincite.index.query.clauses import EVERYTHING, Clause, DateUnknown, Everything
from pincite.index.query.limits import DEADLINE


class Within(StrEnum):
    """Where all words of an AND must occur together."""

    PARAGRAPH = "paragraph"
    STATEMENT = "statement"


class Versions(StrEnum):
    """Which paragraphs are searched: those of current versions, or those of replaced ones that the current one lacks.

    Each has its own counts, word weights and titles. Headings are the present ones in both.
    """

    CURRENT = "current"
    REPLACED = "replaced"


class Group(StrEnum):
    """What a hit stands for."""

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
    """The width of a bar of the histogram; AUTO is chosen from the range, and never a quarter."""

    AUTO = "auto"
    YEAR = "year"
    QUARTER = "quarter"
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
    """The date's interval overlaps [earliest, latest], or with ``within`` lies inside it. None is an open end.

    A missing bound of a date counts as infinitely far away. Dates without any bound never match.
    """

    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    within: bool = False


@dataclass(frozen=True, slots=True)
class WiderThan:
    """Dates with a bound that do not fit into one bar of ``interval`` (not AUTO)."""

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
    """Count the values of ``field``: the ``size`` most frequent (1 to 1,000) that contain all tokens of ``match``."""

    field: str
    size: int = 10
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One search request. Hashable: it is the cache key.

    ``match`` is the tree without the ignored stop words (``dropped``). ``text`` is what was typed.
    ``signs`` were ignored by the parser, and ``labels`` were read as words (see ``parser.Reading``).
    A date must pass ``dates`` and all of ``dated``. ``statements`` are the ids to search in; empty means all.
    A statement passes all of ``since``. ``versions`` says whose paragraphs are searched.
    ``first_issues`` leaves out reissues (``reissues``), whatever else is asked.
    ``words`` asks for the number of words in each bar too.
    ``relaxed`` asks for paragraphs without some of the words, when few statements have all (``relaxing``).
    ``offset`` is 0 to 10,000, ``limit`` 0 to 100. After ``deadline`` seconds the answer is ``partial``.
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
    versions: Versions = Versions.CURRENT
    since: tuple[Since, ...] = ()
    first_issues: bool = False
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
        """All filters that a date must pass."""
        return self.dated if self.dates is None else (self.dates, *self.dated)

    @property
    def order(self) -> Sort:
        """The effective order. A query without words has no relevance: the newest come first."""
        everything = isinstance(self.match, Everything) and self.sort is Sort.RELEVANCE
        return Sort.NEWEST if everything else self.sort

    def named(self, field: str) -> tuple[set[str], set[str]]:
        """The values of ``field`` that the filters select, and those that they reject."""
        own = [item for item in self.filters if item.field == field]
        return set().union(*(item.selected for item in own)), set().union(*(item.rejected for item in own))

    @property
    def looks_elsewhere(self) -> bool:
        """Whether an empty answer says how many statements ``within=statement`` would find."""
        return self.within is Within.PARAGRAPH
