"""The one writer's session on PostgreSQL: the lock that keeps all others out, and everything that is written.

Both are of one connection, so that neither outlives the other: with the session the server undoes the batch that is
not committed and lets the next writer in, on whatever machine, and the old one cannot write any more.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from pincite.index.storage.holder import NAMELESS, LockHolder
from pincite.index.values.errors import LockHeld, RecordUnavailable

_KEY = int.from_bytes(b"Pincite", "big")
_POLL_SECONDS = 0.1
_NAME_BYTES = 63
"""What PostgreSQL keeps of an application's name."""

_NOTHING = text("SELECT 1")
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_SIGN = text("SELECT set_config('application_name', :name, false)")
_WHO = text("""
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid::bigint = :high AND objid::bigint = :low
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


class WriterSession:
    """Holds the lock from ``open`` to ``close``, or until the connection is lost. Safe for many threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = threading.Lock()

    @classmethod
    def open(cls, connection: Connection, timeout: float, on_wait: Callable[[str], None] | None) -> Self:
        """Wait for the lock on a connection of its own; LockHeld after ``timeout`` seconds."""
        session = cls(connection)
        try:
            # Closed in earnest when this ends: a pool would keep the lock.
            connection.detach()
            session._acquire(timeout, on_wait)
        except BaseException:
            session.close()
            raise
        return session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give the connection in a transaction. RecordUnavailable when it was lost: it is never replaced."""
        with self._turn:
            if self._connection.closed or self._connection.invalidated:
                raise RecordUnavailable(
                    "the session that may write to the record was lost, and Pincite stopped writing: "
                    "run the same command again"
                )
            with self._connection.begin():
                yield self._connection

    def check(self) -> None:
        """RecordUnavailable, or the driver's error, when the connection was lost and the lock with it."""
        with self.transaction() as connection:
            connection.execute(_NOTHING)

    def close(self) -> None:
        """End the session; the lock is free."""
        with suppress(DBAPIError):
            self._connection.close()

    def _acquire(self, timeout: float, on_wait: Callable[[str], None] | None) -> None:
        if self._try_lock():
            return
        if on_wait is not None:
            on_wait(self._holder())
        end = monotonic() + timeout
        while monotonic() < end:
            sleep(_POLL_SECONDS)
            if self._try_lock():
                return
        raise LockHeld(self._holder())

    def _try_lock(self) -> bool:
        with self.transaction() as connection:
            if not connection.scalar(_TRY, {"key": _KEY}):
                return False
            connection.execute(_SIGN, {"name": _sign(LockHolder.here())})
            return True

    def _holder(self) -> str:
        with self.transaction() as connection:
            return find_holder(connection) or NAMELESS


def find_holder(connection: Connection) -> str | None:
    """Return who holds the lock, in words; None when nobody does."""
    name = connection.scalar(_WHO, {"high": _KEY >> 32, "low": _KEY & 0xFFFFFFFF})
    return None if name is None else _read_signature(name)


def _sign(holder: LockHolder) -> str:
    """Return the name that a session shows to the others; a long host's end is cut off."""
    return f"pincite {holder.since} {holder.process} {holder.host}".encode("ascii", "replace")[:_NAME_BYTES].decode()


def _read_signature(name: str) -> str:
    """Return the holder in words."""
    parts = name.split(" ", 5)
    if len(parts) < 6 or parts[0] != "pincite" or not parts[4].isdecimal():
        return NAMELESS
    return str(LockHolder(int(parts[4]), parts[5], " ".join(parts[1:4])))
