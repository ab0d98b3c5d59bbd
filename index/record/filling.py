"""Fill an empty record with the contents of another one. Each item is checked against those before it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from pincite.index.record.checking import is_whole
from pincite.index.record.checksums import sealed
from pincite.index.record.contents import (
    BatchItem,
    Item,
    RunItem,
    SourceItem,
    StatementItem,
    VersionItem,
    WithdrawalItem,
)
from pincite.index.record.json_columns import render_apparatus, render_layout, render_provenance
from pincite.index.record.tables import (
    apparatus,
    batches,
    runs,
    source_files,
    sources,
    statements,
    versions,
    withdrawals,
)
from pincite.index.values.heading import render_heading
from pincite.index.values.source_file import SourceFile, is_digest

Fill = Callable[[Item], None]
"""Adds the next item. Raises Unfit when it does not fit those before it."""

_ORDER: tuple[type[Item], ...] = (RunItem, BatchItem, SourceItem, StatementItem)
_ROWS, _CHARACTERS = 500, 4_000_000
"""The most rows and characters in memory before they are written."""


class Unfit(ValueError):
    """An item that does not fit those before it."""


class Filling:
    """Writes items in the order of ``read_contents`` into empty tables, in the transaction of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[tuple[Table, dict[str, Any]]] = []
        self._characters = 0
        self._stage: type[Item] = RunItem
        self._runs: set[int] = set()
        self._batch = 0
        self._location: str | None = None
        self._statement: StatementItem | None = None
        self._digests: set[str] = set()
        self._withdrawal: WithdrawalItem | None = None

    def put(self, item: Item) -> None:
        """Write one item. Raises Unfit, which says why it does not fit those before it."""
        self._check_stage(item)
        match item:
            case RunItem():
                self._put_run(item)
            case BatchItem():
                self._put_batch(item)
            case SourceItem():
                self._put_source(item)
            case StatementItem():
                self._put_statement(item)
            case VersionItem():
                self._put_version(item)
            case WithdrawalItem():
                self._put_withdrawal(item)

    def finish(self) -> None:
        """Write the rest. Raises Unfit when the last statement is incomplete."""
        self._check_whole()
        self._write()

    def _check_stage(self, item: Item) -> None:
        if isinstance(item, VersionItem | WithdrawalItem):
            self._check_owner(item)
            return
        kind = type(item)
        if _ORDER.index(kind) < _ORDER.index(self._stage):
            raise Unfit("is out of order")
        self._stage = kind

    def _put_run(self, item: RunItem) -> None:
        if item.number <= max(self._runs, default=0):
            raise Unfit(f"the run {item.number} does not follow the one before it")
        self._runs.add(item.number)
        values = {"id": item.number, "started": item.started, "finished": item.finished, "outcome": item.outcome}
        self._add(runs, values)

    def _put_batch(self, item: BatchItem) -> None:
        if item.number != self._batch + 1:
            raise Unfit(f"the batch {item.number} does not follow the batch {self._batch}")
        if item.run not in self._runs:
            raise Unfit(f"there is no run {item.run}")
        self._batch = item.number
        counts = {name: getattr(item, name) for name in ("new", "changed", "metadata", "paragraphs")}
        self._add(batches, {"id": item.number, "run": item.run, "time": item.time, **counts})

    def _put_source(self, item: SourceItem) -> None:
        if self._location is not None and item.location <= self._location:
            raise Unfit(f"the source {item.location!r} does not follow {self._location!r}")
        self._location = item.location
        self._add(sources, {"path": item.location, "digest": item.digest})

    def _put_statement(self, item: StatementItem) -> None:
        self._check_whole()
        self._check_batch(item.batch)
        if self._statement is not None and item.heading.id <= self._statement.heading.id:
            raise Unfit(f"the statement {item.heading.id!r} does not follow {self._statement.heading.id!r}")
        self._statement, self._digests, self._withdrawal = item, set(), None
        values = {
            "id": item.heading.id,
            "id_origin": item.provenance.get("id", "record"),
            "heading": render_heading(item.heading),
            "provenance": render_provenance(item.provenance),
            "version": item.version,
            "source": item.source,
            "draft_digest": item.draft_digest,
            "batch": item.batch,
            "withdrawn": item.withdrawn,
        }
        self._add(statements, values)

    def _put_version(self, item: VersionItem) -> None:
        self._check_batch(item.batch)
        if item.digest in self._digests:
            raise Unfit(f"the version {item.digest[:12]} occurs twice")
        if not item.is_named_by_its_digest:
            raise Unfit(f"the text does not match the digest {item.digest[:12]}")
        if not is_whole(item.layout, item.text):
            raise Unfit("the paragraphs are not parts of the text in text order")
        if any(note.paragraph and note.paragraph > len(item.layout) for note in item.apparatus.notes):
            raise Unfit("a note is of a paragraph that is not there")
        self._digests.add(item.digest)
        values = {
            "statement": item.statement,
            "digest": item.digest,
            "ordinal": len(self._digests),
            "batch": item.batch,
            "paragraphs": len(item.layout),
            "layout": render_layout(item.layout),
            "text": item.text,
        }
        self._add(versions, values)
        if item.apparatus:
            value = render_apparatus(item.apparatus)
            self._add(apparatus, {"statement": item.statement, "digest": item.digest, "value": value})
        if item.file is not None:
            self._put_file(item, item.file)

    def _put_file(self, item: VersionItem, file: SourceFile) -> None:
        if not is_digest(file.digest):
            raise Unfit(f"the source file {file.digest[:64]!r} is not named by a SHA-256")
        names = {"length": file.length, "media_type": file.media_type, "name": file.name}
        row = {"statement": item.statement, "digest": item.digest, "file": file.digest, **names}
        self._add(source_files, row)

    def _put_withdrawal(self, item: WithdrawalItem) -> None:
        self._check_batch(item.batch)
        if self._withdrawal is not None and item.batch <= self._withdrawal.batch:
            raise Unfit(f"the withdrawal of batch {item.batch} does not follow that of {self._withdrawal.batch}")
        self._withdrawal = item
        self._add(withdrawals, {"statement": item.statement, "batch": item.batch, "reason": item.reason})

    def _check_owner(self, item: VersionItem | WithdrawalItem) -> None:
        owner = None if self._statement is None else self._statement.heading.id
        if item.statement != owner:
            raise Unfit(f"belongs to the statement {item.statement!r} but does not follow it")

    def _check_batch(self, batch: int) -> None:
        if not 1 <= batch <= self._batch:
            raise Unfit(f"there is no batch {batch}")

    def _check_whole(self) -> None:
        statement, last = self._statement, self._withdrawal
        if statement is None:
            return
        if statement.version not in self._digests:
            raise Unfit(f"{statement.heading.id!r} lacks its version {statement.version[:12]}")
        holds = None if last is None or last.reason is None else last.batch
        if statement.withdrawn != holds:
            raise Unfit(f"{statement.heading.id!r} does not name the withdrawal that holds")

    def _add(self, table: Table, values: dict[str, Any]) -> None:
        self._rows.append((table, values))
        self._characters += sum(len(value) for value in values.values() if isinstance(value, str))
        if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
            self._write()

    def _write(self) -> None:
        # In order of reference: a row comes after the rows that it refers to, like the items.
        for table in (runs, batches, sources, statements, versions, apparatus, source_files, withdrawals):
            rows = [sealed(table, values) for owner, values in self._rows if owner is table]
            if rows:
                self._connection.execute(insert(table), rows)
        self._rows, self._characters = [], 0


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever ingested."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in (runs, sources, statements))
