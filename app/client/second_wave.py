"""The answers of resources that are newer than the others: timelines of wordings, variants of a passage, comparisons.

An older service does not have them, which raises ``ServiceLacks``.
"""

from typing import Any

from typing_extensions import TypedDict

from pincite.app.api.quote_schemas import CoverageOut, QuotePlaceOut
from pincite.app.api.schemas import LinkedCountOut, RowOut


class BaseCounts(TypedDict):
    """Exact counts of a set of paragraphs, and of their words."""

    paragraphs: int
    statements: int
    words: int


_TimelineEnds = TypedDict("_TimelineEnds", {"from": str, "to": str})


class BaseBar(_TimelineEnds):
    """An interval, both ends inclusive, and all that the filters let in of it."""

    base: BaseCounts


class ShareOfBar(TypedDict):
    """The share of the base's statements, with its Wilson interval (95 %)."""

    value: float
    low: float
    high: float


class SeriesBar(TypedDict):
    """What one series has in one interval; ``url`` is the page of exactly its paragraphs."""

    paragraphs: int
    statements: int
    share: ShareOfBar
    url: str


class _Series(TypedDict):
    bars: list[SeriesBar]
    paragraphs: int
    statements: int
    first: QuotePlaceOut | None
    last: QuotePlaceOut | None


class ToldSeries(_Series, total=False):
    """The use of one wording, or of it with one value of the field that splits it. Its bars are those of the base."""

    wording: str
    value: str


class ToldTimeline(TypedDict):
    """How often wordings were used, interval by interval."""

    interval: str
    bars: list[BaseBar]
    series: list[ToldSeries]
    wider: LinkedCountOut
    unknown: LinkedCountOut
    coverage: CoverageOut
    commit: int


class ToldForm(TypedDict):
    """One form of a passage, and where it stands: at most 20 places, and how many more."""

    text: str
    differences: list[dict[str, Any]]
    paragraphs: int
    statements: int
    first: QuotePlaceOut | None
    last: QuotePlaceOut | None
    places: list[QuotePlaceOut]
    more: int
    url: str | None


class ToldVariants(TypedDict):
    """All forms of a passage, by first use."""

    reference: Any
    forms: list[ToldForm]
    paragraphs: int
    statements: int
    next: str | None
    commit: int


class ToldComparison(TypedDict):
    """Two texts, row by row in the order of the right one."""

    left: dict[str, Any]
    right: dict[str, Any]
    rows: list[RowOut]
    summary: Any
