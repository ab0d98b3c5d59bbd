"""The session of the only writer on PostgreSQL: its lock, and everything that it writes.

Lock and writes share one connection, so neither outlives the other. When the session ends, the server undoes the open
batch and frees the lock for the next writer on any machine. The old writer cannot write any more.
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
"""The most bytes that PostgreSQL keeps of an application name."""

_NOTHING = text("SELECT 1")
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_SIGN = text("SELECT set_config('application_name', :name, false)")
_WHO = text("""
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid::bigint = :high AND objid::bigint = :low
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


class WriterSession:
    """Holds the lock from ``open`` to ``close``, or until the connection is lost. Thread-safe."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = threading.Lock()

    @classmethod
    def open(cls, connection: Connection, timeout: float, on_wait: Callable[[str], None] | None) -> Self:
        """Wait for the lock on a separate connection. Raises LockHeld after ``timeout`` seconds."""
        session = cls(connection)
        try:
            # Really closed at the end, because a pool would keep the lock.
            connection.detach()
            session._acquire(timeout, on_wait)
        except BaseException:
            session.close()
            raise
        return session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield the connection in a transaction. Raises RecordUnavailable when it was lost: it is never replaced."""
        with self._turn:
            if self._connection.closed or self._connection.invalidated:
                raise RecordUnavailable(
                    "the session that may write to the record was lost, and Pincite stopped writing: "
                    "run the same command again"
                )
            with self._connection.begin():
                yield self._connection

    def check(self) -> None:
        """Raise RecordUnavailable, or the driver's error, when the connection and with it the lock was lost."""
        with self.transaction() as connection:
            connection.execute(_NOTHING)

    def close(self) -> None:
        """End the session and free the lock."""
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
    """Return a description of the lock holder, or None."""
    name = connection.scalar(_WHO, {"high": _KEY >> 32, "low": _KEY & 0xFFFFFFFF})
    return None if name is None else _read_signature(name)


def _sign(holder: LockHolder) -> str:
    """Return the name that a session shows to others. The end of a long host name is cut off."""
    return f"pincite {holder.since} {holder.process} {holder.host}".encode("ascii", "replace")[:_NAME_BYTES].decode()


def _read_signature(name: str) -> str:
    """Return a description of the holder."""
    parts = name.split(" ", 5)
    if len(parts) < 6 or parts[0] != "pincite" or not parts[4].isdecimal():
        return NAMELESS
    return str(LockHolder(int(parts[4]), parts[5], " ".join(parts[1:4])))
