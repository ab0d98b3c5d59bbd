"""Withdraw a statement with a reason, or undo that. Each is a batch of its own and a row of history.

Statements whose source has vanished are withdrawn together, in one batch.
"""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pincite.index.record.checksums import need_row, sealed
from pincite.index.record.tables import PRUNED, batches, sources, statements, withdrawals
from pincite.index.record.write import insert_batch
from pincite.index.values.errors import Withdrawn

_AT_ONCE = 500
LONGEST_REASON = 2000


def parse_reason(text: str) -> str:
    """Return a reason on one line. Raises ValueError when it is empty, too long, or cannot be shown."""
    reason = " ".join(text.split())
    if not reason:
        raise ValueError("expected a reason in words")
    if len(reason) > LONGEST_REASON:
        raise ValueError(f"expected a reason of at most {LONGEST_REASON:,} characters")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in reason):
        raise ValueError("expected a reason without control characters")
    return reason


def set_withdrawn(connection: Connection, run: int, time: str, identity: str, reason: str | None) -> int:
    """Withdraw a statement with a reason, or undo that with None. Return the number of the batch."""
    batch = insert_batch(connection, run, time)
    _set_withdrawn(connection, batch, identity, reason)
    return batch


def prune(connection: Connection, run: int, time: str, locations: Sequence[str]) -> tuple[str, ...]:
    """Withdraw all statements of these sources in one batch, and forget the sources. Return the ids of the statements.

    They are read anew when a source holds them again.
    """
    ids = tuple(identity for some in read_searchable(connection, locations).values() for identity in some)
    if ids:
        batch = insert_batch(connection, run, time)
        for identity in ids:
            _set_withdrawn(connection, batch, identity, PRUNED, draft_digest="")
    for start in range(0, len(locations), _AT_ONCE):
        connection.execute(delete(sources).where(sources.c.path.in_(locations[start : start + _AT_ONCE])))
    return ids


def read_searchable(connection: Connection, locations: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of the statements that are not withdrawn, by the location of their source, in order."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(locations), _AT_ONCE):
        some = statements.c.source.in_(locations[start : start + _AT_ONCE]) & statements.c.withdrawn.is_(None)
        query = select(statements.c.source, statements.c.id).where(some)
        for location, identity in connection.execute(query.order_by(statements.c.source, statements.c.id)):
            found.setdefault(location, []).append(identity)
    return found


def _set_withdrawn(connection: Connection, batch: int, identity: str, reason: str | None, **changed: str) -> None:
    note = {"statement": identity, "batch": batch, "reason": reason}
    connection.execute(insert(withdrawals).values(sealed(withdrawals, note)))
    stored = need_row(connection, statements, statements.c.id == identity)
    withdrawn = None if reason is None else batch
    row = sealed(statements, {**stored, **changed, "batch": batch, "withdrawn": withdrawn})
    connection.execute(update(statements).where(statements.c.id == identity).values(row))


def read_withdrawal(connection: Connection, identity: str) -> Withdrawn | None:
    """Return why and when a statement was withdrawn. None when it is not withdrawn, or does not exist."""
    note = connection.execute(_WITHDRAWAL, {"identity": identity}).one_or_none()
    return None if note is None else Withdrawn(identity, note.reason, note.time)


_WITHDRAWAL = (
    select(withdrawals.c.reason, batches.c.time)
    .join_from(withdrawals, batches)
    .join(statements, (statements.c.id == withdrawals.c.statement) & (statements.c.withdrawn == withdrawals.c.batch))
    .where(statements.c.id == bindparam("identity"))
)
