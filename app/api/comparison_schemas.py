"""The JSON of a comparison: both sides, rows, and a sentence."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from pincite.app.api.schemas import StatementOut
from pincite.app.api.statement_schemas import RowOut


class SideOut(TypedDict):
    """One side of a comparison: a statement at a version."""

    statement: StatementOut
    version: str
    digest: Annotated[str, Field(description="the full SHA-256 that names the version")]
    current: bool
    paragraphs: Annotated[int, Field(description="how many the version has; with `limit` some of them are compared")]
    url: Annotated[str, Field(description="the page of this version")]
    api_url: str


class ComparisonOut(TypedDict):
    """Two versions side by side. Each paragraph that was asked for is in exactly one row."""

    left: SideOut
    right: SideOut
    rows: Annotated[
        list[RowOut],
        Field(description="in the order of the right side; what is only on the left follows the row before it"),
    ]
    summary: Annotated[str, Field(description="how many paragraphs of each kind, in words")]
    remark: Annotated[str | None, Field(description="what a reader should know besides, in words")]
    coarse: Annotated[bool, Field(description="true if the texts were too large for all pairs to be compared")]
    url: Annotated[str, Field(description="the page of this comparison, which names both versions")]
    text_url: Annotated[str, Field(description="the same comparison as plain text")]
