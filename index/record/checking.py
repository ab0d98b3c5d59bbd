"""Check that the record is unchanged: structure, every row, references, and texts against their digests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, select

from pincite.index.record.checksums import is_sealed, name_row
from pincite.index.record.damage import MEND, damaged
from pincite.index.record.database import Database
from pincite.index.record.json_columns import Layout, layout_digest, parse_apparatus, parse_layout, render_apparatus
from pincite.index.record.schema import find_changed_schema
from pincite.index.record.tables import apparatus, archive, batches, metadata, statements, versions, withdrawals
from pincite.index.values.errors import ArchiveError
from pincite.index.values.findings import Depth, Finding, finding_of
from pincite.index.values.statement import text_digest

PLACE = "record"
_AT_ONCE = 200

Check = Callable[[Connection], Iterator[str]]


def check_record(database: Database, depth: Depth) -> Iterator[Finding]:
    """Yield the problems found; none when the record is as it was written.

    ``quick`` reads the small tables, ``bytes`` everything. ``deep`` also recomputes each text's digest and paragraphs.
    If one check cannot continue, the others still run.
    """
    for check in _list_checks(database, depth):
        try:
            with database.read() as connection:
                for what in check(connection):
                    yield Finding(PLACE, what, MEND)
        except ArchiveError as error:
            yield finding_of(PLACE, error, MEND)


def check_written(database: Database, connection: Connection) -> None:
    """Run every check inside the transaction that wrote the record. Raises ArchiveDamaged for the first problem."""
    for check in _list_checks(database, "deep"):
        found = list(check(connection))
        if found:
            raise damaged(found[0])


def _list_checks(database: Database, depth: Depth) -> Sequence[Check]:
    if depth == "quick":
        return [*_unsealed(archive, batches), _find_gaps]
    structure: list[Check] = [database.find_damage, partial(find_changed_schema, database)]
    rows: list[Check] = [*_unsealed(*metadata.sorted_tables), _find_gaps, _find_lost]
    return [*structure, *rows, *([_find_wrong_texts, _find_wrong_apparatus] if depth == "deep" else [])]


def _unsealed(*tables: Table) -> Sequence[Check]:
    return [partial(_find_unsealed, table) for table in tables]


def _find_unsealed(table: Table, connection: Connection) -> Iterator[str]:
    for row in _read_all(connection, table):
        if not is_sealed(table, row):
            yield f"{table.name}: {name_row(table, row)!r} is not as it was written"


def _find_gaps(connection: Connection) -> Iterator[str]:
    count, last = connection.execute(select(func.count(), func.coalesce(func.max(batches.c.id), 0))).one()
    if count != last:
        yield f"batches: the last one is {last}, and there are {count}"


def _find_lost(connection: Connection) -> Iterator[str]:
    """Yield the rows that refer to a missing row."""
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            meets = and_(*(one.column == one.parent for one in key.elements))
            yield from _find_without(connection, table, meets, key.referred_table)
    version = (versions.c.statement == statements.c.id) & (versions.c.digest == statements.c.version)
    yield from _find_without(connection, statements, version, versions)
    reason = (withdrawals.c.statement == statements.c.id) & (withdrawals.c.batch == statements.c.withdrawn)
    yield from _find_without(connection, statements, reason, withdrawals, statements.c.withdrawn.is_not(None))


def _find_without(
    connection: Connection, table: Table, meets: ColumnElement[bool], other: Table, *only: ColumnElement[bool]
) -> Iterator[str]:
    query = select(*table.primary_key).where(~exists().select_from(other).where(meets), *only)
    for row in connection.execute(query).mappings():
        yield f"{table.name}: {name_row(table, row)!r} refers to a row of {other.name} that does not exist"


def _find_wrong_texts(connection: Connection) -> Iterator[str]:
    for row in _read_all(connection, versions):
        what = _check_version(row)
        if what is not None:
            yield f"versions: {name_row(versions, row)!r} {what}"


def _find_wrong_apparatus(connection: Connection) -> Iterator[str]:
    for row in _read_all(connection, apparatus):
        try:
            wrong = render_apparatus(parse_apparatus(row["value"])) != row["value"]
        except (ValueError, TypeError):
            wrong = True
        if wrong:
            yield f"apparatus: {name_row(apparatus, row)!r} holds what cannot be read"


def _check_version(row: Mapping[Any, Any]) -> str | None:
    text = row["text"]
    if row["digest"] not in (text_digest(text), layout_digest(text, row["layout"])):
        return "has a text that does not match its digest"
    try:
        layout = parse_layout(row["layout"])
    except (ValueError, TypeError):
        return "has a layout that cannot be read"
    if len(layout) != row["paragraphs"]:
        return f"has {len(layout)} paragraphs, but its row says {row['paragraphs']}"
    return None if is_whole(layout, text) else "has paragraphs that are not parts of its text in text order"


def is_whole(layout: Layout, text: str) -> bool:
    """Whether spans and gaps together cover every character."""
    edges = [0, *(edge for _, spans in layout for span in spans for edge in span), len(text)]
    return edges == sorted(edges)


def _read_all(connection: Connection, table: Table) -> Iterator[Mapping[Any, Any]]:
    with connection.execute(select(table).execution_options(yield_per=_AT_ONCE)) as result:
        yield from result.mappings()
