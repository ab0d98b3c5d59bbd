"""Flips single bits of a record's file, and tells what each did: to the rows, to the answers, and to the check."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pincite.index.record.record import Record, create_record, open_record
from pincite.index.record.sqlite import file_url
from pincite.index.record.values import Incoming
from pincite.index.values.errors import PinciteError
from tests.builders import build_statement

STATEMENTS = 30
IDS = [f"statement-{number}" for number in range(STATEMENTS)]
REFUSED = "refused"

Rows = tuple[object, ...] | None


def build_record(path: Path) -> None:
    """Make a record with versions, withdrawals, long texts over many pages, and pages that are free again."""
    with create_record(file_url(path)) as record:
        for round_ in range(4):
            run = record.begin_run()
            for start in range(0, STATEMENTS, 10):
                ids = IDS[start : start + 10]
                incoming = [_incoming(number + start, identity, round_) for number, identity in enumerate(ids)]
                record.put_batch(run, incoming, [(f"/seeds/{start}-{round_}.jsonl", "d" * 64)])
            record.finish_run(run, "done")
        for identity in IDS[::10]:
            record.withdraw(identity, "At the request of the issuer.")
        record.withdraw(IDS[0], None)
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE gone (words TEXT)")
        database.execute("INSERT INTO gone VALUES (?)", ("word " * 8000,))
        database.execute("DROP TABLE gone")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not path.with_name(path.name + "-wal").exists()


def _incoming(number: int, identity: str, round_: int) -> Incoming:
    texts = [
        f"Round {round_ if number % 3 == 0 else 0}, paragraph {part} of {identity}. " * 5
        for part in range(number % 9 + 1)
    ]
    statement = build_statement(identity, *texts, date="1946-05", place="Seoul", people=("Baker",))
    return Incoming(statement, f"{number}-{round_}", "/seeds/a.jsonl")


@dataclass(frozen=True, slots=True)
class Seen:
    """A record's file as SQLite reads it (None: it cannot), as Pincite answers from it, and what the check finds."""

    rows: Rows
    answers: tuple[object, ...]
    found: tuple[str, ...]


def look(path: Path) -> Seen:
    """Read everything three ways. What is no error of ours is raised."""
    return Seen(_read_rows(path), tuple(_read_answers(path)), tuple(_check(path)))


def flipped(content: bytes, bit: int) -> bytes:
    """Return ``content`` with one bit turned."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _read_rows(path: Path) -> Rows:
    """Return every row of every table, and the schema, by SQLite alone; None when it refuses one."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as database:
            database.text_factory = bytes
            schema = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
            names = [name.decode() for kind, name, _, _ in schema if kind == b"table"]
            tables = [database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]
            return repr(sorted(schema, key=repr)), *(repr(sorted(map(repr, rows))) for rows in tables)
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def _read_answers(path: Path) -> Iterator[object]:
    """Yield what the archive is asked for in its life, or that it refuses."""
    try:
        record = open_record(file_url(path))
    except PinciteError:
        yield REFUSED
        return
    with record:
        for question in _questions(record):
            try:
                yield repr(question())
            except PinciteError as error:
                yield f"{REFUSED}: {type(error).__name__} {str(error)[:40]}"


def _questions(record: Record) -> Iterator[Callable[[], object]]:
    yield from (lambda identity=identity: record.statement(identity) for identity in IDS)
    yield record.counts
    yield record.last_batch
    yield record.cursor_key
    yield record.sources
    yield lambda: sorted(record.owners(IDS).items())
    yield lambda: sorted(record.draft_digests("/seeds/a.jsonl").items())
    yield lambda: list(record.changes_since(0))
    yield lambda: list(record.entries_by_id())


def _check(path: Path) -> Iterator[str]:
    try:
        with open_record(file_url(path)) as record:
            yield from map(str, record.check("bytes"))
    except PinciteError as error:
        yield str(error)
