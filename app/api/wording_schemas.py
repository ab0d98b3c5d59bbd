"""The public JSON of timelines and of agreed wording, field by field. Fields may be added, but never renamed."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from pincite.app.api.quote_schemas import CoverageOut
from pincite.app.api.schemas import ParagraphRef, StatementOut

_Ends = TypedDict("_Ends", {"from": str, "to": str})
YearsOut = TypedDict("YearsOut", {"from": int, "to": int})


class BaseOut(TypedDict):
    """What the archive has, under q and the filters: the base of all shares."""

    paragraphs: int
    statements: int
    words: int
    url: Annotated[str, Field(description="the page of exactly its paragraphs")]


class IntervalOut(_Ends):
    """An interval whose base is not empty; both ends inclusive."""

    name: Annotated[str, Field(description="such as 2018, 2018-Q2, 2018-06 or 2018-06-12")]
    base: BaseOut
    thin: Annotated[bool, Field(description="the base has fewer than 10 statements: its shares say little")]


class ShareOut(TypedDict):
    """Statements that use it of all statements of the base, with the Wilson interval (95 %)."""

    value: float
    low: float
    high: float


class WordingCountOut(TypedDict):
    """What uses a wording in one interval. ``url`` is the page of exactly its paragraphs."""

    paragraphs: int
    statements: int
    share: Annotated[ShareOut | None, Field(description="null without a base")]
    per_million: Annotated[float | None, Field(description="paragraphs for each million words of the base")]
    url: str


class PlaceOut(TypedDict):
    """A paragraph."""

    statement: StatementOut
    paragraph: ParagraphRef


class SeriesOut(TypedDict):
    """One wording, or one value of a split; ``bars`` stand for the intervals, in order."""

    wording: Annotated[str | None, Field(description="null in a split")]
    value: Annotated[str | None, Field(description="null without a split, and of `other`")]
    other: Annotated[bool, Field(description="in a split: the statements with none of the values")]
    bars: list[WordingCountOut]
    wider: WordingCountOut
    unknown: WordingCountOut
    paragraphs: int
    statements: int
    share: ShareOut | None
    per_million: float | None
    first: Annotated[PlaceOut | None, Field(description="the earliest use; null without a known date")]
    last: PlaceOut | None
    url: str
    partial: bool


class SplitOut(TypedDict):
    """By what one wording is split. ``adds_up`` is false where statements with several values are counted for each."""

    field: str
    adds_up: bool


class TimelineOut(TypedDict):
    """Wordings over time. All series have the same intervals. With ``partial`` counts are lower bounds."""

    interval: Annotated[str, Field(description="year, quarter, month or day")]
    bars: list[IntervalOut]
    series: list[SeriesOut]
    wider: Annotated[BaseOut, Field(description="the base of dates that no bar holds whole")]
    unknown: Annotated[BaseOut, Field(description="the base without a date")]
    base: Annotated[BaseOut, Field(description="all of it")]
    split: SplitOut | None
    coverage: CoverageOut
    partial: bool
    commit: int
    took_ms: float


class ReferenceOut(TypedDict):
    """The wording whose forms are listed; ``statement``, ``paragraph`` and ``version`` if it is a paragraph."""

    text: str
    words: int
    runs: Annotated[int, Field(description="its distinct runs of three words")]
    similarity: Annotated[float, Field(description="the least share of them that a passage holds")]
    statement: str | None
    paragraph: int | None
    version: str | None


class FormWordsOut(TypedDict):
    """Words that a form shares with the one before it, or that only one of the two has."""

    op: Literal["equal", "delete", "insert"]
    text: str


class NamedOut(TypedDict):
    """An issuer or a person, and how many statements of theirs use a form."""

    name: str
    statements: int


class FormPlaceOut(PlaceOut):
    """A paragraph that has a form, and where in its text (code points)."""

    text: Annotated[str, Field(description="the form as it is written there")]
    range: tuple[int, int]


class FormOut(TypedDict):
    """A form: passages that are equal word for word."""

    text: Annotated[str, Field(description="as it is written at its first use")]
    similarity: float
    differences: Annotated[
        list[FormWordsOut], Field(description="against the form before it in the list; empty for the first")
    ]
    paragraphs: int
    statements: int
    first: FormPlaceOut | None
    last: FormPlaceOut | None
    issuers: list[NamedOut]
    people: list[NamedOut]
    silent: Annotated[list[YearsOut], Field(description="years between first and last use without any")]
    places: Annotated[list[FormPlaceOut], Field(description="the earliest 20, or all with include=places")]
    more: Annotated[int, Field(description="how many places are left out")]
    url: Annotated[str | None, Field(description="the search for its words")]


class VariantsOut(TypedDict):
    """All forms of a wording, in the order of their first use. With ``partial`` there may be more."""

    reference: ReferenceOut
    forms: list[FormOut]
    total: Annotated[int, Field(description="how many forms there are")]
    paragraphs: int
    statements: int
    silent: list[YearsOut]
    next: str | None
    partial: bool
    commit: int
    took_ms: float
