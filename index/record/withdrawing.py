"""Withdraw a statement with a reason, or undo that. Each is a batch of its own and a row of history."""

import unicodedata

from sqlalchemy import Connection, bindparam, insert, select, update

from pincite.index.record.checksums import need_row, sealed
from pincite.index.record.tables import batches, statements, withdrawals
from pincite.index.record.write import insert_batch
from pincite.index.values.errors import Withdrawn

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
    note = {"statement": identity, "batch": batch, "reason": reason}
    connection.execute(insert(withdrawals).values(sealed(withdrawals, note)))
    stored = need_row(connection, statements, statements.c.id == identity)
    row = sealed(statements, {**stored, "batch": batch, "withdrawn": None if reason is None else batch})
    connection.execute(update(statements).where(statements.c.id == identity).values(row))
    return batch


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
