"""Write one batch: compare it with the tables to decide what is new, what changed and what stays."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, func, insert, select, update

from pincite.index.record.arrivals import arrived
from pincite.index.record.checksums import check_row, sealed
from pincite.index.record.json_columns import (
    is_storable,
    layout_digest,
    render_apparatus,
    render_layout_of,
    render_provenance,
)
from pincite.index.record.tables import (
    PRUNED,
    apparatus,
    batches,
    source_files,
    sources,
    statements,
    versions,
    withdrawals,
)
from pincite.index.record.values import Batch, Incoming
from pincite.index.values.arrival import Arrival, parse_arrival
from pincite.index.values.entry import Entry
from pincite.index.values.heading import render_heading
from pincite.index.values.paragraph_columns import ParagraphColumns
from pincite.index.values.statement import Statement, build_paragraph

_Values = dict[str, Any]
_Seals = Mapping[tuple[str, str], str]
"""Checksums by statement and digest of the version."""
_NO_KINDS: Counter[str] = Counter()
_WHAT_IT_SAYS = ("id_origin", "heading", "provenance")
_WHENCE = ("source", "draft_digest")


@dataclass(frozen=True, slots=True)
class _Change:
    """An incoming statement with its stored row, if it has one."""

    entry: Entry
    values: _Values
    version: _Values | None
    stored: RowMapping | None
    beside: _Values
    """The new row of ``apparatus``. Its value is empty when there is nothing to store."""
    is_beside: bool
    """Whether this row is already stored."""
    file: _Values | None
    """The row of ``source_files`` that is to be written; None when it stands there, or no file is kept."""
    comes_back: bool
    """Whether it was pruned, and a source holds it again."""

    @property
    def kind(self) -> str:
        if self.stored is None:
            return "new"
        if self.stored["version"] != self.values["version"]:
            return "changed"
        is_as_before = self.is_beside and not self.comes_back and not self._differs(_WHAT_IT_SAYS)
        return "unchanged" if is_as_before else "metadata"

    @property
    def is_withdrawn(self) -> bool:
        return self.stored is not None and self.stored["withdrawn"] is not None and not self.comes_back

    @property
    def moved_from(self) -> str | None:
        """The former location of the source, if it has changed."""
        return self.stored["source"] if self.stored is not None and self._differs(("source",)) else None

    @property
    def must_write(self) -> bool:
        return self.kind != "unchanged" or self.file is not None or self._differs(_WHENCE)

    def _differs(self, names: Iterable[str]) -> bool:
        return any(self.stored is None or self.stored[name] != self.values[name] for name in names)


def write_batch(connection: Connection, run: int, time: str, incoming: Sequence[Incoming]) -> Batch:
    """Write what differs from the tables. A batch gets an id only if a statement's text or heading changed.

    Raises ValueError for an id that occurs twice, for paragraphs that do not match their spans, and for characters that
    some databases cannot store (NUL, lone surrogates).
    """
    changes = _build_changes(connection, incoming)
    kinds = Counter(change.kind for change in changes)
    differing = [change for change in changes if change.kind != "unchanged"]
    # A withdrawn statement stays withdrawn, whatever happens to its source.
    entries = tuple(change.entry for change in differing if not change.is_withdrawn)
    identity = insert_batch(connection, run, time, entries, kinds) if differing else None
    _write(connection, identity, [change for change in changes if change.must_write])
    entries = arrived(connection, entries, _arrivals(changes, identity, time))
    _forget(connection, {change.moved_from for change in changes if change.moved_from is not None})
    numbers = {name: kinds[name] for name in ("new", "changed", "metadata", "unchanged")}
    return Batch(identity, entries, **numbers, withdrawn=len(differing) - len(entries))


def _arrivals(changes: Iterable[_Change], batch: int | None, time: str) -> dict[str, Arrival]:
    """Return by id when the statements came that are new: with this batch."""
    new = [change.entry.heading.id for change in changes if change.stored is None]
    return {} if batch is None else dict.fromkeys(new, parse_arrival(batch, time))


def mark_done(connection: Connection, done: Sequence[tuple[str, str]]) -> None:
    """Record for each (location, digest) that this source was completely ingested."""
    if not done:
        return
    _forget(connection, {location for location, _ in done})
    rows = [sealed(sources, {"path": location, "digest": digest}) for location, digest in done]
    connection.execute(insert(sources), rows)


def _build_changes(connection: Connection, incoming: Sequence[Incoming]) -> list[_Change]:
    ids = [item.statement.heading.id for item in incoming]
    if len(set(ids)) < len(ids):
        raise ValueError("an id may occur only once in a batch")
    if not is_storable("".join(ids)):
        raise ValueError("an id holds NUL characters or lone surrogates")
    stored = _read_stored(connection, ids)
    layouts, beside = _read_layouts(connection, stored), _read_seals(connection, apparatus, stored)
    filed = _read_seals(connection, source_files, stored)
    pruned = _read_pruned(connection, stored)
    return [
        _build_change(item, stored.get(identity), layouts[identity], beside, filed, comes_back=identity in pruned)
        for identity, item in zip(ids, incoming, strict=True)
    ]


def _read_stored(connection: Connection, ids: Collection[str]) -> dict[str, RowMapping]:
    """Return the existing rows by id. Raises ArchiveDamaged, so that a damaged row never gets a new checksum."""
    rows = connection.execute(select(statements).where(statements.c.id.in_(ids))).mappings().all()
    for row in rows:
        check_row(statements, row)
    return {row["id"]: row for row in rows}


def _read_pruned(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return those of ``ids`` that are withdrawn because their source had vanished."""
    is_in_force = (withdrawals.c.statement == statements.c.id) & (withdrawals.c.batch == statements.c.withdrawn)
    query = select(statements.c.id).join(withdrawals, is_in_force).where(statements.c.id.in_(ids))
    return set(connection.scalars(query.where(withdrawals.c.reason == PRUNED)))


