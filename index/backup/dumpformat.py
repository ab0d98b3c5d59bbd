"""The lines of a dump, as docs/dump-format.md describes them: the names here are a promise, whatever ours become.

A line is an object with one key, its kind, in canonical JSON. Values that are missing are left out.
"""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from pincite.index.backup.canonical_json import render_canonical
from pincite.index.values.apparatus import Role
from pincite.index.values.dates import Dates
from pincite.index.values.heading import HEADING_FIELDS, Heading, Person

FORMAT = 1
"""Increased by each change that readers of the previous format would not understand."""

Number = Annotated[int, Field(ge=1, lt=2**31)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Size = Annotated[int, Field(ge=0, lt=2**53)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# No database that we know holds a NUL in a text; JSON can.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DumpLine(_Part):
    """The first line."""

    of: Literal["pincite"]
    format: Count


class RunLine(_Part):
    """An ingest."""

    number: Number
    started: Text
    finished: Text | None = None
    outcome: Text | None = None


class BatchLine(_Part):
    """A batch of a run."""

    number: Number
    run: Number
    time: Text
    new: Count
    changed: Count
    metadata: Count
    paragraphs: Count


class SourceLine(_Part):
    """A source that was ingested completely."""

    path: Text
    digest: Text


class DateLine(_Part):
    """A date of the statement, in EDTF, and its bounds."""

    edtf: Text | None = None
    earliest: datetime.date | None = None
    latest: datetime.date | None = None


class PersonLine(_Part):
    """A person who speaks or signs."""

    name: Text
    office: Text | None = None


_HELD: dict[str, tuple[Any, Any]] = {
    "text": (Text | None, None),
    "texts": (tuple[Text, ...], ()),
    "people": (tuple[PersonLine, ...], ()),
    "dates": (DateLine, DateLine()),
}
"""The type and the default of a field of a heading, by what it holds."""


class _StatementLine(_Part):
    """A statement without its texts; ``version`` is the current one, ``path`` and ``draft`` say where it was read."""

    id: Text
    title: Text
    provenance: dict[Text, Text]
    version: Text
    batch: Number
    path: Text
    draft: Text
    withdrawn: Number | None = None

    @property
    def heading(self) -> Heading:
        """The heading that the line holds."""
        values = {field.name: _held(field.holds, getattr(self, field.key)) for field in HEADING_FIELDS}
        return Heading(self.id, self.title, **values)


_COLUMNS: dict[str, Any] = {field.key: _HELD[field.holds] for field in HEADING_FIELDS}
StatementLine = create_model("StatementLine", __base__=_StatementLine, **_COLUMNS)


class ParagraphLine(_Part):
    """A paragraph: its code points in the text, its label, its printed pages, its speaker and its role."""

    spans: tuple[tuple[Count, Count], ...]
    label: Text | None = None
    pages: tuple[Text, ...] = ()
    speaker: Text | None = None
    role: Role = "text"


class NoteLine(_Part):
    """A footnote or endnote, and the number of the paragraph that points to it."""

    mark: Text
    text: Text
    paragraph: Number | None = None


class LeftOutLine(_Part):
    """Text of the source that is in no paragraph, and why."""

    reason: Text
    text: Text


class EvidenceLine(_Part):
    """Why a rule gave a value of the heading: the words that show it, and the rule."""

    key: Text
    value: Text
    rule: Text
    start: Count
    end: Count
    within: Literal["text", "title", "left out"] = "text"
    number: Number | None = None


class SourceFileLine(_Part):
    """The file that a version was read from; its bytes are in the ``file_part`` lines, if the dump has any."""

    digest: Digest
    length: Size
    media_type: Text
    name: Text


class VersionLine(_Part):
    """A version of the statement whose line came last."""

    statement: Text
    digest: Text
    batch: Number
    text: Text
    paragraphs: tuple[ParagraphLine, ...]
    notes: tuple[NoteLine, ...] = ()
    left_out: tuple[LeftOutLine, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    source_file: SourceFileLine | None = None


class FilePartLine(_Part):
    """A part of a source file, numbered from 1: its bytes in Base64."""

    digest: Digest
    part: Number
    data: Text


class WithdrawalLine(_Part):
    """A withdrawal of the statement whose line came last; without a reason the statement was restored."""

    statement: Text
    batch: Number
    reason: Text | None = None


class EndLine(_Part):
    """The last line: how many lines of each kind came before it, and the SHA-256 of all their bytes in hex.

    A dump without source files does not count their parts.
    """

    runs: Count
    batches: Count
    sources: Count
    statements: Count
    versions: Count
    withdrawals: Count
    file_parts: Count = 0
    sha256: Text


class Line(_Part):
    """One line: exactly one of these fields is set."""

    dump: DumpLine | None = None
    run: RunLine | None = None
    batch: BatchLine | None = None
    source: SourceLine | None = None
    statement: StatementLine | None = None
    version: VersionLine | None = None
    withdrawal: WithdrawalLine | None = None
    file_part: FilePartLine | None = None
    end: EndLine | None = None

    def render(self) -> bytes:
        """Return the line in canonical form, with its line end."""
        return render_canonical(self.model_dump(mode="json", exclude_defaults=True)) + b"\n"


HEADER = Line(dump=DumpLine(of="pincite", format=FORMAT)).render()


def _held(holds: str, value: Any) -> Any:
    """The value of a heading that a line holds."""
    if holds == "dates":
        return Dates(value.edtf, value.earliest, value.latest)
    return tuple(Person(person.name, person.office) for person in value) if holds == "people" else value
