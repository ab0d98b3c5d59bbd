"""The public JSON, field by field as ``docs/api.md`` pins it: fields may be added, none renamed."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """Immutable, and built in code only."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class QueryOut(Schema):
    """The query as typed, as it was understood, and which forms each word matched."""

    q: str
    understood: str
    forms: dict[str, list[str]]
    dropped: list[str] = Field(description="stop words that were not required")
    unstemmed: list[str] = Field(description="languages without a stemmer: words have no variants there but accents")
    explained: str | None = Field(None, description="the tree in words, with explain=query")


class IssuerOut(Schema):
    """Who issued the statement."""

    name: str


class PersonOut(Schema):
    """Who spoke or signed, with the office as the source gives it."""

    name: str
    office: str | None


class StatementOut(Schema):
    """A statement without its text. ``date`` is EDTF, or null when unknown."""

    id: str
    title: str
    date: str | None
    date_earliest: str | None
    date_latest: str | None
    place: str | None
    issuers: list[IssuerOut]
    people: list[PersonOut]
    series: str | None
    kind: str | None
    source: str | None
    language: str | None
    topics: list[str]
    event: str | None
    source_url: str | None
    url: str


class ParagraphRef(Schema):
    """Which paragraph, of which version (12 hex digits), and its page."""

    number: int
    label: str | None
    version: str
    url: str


class SnippetOut(Schema):
    """A window of the paragraph. Marks are code-point ranges of ``text``; ``html`` is escaped, with ``<mark>``."""

    text: str
    marks: list[tuple[int, int]]
    html: str
    start: int
    cut_before: bool
    cut_after: bool


class ScorePartOut(Schema):
    """What one leaf of the query gave to a score."""

    leaf: str
    forms: list[str]
    tf: int
    idf: float
    score: float


class OtherOut(Schema):
    """A further matching paragraph of the same statement."""

    paragraph: ParagraphRef
    score: float | None
    snippets: list[SnippetOut]


class HitOut(Schema):
    """One hit. ``score`` is null unless sorted by relevance."""

    rank: int
    score: float | None
    statement: StatementOut
    paragraph: ParagraphRef
    snippets: list[SnippetOut]
    others: list[OtherOut]
    more: int
    explained: list[ScorePartOut] | None = Field(None, description="how the score came about, with explain=hits")


class TitlesOut(Schema):
    """Statements whose titles hold all the words of the query."""

    count: int
    statements: list[StatementOut]


class CountOut(Schema):
    """Two exact counts of one set."""

    paragraphs: int
    statements: int


class BucketOut(Schema):
    """A value of a facet."""

    value: str
    label: str
    paragraphs: int
    statements: int
    selected: bool


class OtherValuesOut(Schema):
    """The values left out: how many (null above 10,000), and the sum of their paragraphs."""

    values: int | None
    paragraphs: int


class FacetOut(Schema):
    """Counts of one field, without its own filter."""

    buckets: list[BucketOut]
    other: OtherValuesOut
    missing: CountOut


class BarOut(Schema):
    """One bar; both ends inclusive."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    paragraphs: int
    statements: int


class HistogramOut(Schema):
    """Counts by date: ``wider`` are dates that no bar holds whole."""

    interval: str
    bars: list[BarOut]
    wider: CountOut
    unknown: CountOut


class SearchOut(Schema):
    """The answer. With ``partial`` every count is a lower bound."""

    query: QueryOut
    paragraphs: int
    statements: int
    partial: bool
    hits: list[HitOut]
    titles: TitlesOut
    did_you_mean: str | None
    elsewhere: int | None = Field(description="statements that within=statement would find, when nothing was found")
    facets: dict[str, FacetOut]
    histogram: HistogramOut | None
    next: str | None
    commit: int
    took_ms: float


class ParagraphOut(Schema):
    """A paragraph of a statement. More than one span records a join: what stood in the gap was left out."""

    number: int
    label: str | None
    text: str
    spans: list[tuple[int, int]] = Field(description="code-point ranges of the canonical text, joined by one space")


class VersionOut(Schema):
    """One text that the statement had."""

    version: str
    digest: str = Field(description="SHA-256 that names the version, whole")
    batch: int
    time: str = Field(description="when it came into the archive, UTC")
    current: bool
    url: str


class StatementAnswer(Schema):
    """A whole statement at one version. ``provenance`` tells where each value of the heading came from."""

    statement: StatementOut
    version: str
    versions: list[VersionOut]
    current: bool
    batch: int
    provenance: dict[str, str]
    paragraphs: list[ParagraphOut]
    text: str = Field(description="the canonical text: its SHA-256 names the version, the spans point into it")


class ParagraphAnswer(Schema):
    """One paragraph of one version, with its citation."""

    statement: StatementOut
    version: str
    current: bool
    current_url: str = Field(description="the current version's page")
    paragraph: ParagraphOut
    url: str
    cite: str


class SuggestionOut(Schema):
    """A completion: ``kind`` is ``word``, ``title`` or a facet's name."""

    kind: str
    text: str
    statements: int


class SuggestOut(Schema):
    """Completions of what was typed."""

    suggestions: list[SuggestionOut]


class ExportRow(Schema):
    """One line of the NDJSON export."""

    statement: StatementOut
    paragraph: ParagraphRef
    score: float | None
    text: str
    cite: str
    permalink: str


class PartOut(Schema):
    """One part of the service: ready or why not."""

    part: str
    ready: bool
    why: str | None


class ReadyOut(Schema):
    """Whether requests can be answered, part by part."""

    ready: bool
    parts: list[PartOut]


class ProblemOut(Schema):
    """One thing wrong with a request."""

    parameter: str
    position: int | None
    code: str
    expected: str
    mend: str | None


class FailureOut(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[ProblemOut]


def openapi_ref(model: type[Schema]) -> dict[str, Any]:
    """Return the reference to a model's schema in the OpenAPI document."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}
