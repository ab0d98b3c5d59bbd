"""Items of the record as the lines of a dump, and back."""

from dataclasses import asdict, replace
from typing import Any

from pincite.index.backup.dumpformat import (
    BatchLine,
    DateLine,
    EvidenceLine,
    LeftOutLine,
    Line,
    NoteLine,
    ParagraphLine,
    PersonLine,
    RunLine,
    SourceFileLine,
    SourceLine,
    StatementLine,
    VersionLine,
    WithdrawalLine,
)
from pincite.index.record.contents import (
    BatchItem,
    Item,
    RunItem,
    SourceItem,
    StatementItem,
    VersionItem,
    WithdrawalItem,
)
from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.dates import Dates
from pincite.index.values.evidence import Evidence
from pincite.index.values.heading import HEADING_FIELDS, Person
from pincite.index.values.json_text import in_order, render_json
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import Span

Spans = tuple[Span, ...]


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


def render_item(item: Item) -> bytes:
    """Return the bytes of the line that an item is: what ``build_line`` renders."""
    if isinstance(item, VersionItem):
        # Most of a dump, and the record has checked it: no model is built of each paragraph, nor of its statement.
        return render_json({"version": _version_values(item)}) + b"\n"
    if isinstance(item, StatementItem):
        return render_json({"statement": _statement_values(item)}) + b"\n"
    return build_line(item).render()


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


def _statement_item(line: Any) -> StatementItem:
    return StatementItem(
        line.heading, line.provenance, line.version, line.batch, line.path, line.draft, withdrawn=line.withdrawn
    )


def _build_version(item: VersionItem) -> VersionLine:
    beside = item.apparatus
    return VersionLine(
        statement=item.statement,
        digest=item.digest,
        batch=item.batch,
        text=item.text,
        paragraphs=tuple(_build_paragraph_line(number, *one, beside) for number, one in enumerate(item.layout, 1)),
        notes=tuple(NoteLine(mark=one.mark, text=one.text, paragraph=one.paragraph) for one in beside.notes),
        left_out=tuple(LeftOutLine(reason=one.reason, text=one.text) for one in beside.left_out),
        evidence=tuple(EvidenceLine(**asdict(one)) for one in beside.evidence),
        source_file=None if item.file is None else SourceFileLine(**asdict(item.file)),
    )


def _build_paragraph_line(number: int, label: str | None, spans: Spans, beside: Apparatus) -> ParagraphLine:
    return ParagraphLine(
        spans=spans,
        label=label,
        pages=beside.pages.get(number, ()),
        speaker=beside.speakers.get(number),
        role=beside.roles.get(number, "text"),
    )


def _statement_values(item: StatementItem) -> dict[str, Any]:
    """Return what a StatementLine writes: what is as it is by default is left out. Keys are in canonical order.

    They are put in order where they may not be: to look through every value for keys took a quarter of a dump's time.
    """
    heading = item.heading
    values: dict[str, Any] = {
        "id": heading.id,
        "title": heading.title,
        "provenance": dict(sorted(item.provenance.items())),
        "version": item.version,
        "batch": item.batch,
        "path": item.source,
        "draft": item.draft_digest,
    }
    if item.withdrawn is not None:
        values["withdrawn"] = item.withdrawn
    for name, key in _COLUMNS:
        value = _plain(getattr(heading, name))
        if value not in _MISSING:
            values[key] = value
    return dict(sorted(values.items()))


_MISSING: tuple[Any, ...] = (None, [], {})
_COLUMNS = tuple((field.name, field.key) for field in HEADING_FIELDS)


def _plain(value: Any) -> Any:
    """What a line writes for a value of a heading; empty when it is as it is by default."""
    if isinstance(value, Dates):
        days = {"earliest": value.earliest, "edtf": value.edtf, "latest": value.latest}
        return {name: day if isinstance(day, str) else day.isoformat() for name, day in days.items() if day is not None}
    if isinstance(value, tuple):
        return [_plain_person(one) if isinstance(one, Person) else one for one in value]
    return value


def _plain_person(person: Person) -> dict[str, str]:
    return {"name": person.name} if person.office is None else {"name": person.name, "office": person.office}


def _version_values(item: VersionItem) -> dict[str, Any]:
    """Return what a VersionLine writes, as ``_statement_values`` does."""
    beside = item.apparatus
    values: dict[str, Any] = {
        "statement": item.statement,
        "digest": item.digest,
        "batch": item.batch,
        "text": item.text,
        "paragraphs": [_paragraph_values(number, *one, beside) for number, one in enumerate(item.layout, 1)],
    }
    if beside or item.file is not None:
        few = _build_version(replace(item, layout=())).model_dump(mode="json", exclude_defaults=True)
        values |= in_order({name: few[name] for name in few if name not in values})
    return dict(sorted(values.items()))


def _paragraph_values(number: int, label: str | None, spans: Spans, beside: Apparatus) -> dict[str, Any]:
    values: dict[str, Any] = {} if label is None else {"label": label}
    if beside.pages and (pages := beside.pages.get(number)):
        values["pages"] = pages
    if beside.roles and (role := beside.roles.get(number, "text")) != "text":
        values["role"] = role
    values["spans"] = spans
    if beside.speakers and (speaker := beside.speakers.get(number)) is not None:
        values["speaker"] = speaker
    return values


def _version_item(line: VersionLine) -> VersionItem:
    layout = tuple((each.label, each.spans) for each in line.paragraphs)
    file = None if line.source_file is None else SourceFile(**line.source_file.model_dump())
    return VersionItem(line.statement, line.digest, line.batch, line.text, layout, _apparatus_of(line), file)


def _apparatus_of(line: VersionLine) -> Apparatus:
    numbered = list(enumerate(line.paragraphs, 1))
    return Apparatus(
        notes=tuple(Note(one.mark, one.text, one.paragraph) for one in line.notes),
        left_out=tuple(LeftOut(one.reason, one.text) for one in line.left_out),
        pages={number: each.pages for number, each in numbered if each.pages},
        speakers={number: each.speaker for number, each in numbered if each.speaker},
        evidence=tuple(Evidence(**one.model_dump()) for one in line.evidence),
        roles={number: each.role for number, each in numbered if each.role != "text"},
    )
