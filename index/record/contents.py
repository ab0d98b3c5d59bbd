"""Everything in the record, as values in a fixed order. A dump moves them from one database to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, cast, select

from pincite.index.record.damage import damaged
from pincite.index.record.json_columns import Layout, layout_digest, parse_apparatus, parse_layout, render_layout
from pincite.index.record.read import build_file, checked_part
from pincite.index.record.tables import (
    Id,
    apparatus,
    batches,
    runs,
    source_files,
    sources,
    statements,
    versions,
    withdrawals,
)
from pincite.index.values.apparatus import Apparatus
from pincite.index.values.heading import Heading, parse_heading
from pincite.index.values.json_text import parse_json
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import text_digest

_AT_ONCE = 50
"""The most text rows in memory at a time: one text may have 50 MiB."""


@dataclass(frozen=True, slots=True)
class RunItem:
    """An ingest. Times are ISO 8601 in UTC. A killed ingest has no end time."""

    number: int
    started: str
    finished: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A batch of the run ``run``, with the reported numbers of statements and paragraphs."""

    number: int
    run: int
    time: str
    new: int
    changed: int
    metadata: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A source that was completely ingested when it had this digest."""

    location: str
    digest: str


@dataclass(frozen=True, slots=True)
class StatementItem:
    """A statement in its present state. ``version`` is the digest of the current version, ``batch`` changed it last.

    ``withdrawn`` is the batch of the withdrawal in force, if any.
    """

    heading: Heading
    provenance: Mapping[str, str]
    version: str
    batch: int
    source: str
    draft_digest: str
    withdrawn: int | None = None


@dataclass(frozen=True, slots=True)
class VersionItem:
    """A version of the preceding statement: its digest, the batch that added it, its text and its layout."""

    statement: str
    digest: str
    batch: int
    text: str
    layout: Layout
    apparatus: Apparatus = field(default_factory=Apparatus)
    file: SourceFile | None = None

    @property
    def is_named_by_its_digest(self) -> bool:
        """Whether the digest is that of the text, or of the text and its layout."""
        if self.digest == text_digest(self.text):
            return True
        return self.digest == layout_digest(self.text, render_layout(self.layout))


@dataclass(frozen=True, slots=True)
class WithdrawalItem:
    """A withdrawal of the preceding statement, with the reason. Without a reason the withdrawal was undone."""

    statement: str
    batch: int
    reason: str | None


Item = RunItem | BatchItem | SourceItem | StatementItem | VersionItem | WithdrawalItem


def read_contents(connection: Connection) -> Iterator[Item]:
    """Yield runs and batches by number, then sources and statements in code-point order.

    Each statement is followed by its versions, oldest first, and its withdrawals, by batch. Raises ArchiveDamaged when
    a row is not as it was written, or a text does not match its digest.
    """
    for row in _rows(connection, runs, runs.c.id):
        yield RunItem(row["id"], row["started"], row["finished"], row["outcome"])
    for row in _rows(connection, batches, batches.c.id):
        yield BatchItem(number=row["id"], **{name: row[name] for name in _BATCH})
    for row in _rows(connection, sources, cast(sources.c.path, Id)):
        yield SourceItem(row["path"], row["digest"])
    yield from _read_statements(connection)


_BATCH = ("run", "time", "new", "changed", "metadata", "paragraphs")


def _rows(connection: Connection, table: Table, *order: ColumnElement[Any]) -> Iterator[Mapping[str, Any]]:
    query = select(table).order_by(*order).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query).mappings():
        yield checked_part(table, row)


def _read_statements(connection: Connection) -> Iterator[Item]:
    withdrawn = _rows(connection, withdrawals, withdrawals.c.statement, withdrawals.c.batch)
    gone = next(withdrawn, None)
    beside = _Beside(_rows(connection, apparatus, apparatus.c.statement))
    filed = _Beside(_rows(connection, source_files, source_files.c.statement))
    rows = connection.execute(_STATEMENTS).mappings()
    for _, of_one in groupby(rows, key=lambda row: row[statements.c.id]):
        first = next(of_one)
        statement = _build_statement(checked_part(statements, first))
        yield statement
        held, files = beside.take(statement.heading.id), filed.take(statement.heading.id)
        for row in chain((first,), of_one):
            yield _build_version(statement, row, held, files)
        while gone is not None and gone["statement"] == statement.heading.id:
            yield WithdrawalItem(gone["statement"], gone["batch"], gone["reason"])
            gone = next(withdrawn, None)


_Rows = Mapping[str, Mapping[str, Any]]


class _Beside:
    """Rows that belong to versions, read along with them: both come in the order of the statements' ids."""

    def __init__(self, rows: Iterator[Mapping[str, Any]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, identity: str) -> dict[str, Mapping[str, Any]]:
        """Return the rows of the next statement, by the digests of its versions."""
        held: dict[str, Mapping[str, Any]] = {}
        while self._next is not None and self._next["statement"] == identity:
            held[self._next["digest"]] = self._next
            self._next = next(self._rows, None)
        return held


_STATEMENTS = (
    select(statements, versions)
    .select_from(statements.outerjoin(versions, versions.c.statement == statements.c.id))
    .order_by(statements.c.id, versions.c.ordinal)
    .execution_options(yield_per=_AT_ONCE)
)


def _build_statement(row: Mapping[str, Any]) -> StatementItem:
    return StatementItem(
        heading=parse_heading(row["id"], row["heading"]),
        provenance=parse_json(row["provenance"]),
        version=row["version"],
        batch=row["batch"],
        source=row["source"],
        draft_digest=row["draft_digest"],
        withdrawn=row["withdrawn"],
    )


def _build_version(statement: StatementItem, row: RowMapping, beside: _Rows, filed: _Rows) -> VersionItem:
    identity = statement.heading.id
    if row[versions.c.digest] is None:
        raise damaged(f"{identity!r} has no version")
    values = checked_part(versions, row)
    digest = values["digest"]
    held = parse_apparatus(beside[digest]["value"] if digest in beside else "")
    file = build_file(filed[digest]) if digest in filed else None
    version = VersionItem(identity, digest, values["batch"], values["text"], parse_layout(values["layout"]), held, file)
    if not version.is_named_by_its_digest:
        raise damaged(f"version {version.digest[:12]} of {identity!r} has a text that does not match its digest")
    return version
