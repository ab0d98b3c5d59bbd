"""The public JSON, field by field as documented in ``docs/api.md``. Fields may be added, but never renamed.

These are typed dictionaries, checked by the type checker where they are made. An answer has more than a hundred of
them. Pydantic models would check each one again at run time, which took longer than everything else (decision 0019).
"""

from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from pincite.index.values.apparatus import Role


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


class ParagraphOut(TypedDict):
    """A paragraph of a statement. More than one span records a join: what stood in the gap was left out.

    ``pages`` are the printed pages that it stands on; ``speaker`` is who speaks, where the source says so.
    ``role`` is what it is in its document, ``text`` where nothing says otherwise.
    """

    number: int
    label: str | None
    text: str
    spans: Annotated[
        list[tuple[int, int]], Field(description="code-point ranges of the canonical text, joined by one space")
    ]
    pages: list[str]
    speaker: str | None
    role: Role


class NoteOut(TypedDict):
    """A footnote or endnote with its printed mark, and the number of the paragraph that points to it."""

    mark: str
    text: str
    paragraph: int | None


class LeftOutOut(TypedDict):
    """Text of the source that is in no paragraph, and why: ``navigation``, ``running head``, …"""

    reason: str
    text: str


class VersionOut(TypedDict):
    """One text that the statement had."""

    version: str
    digest: Annotated[str, Field(description="the full SHA-256 that names the version")]
    batch: int
    time: Annotated[str, Field(description="when it was added to the archive, UTC")]
    current: bool
    url: str


class SourceFileOut(TypedDict):
    """The file that a version was read from: download it to check the text."""

    digest: Annotated[str, Field(description="SHA-256 of the file, in hex")]
    length: Annotated[int, Field(description="size in bytes")]
    media_type: str
    name: str
    url: str


class EvidenceOut(TypedDict):
    """The words that show a value which a rule read out of them, and the name of the rule."""

    value: str
    rule: str
    start: Annotated[int, Field(description="first code point of the words, in what `within` names")]
    end: int
    within: Annotated[str, Field(description="`text` (the canonical text), `title` or `left out` (see `number`)")]
    number: Annotated[int | None, Field(description="which part of `left_out`, from 1; null elsewhere")]
    paragraph: Annotated[int | None, Field(description="the paragraph that holds the words; null if none does")]
    words: Annotated[str, Field(description="the words, as they stand there")]
    url: Annotated[str | None, Field(description="address of the instrument, where one is known")]


class InSeriesOut(TypedDict):
    """The statements before and after one in its series: by the archive's series.yaml, else by date."""

    previous: StatementOut | None
    next: StatementOut | None


class IssuedAlsoOut(TypedDict):
    """A statement with nearly the same words, in the same order."""

    statement: StatementOut
    likeness: Annotated[float, Field(description="twice the words in common by the words of both, 0.9 to 1")]


class CitedOut(TypedDict):
    """An instrument that a statement cites, where its text cites it first (if a rule read it there)."""

    name: str
    address: Annotated[str | None, Field(description="the text of the instrument, where its address is known")]
    paragraph: int | None
    range: Annotated[tuple[int, int] | None, Field(description="code points of the paragraph's text")]
    url: Annotated[str, Field(description="all statements that cite it")]


class CitedByOut(TypedDict):
    """The statement is an instrument by its title, and these cite it: at most 10, the newest first."""

    name: str
    count: Annotated[int, Field(description="how many statements cite it, besides itself")]
    statements: list[StatementOut]
    url: str


class RelatedOut(TypedDict):
    """What other statements have to do with a statement."""

    in_series: InSeriesOut
    issued_also: list[IssuedAlsoOut]
    cites: list[CitedOut]
    cited_by: CitedByOut | None
    incomplete: Annotated[
        list[str], Field(description="what time did not allow: in_series, issued_also, cited_by; not cached then")
    ]


class StatementAnswer(RelatedOut):
    """A whole statement at one version. ``provenance`` tells where each value of the heading came from, and
    ``evidence`` by field what words show it, for values that rules read out of them."""

    statement: StatementOut
    version: str
    versions: list[VersionOut]
    current: bool
    batch: int
    provenance: dict[str, str]
    paragraphs: list[ParagraphOut]
    next: Annotated[str | None, Field(description="with limit: the address of the following paragraphs")]
    notes: list[NoteOut]
    left_out: list[LeftOutOut]
    evidence: dict[str, list[EvidenceOut]]
    source_file: Annotated[SourceFileOut | None, Field(description="null if the archive keeps no file for it")]
    text: Annotated[
        str, Field(description="the canonical text: its SHA-256 names the version, the spans point into it")
    ]


class WordRunOut(TypedDict):
    """Words of a row: ``equal`` on both sides, ``delete`` only on the left, ``insert`` only on the right."""

    op: Annotated[str, Field(description="equal, delete or insert")]
    text: str


class RowOut(TypedDict):
    """Paragraphs of both sides that belong together, by number, and their words.

    ``equal`` and ``insert`` give the right text back, ``equal`` and ``delete`` the left one but for blanks. Paragraphs
    of one side are joined by a line feed.
    """

    kind: Annotated[
        str,
        Field(description="same, changed, moved, moved_changed, split, merged, left_only or right_only"),
    ]
    left: list[int]
    right: list[int]
    words: list[WordRunOut]


class ChangeOut(TypedDict):
    """A version (``right``) that replaced another one (``left``) of the same statement."""

    statement: StatementOut
    left: VersionOut
    right: VersionOut
    rows: Annotated[
        list[RowOut] | None, Field(description="in the order of the right side; null if time did not allow it")
    ]
    summary: Annotated[str | None, Field(description="how many paragraphs of each kind, in words")]
    url: Annotated[str, Field(description="the page that shows what changed since the version on the left")]


class ChangesOut(TypedDict):
    """Versions that replaced another, the latest first."""

    changes: list[ChangeOut]
    next: str | None


class ParagraphAnswer(TypedDict):
    """One paragraph of one version, with its citation."""

    statement: StatementOut
    version: str
    current: bool
    current_url: Annotated[str, Field(description="the current version's page")]
    paragraph: ParagraphOut
    url: str
    cite: str


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
