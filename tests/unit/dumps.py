"""Records to dump and empty ones to load into, and the dump of a small one."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pincite.index.backup import load
from pincite.index.backup.dumping import write_dump
from pincite.index.record.record import Record, create_record
from pincite.index.record.sqlite import file_url
from pincite.index.record.values import Incoming
from pincite.index.values.statement import Statement
from tests.builders import build_statement


@cache
def empty_database() -> bytes:
    """The file of an empty record: to make its schema takes longer than a test of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.sqlite"
        create_record(file_url(path)).close()
        return path.read_bytes()


@contextmanager
def empty_record() -> Iterator[Record]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.sqlite"
        path.write_bytes(empty_database())
        with create_record(file_url(path)) as record:
            yield record


def put(record: Record, *taken: Statement, run: int | None = None, source: str = "/a.jsonl") -> None:
    incoming = [Incoming(each, hashlib.sha256(each.text.encode()).hexdigest(), source) for each in taken]
    record.put_batch(run or record.begin_run(), incoming, [(source, "d" * 64)])


def dumped(record: Record) -> bytes:
    out = io.BytesIO()
    write_dump(record, out.write)
    return out.getvalue()


def load_bytes(record: Record, data: bytes, folder: Path) -> None:
    path = folder / "dump.jsonl"
    path.write_bytes(data)
    load(record, path)


@pytest.fixture(scope="module")
def small() -> bytes:
    """The dump of a record with two runs, versions, a withdrawal, one that was undone, and a run that was killed."""
    with empty_record() as record:
        run = record.begin_run()
        put(record, build_statement("one", "First.", date="1946"), build_statement("two", "Zwei. \u2028"), run=run)
        put(record, build_statement("one", "First, mended.", "And more.", labels=("1.", None)), run=run)
        record.finish_run(run, "done")
        record.withdraw("two", "Asked for by its author")
        record.withdraw("one", "In error")
        record.withdraw("one", None)
        record.begin_run()
        return dumped(record)