def _read_layouts(connection: Connection, ids: Collection[str]) -> defaultdict[str, dict[str, str]]:
    """Return the layouts of each statement's versions, by digest."""
    layouts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    columns = (versions.c.statement, versions.c.digest, versions.c.layout)
    for identity, digest, layout in connection.execute(select(*columns).where(versions.c.statement.in_(ids))):
        layouts[identity][digest] = layout
    return layouts


def _read_seals(connection: Connection, table: Table, ids: Collection[str]) -> _Seals:
    """Return the checksum of the row that ``table`` has for each version of the statements."""
    columns = (table.c.statement, table.c.digest, table.c.checksum)
    query = select(*columns).where(table.c.statement.in_(ids))
    return {(identity, digest): checksum for identity, digest, checksum in connection.execute(query)}


def _build_change(
    item: Incoming,
    stored: RowMapping | None,
    layouts: dict[str, str],
    beside: _Seals,
    filed: _Seals,
    *,
    comes_back: bool,
) -> _Change:
    statement = item.statement
    _check(statement)
    layout = render_layout_of(statement.paragraphs)
    digest = statement.digest
    if layouts.get(digest, layout) != layout:
        digest = layout_digest(statement.text, layout)
    heading = statement.heading
    values = {
        "id": heading.id,
        "id_origin": statement.provenance.get("id", "record"),
        "heading": render_heading(heading),
        "provenance": render_provenance(statement.provenance),
        "version": digest,
        "source": item.source,
        "draft_digest": item.draft_digest,
    }
    version = None if digest in layouts else _build_version(statement, digest, layout, len(layouts) + 1)
    row = {"statement": heading.id, "digest": digest, "value": render_apparatus(statement.apparatus)}
    # An empty one is not written.
    row = sealed(apparatus, row) if row["value"] else row
    is_beside = beside.get((heading.id, digest)) == row.get("checksum")
    file = _build_file(item, digest)
    if file is not None and filed.get((heading.id, digest)) == file["checksum"]:
        file = None
    return _Change(
        Entry(heading, digest, statement.paragraphs), values, version, stored, row, is_beside, file, comes_back
    )


def _build_file(item: Incoming, digest: str) -> _Values | None:
    """Return the row of ``source_files`` for a version; None when its file is not kept."""
    if item.file is None:
        return None
    names = {"length": item.file.length, "media_type": item.file.media_type, "name": item.file.name}
    row = {"statement": item.statement.heading.id, "digest": digest, "file": item.file.digest, **names}
    return sealed(source_files, row)


