"""Read queries on the tables. Each runs on one connection."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, func, select

from pincite.index.record.arrivals import arrived, arrived_heading
from pincite.index.record.checksums import Row, check_row, need_row, read_row
from pincite.index.record.json_columns import is_storable, parse_apparatus, parse_columns, parse_paragraphs
from pincite.index.record.tables import apparatus, archive, batches, source_files, sources, statements, versions
from pincite.index.record.values import Changes, Counts, Owner, SourceState, StoredStatement, VersionNote
from pincite.index.record.withdrawing import read_withdrawal
from pincite.index.values.apparatus import Apparatus
from pincite.index.values.arrival import parse_arrival
from pincite.index.values.entry import Entry
from pincite.index.values.errors import NotFound, Withdrawn
from pincite.index.values.heading import parse_heading
from pincite.index.values.json_text import parse_json
from pincite.index.values.source_file import SourceFile

SHORTEST_DIGEST = 12
"""The fewest hex digits that name a version."""
_AT_ONCE = 1_000

_current = statements.join(
    versions, (versions.c.statement == statements.c.id) & (versions.c.digest == statements.c.version)
)
_IS_HELD = statements.c.withdrawn.is_(None)


def read_statement(connection: Connection, identity: str, version: str | None) -> StoredStatement:
    """Return a version of a statement, by default the current one. Raises NotFound or Withdrawn."""
    row = _read_row(connection, identity)
    withdrawal = read_withdrawal(connection, identity)
    if withdrawal is not None:
        raise withdrawal
    notes = _read_notes(connection, identity)
    digest = row["version"] if version is None else _find_version(identity, notes, version)
    wanted = (versions.c.statement == identity) & (versions.c.digest == digest)
    content = need_row(connection, versions, wanted)
    known = {note.digest: parse_arrival(note.batch, note.time) for note in notes}
    return StoredStatement(
        heading=arrived_heading(parse_heading(row["id"], row["heading"]), row["version"], known),
        version=digest,
        current=row["version"],
        versions=notes,
        text=content["text"],
        paragraphs=parse_paragraphs(content["layout"], content["text"]),
        provenance=parse_json(row["provenance"]),
        source=row["source"],
        batch=row["batch"],
        apparatus=_read_apparatus(connection, identity, digest),
        file=_read_file(connection, identity, digest),
    )


def _read_apparatus(connection: Connection, identity: str, digest: str) -> Apparatus:
    row = read_row(connection, apparatus, apparatus.c.statement == identity, apparatus.c.digest == digest)
    return parse_apparatus("" if row is None else row["value"])


def _read_file(connection: Connection, identity: str, digest: str) -> SourceFile | None:
    row = read_row(connection, source_files, source_files.c.statement == identity, source_files.c.digest == digest)
    return None if row is None else build_file(row)


def build_file(row: Row) -> SourceFile:
    """Return what a row of ``source_files`` says."""
    return SourceFile(row["file"], row["length"], row["media_type"], row["name"])


def read_files(connection: Connection) -> Iterator[SourceFile]:
    """Yield every file that a version was read from, each once, by digest; its name is one of those that it had."""
    order = (source_files.c.file, source_files.c.statement, source_files.c.digest)
    query = select(source_files).order_by(*order).execution_options(yield_per=_AT_ONCE)
    last = ""
    with connection.execute(query) as found:
        for row in found.mappings():
            check_row(source_files, row)
            if row["file"] != last:
                yield build_file(row)
            last = row["file"]


def read_withdrawn(connection: Connection, identity: str) -> Withdrawn | None:
    """Return why and when a statement was withdrawn, or None. Raises NotFound when there is no such statement."""
    _read_row(connection, identity)
    return read_withdrawal(connection, identity)


def _read_row(connection: Connection, identity: str) -> Row:
    row = read_row(connection, statements, statements.c.id == identity) if is_storable(identity) else None
    if row is None:
        raise NotFound(f"there is no statement {identity!r}")
    return row


def read_sources(connection: Connection) -> dict[str, SourceState]:
    """Return the state of each source, by its location."""
    digests = {row.path: row.digest for row in connection.execute(select(sources))}
    held = select(statements.c.source, func.count().label("held")).group_by(statements.c.source)
    counts = {row.source: row.held for row in connection.execute(held)}
    files = _read_files_by_source(connection)
    return {
        place: SourceState(digests.get(place), counts.get(place, 0), len(files[place]), tuple(set(files[place])))
        for place in (*digests, *counts)
    }


def _read_files_by_source(connection: Connection) -> defaultdict[str, list[SourceFile]]:
    """Return the file of each current version that has one, by the location of its source."""
    of_current = source_files.join(
        statements, (statements.c.id == source_files.c.statement) & (statements.c.version == source_files.c.digest)
    )
    found: defaultdict[str, list[SourceFile]] = defaultdict(list)
    for row in connection.execute(select(statements.c.source, source_files).select_from(of_current)).mappings():
        found[row["source"]].append(build_file(row))
    return found


def read_draft_digests(connection: Connection, location: str) -> dict[str, str]:
    """Return the statement id of each draft that was ingested from a source, by the draft's digest."""
    query = select(statements.c.draft_digest, statements.c.id).where(statements.c.source == location)
    return {row.draft_digest: row.id for row in connection.execute(query)}


def read_named_by_path(connection: Connection, location: str) -> list[str]:
    """Return the ids that the statements of a source have from a file name, at most two; none if it has others too."""
    query = select(statements.c.id, statements.c.id_origin).where(statements.c.source == location).limit(2)
    found = connection.execute(query).all()
    return [row.id for row in found] if all(row.id_origin == "path" for row in found) else []


