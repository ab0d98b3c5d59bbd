"""The public JSON, field by field as documented in ``docs/api.md``. Fields may be added, but never renamed.

These are typed dictionaries, checked by the type checker where they are made. An answer has more than a hundred of
them. Pydantic models would check each one again at run time, which took longer than everything else (decision 0019).
"""

from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Return an adapter that writes values of ``kind`` as JSON and describes them in OpenAPI."""
    return TypeAdapter(kind)


def to_json(kind: Any, value: Any) -> bytes:
    """Return ``value``, of one of the kinds below, as JSON in UTF-8."""
    return adapter(kind).dump_json(value)


class QueryOut(TypedDict):
    """The query as typed, as it was understood, and the forms that each word matched."""

    q: str
    understood: str
    forms: dict[str, list[str]]
    dropped: Annotated[list[str], Field(description="common words that were ignored")]
    signs: Annotated[list[str], Field(description="signs without a letter or a digit that were ignored")]
    labels: Annotated[list[str], Field(description="words before a colon that are not field names, searched as words")]
    unstemmed: Annotated[
        list[str], Field(description="languages without a stemmer: words match exactly there, except for accents")
    ]
    explained: Annotated[str | None, Field(description="the query as a sentence, with explain=query")]


class IssuerOut(TypedDict):
    """Who issued the statement."""

    name: str


class PersonOut(TypedDict):
    """Who spoke or signed, with the office as the source gives it."""

    name: str
    office: str | None


class ArrivalOut(TypedDict):
    """The batch that brought something into the archive, and its time in UTC."""

    batch: int
    at: str | None


class StatementOut(TypedDict):
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
    instruments: list[str]
    event: str | None
    source_url: str | None
    added: Annotated[ArrivalOut | None, Field(description="when its first version was added to the archive")]
    changed: Annotated[ArrivalOut | None, Field(description="when its current version was added")]
    url: str
    api_url: Annotated[str, Field(description="the same in JSON")]


class ParagraphRef(TypedDict):
    """A reference to a paragraph: its number, its version (12 hex digits) and its page."""

    number: int
    label: str | None
    version: str
    url: str
    api_url: Annotated[str, Field(description="the same in JSON")]
    text: Annotated[str | None, Field(description="the whole paragraph, with include=text")]
    cite: Annotated[str | None, Field(description="its citation, with include=cite")]


class SnippetOut(TypedDict):
    """A window of the paragraph. Marks are code-point ranges of ``text``; ``html`` is escaped, with ``<mark>``."""

    text: str
    marks: list[tuple[int, int]]
    html: str
    start: int
    cut_before: bool
    cut_after: bool


class ScorePartOut(TypedDict):
    """What one part of the query added to a score."""

    leaf: str
    forms: list[str]
    tf: int
    idf: float
    score: float
    title: Annotated[float, Field(description="what the word adds because the title contains it")]


class OtherOut(TypedDict):
    """A further matching paragraph of the same statement."""

    paragraph: ParagraphRef
    score: float | None
    snippets: list[SnippetOut]


class HitOut(TypedDict):
    """One hit. ``score`` is null unless sorted by relevance."""

    rank: int
    score: float | None
    statement: StatementOut
    paragraph: ParagraphRef
    snippets: list[SnippetOut]
    others: list[OtherOut]
    more: int
    explained: Annotated[list[ScorePartOut] | None, Field(description="how the score was computed, with explain=hits")]


class RelaxedHitOut(HitOut):
    """A paragraph that lacks some of the words: which, and which of its words the title alone contains."""

    lacks: list[str]
    in_title: list[str]


class RelaxedOut(TypedDict):
    """Paragraphs that contain at least ``required`` of the ``of`` words, with those of their title, and are no hits.

    Those with most words come first, then the best scores. ``absent`` are the words that nothing contains.
    """

    required: int
    of: int
    absent: list[str]
    paragraphs: int
    statements: int
    hits: list[RelaxedHitOut]


class SuggestedOut(TypedDict):
    """Another value of a parameter, offered and not applied; ``label`` is what is new in it."""

    parameter: str
    value: str
    label: str
    paragraphs: Annotated[int | None, Field(description="exactly what the value finds; null: only without some words")]
    statements: int | None


class TitlesOut(TypedDict):
    """Statements whose titles contain all the words of the query."""

    count: int
    statements: list[StatementOut]


class CountOut(TypedDict):
    """Two exact counts of one set."""

    paragraphs: int
    statements: int


class BucketOut(TypedDict):
    """A value of a facet."""

    value: str
    label: str
    paragraphs: int
    statements: int
    selected: bool


class OtherValuesOut(TypedDict):
    """The values left out: how many (null above 10,000), and the sum of their paragraphs."""

    values: int | None
    paragraphs: int


class FacetOut(TypedDict):
    """Counts of one field, without its own filter."""

    buckets: list[BucketOut]
    other: OtherValuesOut
    missing: CountOut


_Ends = TypedDict("_Ends", {"from": str, "to": str})


class BarOut(_Ends):
    """One bar; both ends inclusive. ``url`` is the page of exactly its paragraphs."""

    paragraphs: int
    statements: int
    words: Annotated[int | None, Field(description="the words of its paragraphs, with words=on")]
    url: str


class LinkedCountOut(CountOut):
    """Two exact counts of one set; ``url`` is the page of exactly its paragraphs."""

    words: Annotated[int | None, Field(description="the words of its paragraphs, with words=on")]
    url: str


class HistogramOut(TypedDict):
    """Counts by date: ``wider`` are dates that no bar holds whole."""

    interval: str
    bars: list[BarOut]
    wider: LinkedCountOut
    unknown: LinkedCountOut


class SearchOut(TypedDict):
    """The answer. With ``partial`` every count is a lower bound."""

    query: QueryOut
    paragraphs: int
    statements: int
    partial: bool
    incomplete: Annotated[
        list[str],
        Field(
            description="the parts that are incomplete because time ran out: hits, explain, facets, histogram, "
            "snippets, relaxed, suggested"
        ),
    ]
    hits: list[HitOut]
    titles: TitlesOut
    did_you_mean: str | None
    elsewhere: Annotated[
        int | None, Field(description="if nothing matched: the number of statements that match with within=statement")
    ]
    relaxed: Annotated[
        RelaxedOut | None,
        Field(description="with relaxed=on, if fewer than 3 statements match: paragraphs that lack some of the words"),
    ]
    suggested: Annotated[
        list[SuggestedOut], Field(description="other names of issuers that find more; with relaxed, dates for years")
    ]
    facets: dict[str, FacetOut]
    histogram: HistogramOut | None
    next: str | None
    commit: int
    took_ms: Annotated[float, Field(description="milliseconds that the search took")]


class ListOut(TypedDict):
    """A list of statements."""

    statements: list[StatementOut]
    total: Annotated[int, Field(description="the number of statements in the whole list")]
    partial: bool
    next: str | None
    commit: int


class ValuesOut(TypedDict):
    """A part of the values of one field under a search."""

    name: str
    values: list[BucketOut]
    total: Annotated[int | None, Field(description="the number of values; null above 10,000")]
    complete: Annotated[bool, Field(description="false if the least frequent values are left out")]
    next: str | None
    commit: int


class SuggestionOut(TypedDict):
    """A completion: a query, and how many statements it finds. ``kind`` is ``word``, ``title`` or a facet's name."""

    kind: str
    text: Annotated[str, Field(description="the query that goes on from what was typed")]
    label: Annotated[str, Field(description="the word, title or value in it that goes on")]
    statements: Annotated[int, Field(description="how many statements that query finds, never 0")]


class SuggestOut(TypedDict):
    """Completions of what was typed."""

    suggestions: list[SuggestionOut]
    partial: Annotated[bool, Field(description="whether time ran out before all completions were counted")]


class PartOut(TypedDict):
    """One part of the service: ready or why not."""

    part: str
    ready: bool
    why: str | None


class ReadyOut(TypedDict):
    """Whether requests can be answered, part by part."""

    ready: bool
    parts: list[PartOut]
    versions: Annotated[dict[str, str], Field(description="versions that decide what a search finds")]


class ProblemOut(TypedDict):
    """One thing wrong with a request."""

    parameter: str
    position: int | None
    code: str
    expected: str
    mend: str | None


class FailureOut(TypedDict):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[ProblemOut]