def _build_version(statement: Statement, digest: str, layout: str, ordinal: int) -> _Values:
    return {
        "statement": statement.heading.id,
        "digest": digest,
        "ordinal": ordinal,
        "paragraphs": len(statement.paragraphs),
        "layout": layout,
        "text": statement.text,
    }


def _check(statement: Statement) -> None:
    if not (_is_storable(statement) and all(map(is_storable, statement.apparatus.texts))):
        raise ValueError(f"{statement.heading.id!r} holds NUL characters or lone surrogates")
    paragraphs = statement.paragraphs
    if not (isinstance(paragraphs, ParagraphColumns) and paragraphs.canonical() == statement.text):
        _check_each(statement)


def _check_each(statement: Statement) -> None:
    for number, paragraph in enumerate(statement.paragraphs, 1):
        if paragraph != build_paragraph(number, statement.text, paragraph.spans, paragraph.label):
            raise ValueError(f"paragraph {number} of {statement.heading.id!r} does not match its spans")


def _is_storable(statement: Statement) -> bool:
    """Whether every database can store the text. Its digest is over its UTF-8: a lone surrogate has none."""
    try:
        return "\0" not in statement.text and bool(statement.digest)
    except UnicodeEncodeError:
        return False


def insert_batch(
    connection: Connection, run: int, time: str, entries: Sequence[Entry] = (), kinds: Mapping[str, int] = _NO_KINDS
) -> int:
    """Begin the next batch with the given counts and return its number."""
    last = connection.scalar(select(func.max(batches.c.id))) or 0
    numbers = {name: kinds[name] for name in ("new", "changed", "metadata")}
    paragraphs = sum(len(entry.paragraphs) for entry in entries)
    row = {"id": last + 1, "run": run, "time": time, "paragraphs": paragraphs, **numbers}
    connection.execute(insert(batches).values(sealed(batches, row)))
    return int(last) + 1


def _write(connection: Connection, batch: int | None, changes: Sequence[_Change]) -> None:
    new = [
        sealed(statements, {**change.values, "withdrawn": None, "batch": batch})
        for change in changes
        if not change.stored
    ]
    old = [_build_update(change, batch) for change in changes if change.stored is not None]
    texts = [sealed(versions, {**change.version, "batch": batch}) for change in changes if change.version is not None]
    if new:
        connection.execute(insert(statements), new)
    if old:
        connection.execute(_UPDATE, old)
    if texts:
        connection.execute(insert(versions), texts)
    back = [
        sealed(withdrawals, {"statement": change.entry.heading.id, "batch": batch, "reason": None})
        for change in changes
        if change.comes_back
    ]
    if back:
        connection.execute(insert(withdrawals), back)
    _write_beside(connection, apparatus, [change.beside for change in changes if not change.is_beside])
    _write_beside(connection, source_files, [change.file for change in changes if change.file is not None])


def _write_beside(connection: Connection, table: Table, rows: Sequence[_Values]) -> None:
    """Put the rows of versions in the place of those before; one with an empty value is none."""
    if not rows:
        return
    version = (table.c.statement == bindparam("of")) & (table.c.digest == bindparam("named"))
    connection.execute(delete(table).where(version), [{"of": row["statement"], "named": row["digest"]} for row in rows])
    held = [row for row in rows if row.get("value") != ""]
    if held:
        connection.execute(insert(table), held)


def _build_update(change: _Change, batch: int | None) -> _Values:
    assert change.stored is not None
    number = change.stored["batch"] if change.kind == "unchanged" else batch
    withdrawn = None if change.comes_back else change.stored["withdrawn"]
    row = sealed(statements, {**change.stored, **change.values, "batch": number, "withdrawn": withdrawn})
    return {f"new_{name}": value for name, value in row.items()}


_UPDATE = (
    update(statements)
    .where(statements.c.id == bindparam("new_id"))
    .values({column.name: bindparam(f"new_{column.name}") for column in statements.columns if column.name != "id"})
)


def _forget(connection: Connection, locations: Collection[str]) -> None:
    """Let these sources be read again, because they may not be completely in the record."""
    if locations:
        connection.execute(delete(sources).where(sources.c.path.in_(locations)))
