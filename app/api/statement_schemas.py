"""The public JSON of statements, their versions and changes, field by field. Fields may be added, but never renamed."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from pincite.app.api.schemas import StatementOut
from pincite.index.values.apparatus import Role


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
