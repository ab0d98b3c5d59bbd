"""The lines of a dump, as docs/dump-format.md describes them: the names here are a promise, whatever ours become.

A line is an object with one key, its kind, in canonical JSON. Values that are missing are left out.
"""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from pincite.index.backup.canonical_json import render_canonical
from pincite.index.record.contents import (
    BatchItem,
    Item,
    RunItem,
    SourceItem,
    StatementItem,
    VersionItem,
    WithdrawalItem,
)
from pincite.index.values.dates import Dates
from pincite.index.values.heading import HEADING_FIELDS, Heading, Person
from pincite.index.values.statement import build_paragraph

FORMAT = 1
"""Counted up by any change that a reader of the format before would not understand."""

Number = Annotated[int, Field(ge=1, lt=2**31)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
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
    """A source that was wholly taken in."""

    path: Text
    digest: Text


class DateLine(_Part):
    """A date of the statement, in EDTF, and its bounds."""

    edtf: Text | None = None
    earliest: datetime.date | None = None
    latest: datetime.date | None = None


class PersonLine(_Part):
    """Somebody who speaks or signs."""

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
    """The code points of the text that are a paragraph, and the label printed before it."""

    spans: tuple[tuple[Count, Count], ...]
    label: Text | None = None


class VersionLine(_Part):
    """A version of the statement whose line came last."""

    statement: Text
    digest: Text
    batch: Number
    text: Text
    paragraphs: tuple[ParagraphLine, ...]


class WithdrawalLine(_Part):
    """A withdrawal of the statement whose line came last; one without a reason took it back in."""

    statement: Text
    batch: Number
    reason: Text | None = None


class EndLine(_Part):
    """The last line: how many lines of each kind came before it, and the SHA-256 of all their bytes in hex."""

    runs: Count
    batches: Count
    sources: Count
    statements: Count
    versions: Count
    withdrawals: Count
    sha256: Text


class Line(_Part):
    """One line: exactly one of these is there."""

    dump: DumpLine | None = None
    run: RunLine | None = None
    batch: BatchLine | None = None
    source: SourceLine | None = None
    statement: StatementLine | None = None
    version: VersionLine | None = None
    withdrawal: WithdrawalLine | None = None
    end: EndLine | None = None

    def render(self) -> bytes:
        """Return the line with its end, in the one form that it has."""
        return render_canonical(self.model_dump(mode="json", exclude_defaults=True)) + b"\n"


HEADER = Line(dump=DumpLine(of="pincite", format=FORMAT)).render()


def build_line(item: Item) -> Line:
    """Return the line that an item of the record is."""
    match item:
        case RunItem(number, started, finished, outcome):
            return Line(run=RunLine(number=number, started=started, finished=finished, outcome=outcome))
        case BatchItem():
            names = BatchLine.model_fields
            return Line(batch=BatchLine(**{name: getattr(item, name) for name in names}))
        case SourceItem(location, digest):
            return Line(source=SourceLine(path=location, digest=digest))
        case StatementItem():
            return Line(statement=_build_statement(item))
        case VersionItem():
            return Line(version=_build_version(item))
        case WithdrawalItem(statement, batch, reason):
            return Line(withdrawal=WithdrawalLine(statement=statement, batch=batch, reason=reason))


def build_item(line: Line) -> Item | None:
    """Return the item of the record that a line is; None for the first and the last line."""
    if line.run is not None:
        return RunItem(line.run.number, line.run.started, line.run.finished, line.run.outcome)
    if line.batch is not None:
        return BatchItem(**line.batch.model_dump())
    if line.source is not None:
        return SourceItem(line.source.path, line.source.digest)
    if line.statement is not None:
        return _statement_item(line.statement)
    if line.version is not None:
        return _version_item(line.version)
    return None if line.withdrawal is None else WithdrawalItem(**line.withdrawal.model_dump())


def _build_statement(item: StatementItem) -> StatementLine:
    heading = item.heading
    values = {field.key: _lined(getattr(heading, field.name)) for field in HEADING_FIELDS}
    return StatementLine(
        id=heading.id,
        title=heading.title,
        provenance=dict(item.provenance),
        version=item.version,
        batch=item.batch,
        path=item.source,
        draft=item.draft_digest,
        withdrawn=item.withdrawn,
        **values,
    )


def _lined(value: Any) -> Any:
    """What a line holds for a value of a heading."""
    if isinstance(value, Dates):
        return DateLine(edtf=value.edtf, earliest=value.earliest, latest=value.latest)
    if isinstance(value, tuple):
        return tuple(PersonLine(name=v.name, office=v.office) if isinstance(v, Person) else v for v in value)
    return value


def _held(holds: str, value: Any) -> Any:
    """The value of a heading that a line holds."""
    if holds == "dates":
        return Dates(value.edtf, value.earliest, value.latest)
    return tuple(Person(person.name, person.office) for person in value) if holds == "people" else value


def _statement_item(line: _StatementLine) -> StatementItem:
    return StatementItem(
        line.heading, line.provenance, line.version, line.batch, line.path, line.draft, withdrawn=line.withdrawn
    )


def _build_version(item: VersionItem) -> VersionLine:
    paragraphs = tuple(ParagraphLine(spans=each.spans, label=each.label) for each in item.paragraphs)
    return VersionLine(
        statement=item.statement, digest=item.digest, batch=item.batch, text=item.text, paragraphs=paragraphs
    )


def _version_item(line: VersionLine) -> VersionItem:
    paragraphs = tuple(
        build_paragraph(number, line.text, each.spans, each.label) for number, each in enumerate(line.paragraphs, 1)
    )
    return VersionItem(line.statement, line.digest, line.batch, line.text, paragraphs)
