"""Everything specific to PostgreSQL: how to connect, what its errors mean, and a reader's snapshot."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pincite.index.record.damage import damaged
from pincite.index.record.session import WriterSession, find_holder
from pincite.index.values.errors import ArchiveError, PinciteError, RecordUnavailable
from pincite.index.values.extras import need_extra

_CONNECT_SECONDS = 5
_WRITER_SECONDS = 600.0
"""A writer waits longer for an answer than a reader, because a schema upgrade touches every row."""
_GRACE_SECONDS = 5.0
"""The server stops a slow statement itself. If it has not done so after this many more seconds, it is stalled."""
_CONNECTIONS = 20

# Both ends notice after a minute that the other one is gone. The writer's lock is then free again.
_KEEPALIVE = {"idle": 30, "interval": 10, "count": 3}
_CLIENT = {f"keepalives_{name}": value for name, value in _KEEPALIVE.items()} | {"tcp_user_timeout": 60_000}
_SESSION: Mapping[str, str] = {
    **{f"tcp_keepalives_{name}": str(value) for name, value in _KEEPALIVE.items()},
    "tcp_user_timeout": "60s",
    # A rebuild keeps its snapshot, and a writer its session, for as long as the index needs.
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
}
# Sets only what this server knows. A confirmed commit is on disk, whatever the server's default is.
_SETTLE = """
SELECT set_config(name, wanted.setting, false)
FROM pg_settings JOIN unnest(%s::text[], %s::text[]) AS wanted(name, setting) USING (name)
UNION ALL SELECT set_config(name, 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'
"""

_DAMAGE = ("XX001", "XX002")
_READ_ONLY = "25006"
_NOT_ALLOWED = "42501"
_CANCELLED = "57014"
_UNAVAILABLE = ("08", "28", "3D", "53", "57P")
"""SQLSTATE classes: connection, authorization, no such database, resources, operator intervention."""


class PostgresqlDatabase:
    """A database of a PostgreSQL server. A reader has no session to write with."""

    def __init__(self, engine: Engine, session: WriterSession | None = None) -> None:
        self._engine = engine
        self._session = session
        self._reading = engine.execution_options(postgresql_readonly=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """See ``Database``. The transaction is REPEATABLE READ, READ ONLY."""
        with translated(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """See ``Database``. Uses the session that holds the lock; RecordUnavailable when it is lost."""
        if self._session is None:
            raise ArchiveError("the record was opened for reading and cannot be used for writing")
        with translated(), self._session.transaction() as connection:
            yield connection

    def find_damage(self, _connection: Connection, /) -> Iterator[str]:
        """See ``Database``. Does nothing, because it is the server that keeps and checks its pages."""
        yield from ()

    def read_schema(self, _connection: Connection, /) -> str:
        """See ``Database``. Does nothing, because its owner may change what does not concern us."""
        return ""

    def check_writer(self) -> None:
        """See ``Database``. A reader has no lock to lose."""
        if self._session is not None:
            with translated():
                self._session.check()

    def check_place(self) -> None:
        """See ``Database``. Does nothing, because every answer is the server's own."""

    def find_writer(self) -> str | None:
        """See ``Database``."""
        with self.read() as connection:
            return find_holder(connection)

    def prepare(self) -> None:
        """Check that the database can store every text, and orders texts by code points."""
        with self.read() as connection:
            encoding = connection.scalar(text("SELECT current_setting('server_encoding')"))
        if encoding != "UTF8":
            raise ArchiveError(
                f"the record's database has the encoding {encoding}: create it with ENCODING 'UTF8' TEMPLATE template0"
            )

    def copy(self, _connection: Connection, _target: Path, _on_bytes: Callable[[int, int], None], /) -> None:
        """Refuse: use the server's own tools."""
        raise ArchiveError(
            "the record is on a database server: back it up with `pg_dump`, or the archive with `pincite dump FILE`"
        )

    def close(self) -> None:
        """See ``Database``. The lock is free after this."""
        if self._session is not None:
            self._session.close()
        self._engine.dispose()


def open_reader(url: URL, answer: float) -> PostgresqlDatabase:
    """Open for reading only. Gives up on an answer that takes ``answer`` seconds."""
    return PostgresqlDatabase(_open_engine(url, answer))


def open_writer(url: URL, lock: float, on_wait: Callable[[str], None] | None) -> PostgresqlDatabase:
    """Open as the only writer among all machines. Raises LockHeld after waiting ``lock`` seconds for another one."""
    engine = _open_engine(url, _WRITER_SECONDS)
    try:
        with translated():
            return PostgresqlDatabase(engine, WriterSession.open(engine.connect(), lock, on_wait))
    except BaseException:
        engine.dispose()
        raise


@contextmanager
def translated() -> Iterator[None]:
    """Translate errors of PostgreSQL and its driver into Pincite's."""
    try:
        yield
    except PoolTimeout as error:
        raise RecordUnavailable("all connections to the record's server are in use: try again later") from error
    except DBAPIError as error:
        raise _translate(error) from error


def _translate(error: DBAPIError) -> PinciteError:
    state = getattr(error.orig, "sqlstate", None) or ""
    reason = _reason(error)
    if state in _DAMAGE:
        return damaged(reason)
    if state == _READ_ONLY:
        return ArchiveError(
            f"the record's server accepts no writes ({reason}): use the primary server in the record's URL"
        )
    if state == _NOT_ALLOWED:
        return ArchiveError(f"the record cannot be used ({reason}): make the URL's user the owner of the database")
    if state == _CANCELLED:
        return RecordUnavailable(f"the record's server took too long ({reason}): try again later")
    is_lost = error.connection_invalidated or (not state and isinstance(error, OperationalError))
    if is_lost or state.startswith(_UNAVAILABLE):
        return RecordUnavailable(
            f"the record's server cannot be reached ({reason}): check that it runs, and the record's URL and password"
        )
    return ArchiveError(f"the record cannot be used ({reason}): see the log of its server")


def _reason(error: DBAPIError) -> str:
    """Return the first line of the driver's message. Later lines may contain values of a row."""
    says = str(error.orig)
    lines = says.splitlines()[:1] if getattr(error.orig, "sqlstate", None) else says.splitlines()
    return " ".join(" ".join(lines).split())[:400] or type(error.orig).__name__


def _open_engine(url: URL, answer: float) -> Engine:
    given = {key: value for key, value in url.query.items() if key != "password"}
    need_extra("postgresql", "a record on PostgreSQL")
    asked = URL.create("postgresql+psycopg", url.username, _password(url), url.host, url.port, url.database, given)
    if "@" in (url.host or ""):
        raise ArchiveError("the record's URL has an @ in its host: in a password, write @ as %40")
    ours = {"connect_timeout": _CONNECT_SECONDS, "application_name": "pincite", **_CLIENT}
    engine = create_engine(
        asked,
        isolation_level="REPEATABLE READ",
        connect_args={name: value for name, value in ours.items() if name not in given},
        hide_parameters=True,
        pool_pre_ping=True,
        max_overflow=_CONNECTIONS - 5,
        pool_timeout=answer,
    )
    event.listen(engine, "do_connect", partial(_connect, answer))
    return engine


def _password(url: URL) -> str | None:
    """Return the password wherever it is in the URL. In the query part it would show when the URL is printed."""
    queried = url.query.get("password")
    return queried if isinstance(queried, str) else url.password


def _connect(answer: float, _dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
    # Imported here, so that an archive on SQLite does not pay for it.
    from pincite.index.record.patient import PatientConnection

    connection = PatientConnection.connect(*arguments, **named)
    connection.patience = answer + _GRACE_SECONDS
    wanted = {**_SESSION, "statement_timeout": f"{round(answer * 1000)}ms"}
    with connection.transaction():
        connection.execute(_SETTLE, (list(wanted), list(wanted.values())))
    return connection
