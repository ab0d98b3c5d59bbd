"""The public JSON of checked quotations, field by field. Fields may be added, but never renamed."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from pincite.app.api.schemas import ParagraphRef, StatementOut

VerdictOut = Literal[
    "verbatim",
    "verbatim_with_edits",
    "typography_differs",
    "superseded",
    "altered",
    "not_in_archive",
    "too_short",
]


class EditorialOut(TypedDict):
    """A change that the writer marked, or the sign before the closing mark, and what the source has there."""

    range: tuple[int, int]
    text: str
    source_text: str | None


class SourceRangeOut(TypedDict):
    """A range of code points in the text of one of the places."""

    place: int
    range: tuple[int, int]


class DifferenceOut(TypedDict):
    """One difference of an altered quotation."""

    kind: Literal["negation", "number", "modal", "name", "order", "omission", "insertion", "stitched", "word"]
    range: Annotated[tuple[int, int], Field(description="code points of the quotation")]
    source: SourceRangeOut
    quote_text: str
    source_text: str


class QuotePlaceOut(TypedDict):
    """A paragraph that holds the quotation or a part of it."""

    statement: StatementOut
    paragraph: ParagraphRef
    text: Annotated[str, Field(description="the whole paragraph")]
    marks: list[tuple[int, int]]
    cite: str
    source_fragment: Annotated[str | None, Field(description="a link to these words in the original, if it is known")]


class CheckedQuoteOut(TypedDict):
    """The verdict on one quotation. It says where words stand, never who said them."""

    quote: str
    range: Annotated[tuple[int, int] | None, Field(description="code points of the text; null if given by itself")]
    verdict: Annotated[VerdictOut | None, Field(description="null if time ran out before anything was known")]
    folded: Annotated[
        list[Literal["space", "typography", "case"]], Field(description="differences that do not count, but were there")
    ]
    editorial: list[EditorialOut]
    differences: Annotated[list[DifferenceOut], Field(description="of an altered quotation; the heaviest first")]
    places: Annotated[list[QuotePlaceOut], Field(description="at most 10; `url` finds all")]
    paragraphs: int
    statements: int
    first: QuotePlaceOut | None
    last: QuotePlaceOut | None
    elsewhere: Annotated[int, Field(description="paragraphs that hold it and that the filters leave out")]
    url: Annotated[str | None, Field(description="the search for its words")]
    partial: Annotated[bool, Field(description="time ran out: counts are lower bounds")]


_Dated = TypedDict("_Dated", {"from": str | None, "to": str | None})


class CoverageOut(_Dated):
    """What was looked through, with the dates of the oldest and the newest statement (EDTF)."""

    statements: int
    paragraphs: int
    sources: list[str]
    replaced_versions: bool


class CheckOut(TypedDict):
    """The answer for all quotations, in order."""

    quotes: list[CheckedQuoteOut]
    summary: Annotated[dict[str, int], Field(description="how many have each verdict")]
    coverage: CoverageOut
    commit: int
    took_ms: float
