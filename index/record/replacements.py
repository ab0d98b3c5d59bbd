"""Versions that replaced another: what changed in the archive, the latest first.

Each is compared with the version that was added before it. A text that comes back is no new version, so it is not here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, literal_column, or_, select

from pincite.index.record.read import read_statement
from pincite.index.record.tables import batches, statements, versions
from pincite.index.record.values import Replacement
from pincite.index.values.arrival import Arrival

_LAST = 253_402_300_799
"""The last second of the year 9999."""

_before = versions.alias("before")


def read_replacements(
    connection: Connection, since: Arrival, after: tuple[int, str] | None, limit: int
) -> tuple[Replacement, ...]:
    """Return at most ``limit`` replacements, by batch downwards, then by id.

    ``since`` leaves out those of earlier batches and, with a time, those of batches before it. ``after`` is the batch
    and the id of the last one known. Withdrawn statements are left out.
    """
    # Written out, not bound: a partial index is used only where the database sees its condition.
    later = versions.c.ordinal > literal_column("1")
    current = later & (versions.c.batch >= since.batch) & statements.c.withdrawn.is_(None)
    query = (
        select(versions.c.statement, _before.c.digest, versions.c.digest)
        .join_from(versions, statements, statements.c.id == versions.c.statement)
        .join(_before, and_(_before.c.statement == versions.c.statement, _before.c.ordinal == versions.c.ordinal - 1))
        .where(current, *_later(since), *_next(after))
        .order_by(versions.c.batch.desc(), versions.c.statement)
        .limit(limit)
    )
    return tuple(
        Replacement(read_statement(connection, identity, before), read_statement(connection, identity, digest))
        for identity, before, digest in connection.execute(query)
    )


def _later(since: Arrival) -> Sequence[ColumnElement[bool]]:
    if since.at is None:
        return ()
    # With an offset a moment may lie before the first year or after the last one: no batch does.
    time = datetime.fromtimestamp(min(max(since.at, 0), _LAST), UTC).isoformat(timespec="seconds")
    return (versions.c.batch.in_(select(batches.c.id).where(batches.c.time >= time)),)


def _next(after: tuple[int, str] | None) -> Sequence[ColumnElement[bool]]:
    if after is None:
        return ()
    batch, identity = after
    return (or_(versions.c.batch < batch, and_(versions.c.batch == batch, versions.c.statement > identity)),)