def read_texts_of(connection: Connection, locations: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Return (id, location) of the statements of these sources whose ids are from file names, by their version."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    columns = (statements.c.version, statements.c.id, statements.c.source)
    for start in range(0, len(locations), _AT_ONCE):
        some = statements.c.source.in_(locations[start : start + _AT_ONCE]) & (statements.c.id_origin == "path")
        for version, identity, location in connection.execute(select(*columns).where(some).order_by(statements.c.id)):
            found[version].append((identity, location))
    return dict(found)


def read_owners(connection: Connection, ids: Sequence[str]) -> dict[str, Owner]:
    """Return the owner of each of ``ids``. Unknown ids are left out."""
    columns = (statements.c.id, statements.c.source, statements.c.id_origin, statements.c.version)
    query = select(*columns).where(statements.c.id.in_(ids))
    return {row.id: Owner(row.source, row.id_origin, row.version) for row in connection.execute(query)}


def read_sizes(connection: Connection, batch: int) -> list[tuple[int, int]]:
    """Return (batch, number of statements that it changed last) for every batch after ``batch``, in order."""
    number = statements.c.batch
    query = select(number, func.count()).where(number > batch).group_by(number).order_by(number)
    return [(row[0], row[1]) for row in connection.execute(query)]


def read_changes(connection: Connection, after: int, last: int) -> Changes:
    """Return the statements that a batch with ``after`` < number <= ``last`` changed last, by batch and id."""
    number = statements.c.batch
    changed = (number > after) & (number <= last)
    current = _select_current().where(changed).order_by(number, statements.c.id)
    entries = arrived(connection, [_build_entry(row) for row in connection.execute(current).mappings()])
    gone = select(statements.c.id).where(changed, ~_IS_HELD).order_by(number, statements.c.id)
    return Changes(last, entries, tuple(connection.scalars(gone)))


def read_entries_by_id(connection: Connection, after: str, limit: int) -> tuple[Entry, ...]:
    """Return the next ``limit`` statements whose ids follow ``after`` in code-point order."""
    query = _select_current().where(statements.c.id > after).order_by(statements.c.id).limit(limit)
    return arrived(connection, [_build_entry(row) for row in connection.execute(query).mappings()])


def read_entries(connection: Connection, ids: Sequence[str]) -> tuple[Entry, ...]:
    """Return those statements of ``ids`` that are there and not withdrawn, by id."""
    query = _select_current().where(statements.c.id.in_(ids)).order_by(statements.c.id)
    return arrived(connection, [_build_entry(row) for row in connection.execute(query).mappings()])


def read_counts(connection: Connection) -> Counts:
    """Return the counts of the record."""
    current = select(func.count(), func.coalesce(func.sum(versions.c.paragraphs), 0)).select_from(_current)
    held, paragraphs = connection.execute(current.where(_IS_HELD)).one()
    withdrawn = connection.scalar(select(func.count()).select_from(statements).where(~_IS_HELD)) or 0
    texts, files = (connection.scalar(select(func.count()).select_from(table)) or 0 for table in (versions, sources))
    return Counts(held, paragraphs, texts, files, read_last_batch(connection), withdrawn)


def read_last_batch(connection: Connection) -> int:
    """Return the number of the last batch; 0 before the first."""
    return connection.scalar(select(func.max(batches.c.id))) or 0


def read_value(connection: Connection, key: str) -> str:
    """Return the archive's value for ``key``."""
    return str(need_row(connection, archive, archive.c.key == key)["value"])


def _read_notes(connection: Connection, identity: str) -> tuple[VersionNote, ...]:
    joined = versions.join(batches, batches.c.id == versions.c.batch)
    columns = (versions.c.digest, versions.c.batch, batches.c.time)
    query = select(*columns).select_from(joined).where(versions.c.statement == identity).order_by(versions.c.ordinal)
    return tuple(VersionNote(*row) for row in connection.execute(query))


def _find_version(identity: str, notes: Sequence[VersionNote], version: str) -> str:
    """Return the full digest for ``version``, which is a digest or enough of its first digits."""
    enough = len(version) >= SHORTEST_DIGEST
    found = next((note.digest for note in notes if enough and note.digest.startswith(version)), None)
    if found is None:
        raise NotFound(f"the statement {identity!r} has no version {version[:64]!r}")
    return found


def _select_current() -> Select[Any]:
    return select(statements, versions).select_from(_current).where(_IS_HELD)


def _build_entry(row: RowMapping) -> Entry:
    statement, version = (checked_part(table, row) for table in (statements, versions))
    paragraphs = parse_columns(version["layout"], version["text"])
    return Entry(parse_heading(statement["id"], statement["heading"]), version["digest"], paragraphs)


def checked_part(table: Table, row: RowMapping) -> dict[str, Any]:
    """Return the row of ``table`` from a joined row. Raises ArchiveDamaged when it is not as it was written."""
    part = {column.name: row[column] for column in table.columns}
    check_row(table, part)
    return part


def group(sizes: Sequence[tuple[int, int]], after: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield (after, last) for groups of whole batches with at most ``limit`` statements together, or of one batch."""
    last, held = after, 0
    for batch, size in sizes:
        if held and held + size > limit:
            yield after, last
            after, held = last, 0
        last, held = batch, held + size
    if held:
        yield after, last
