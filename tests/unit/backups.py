"""An archive, a backup of it, and backups that somebody has changed."""

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pincite.index.backup import back_up
from pincite.index.backup.canonical_json import render_canonical
from pincite.index.backup.manifest import NAME, BackupManifest
from pincite.index.record.contents import Item
from pincite.index.record.record import Record, create_record, open_record
from pincite.index.record.sqlite import file_url
from pincite.index.record.values import Incoming
from pincite.index.storage.home import Home, create_home
from tests.builders import build_statement

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)


def put(record: Record, *ids: str) -> None:
    incoming = [Incoming(build_statement(each, f"The text of {each}."), "d", "/a.jsonl") for each in ids]
    record.put_batch(record.begin_run(), incoming)


def back_up_to(record: Record, folder: Path) -> BackupManifest:
    return back_up(record, folder, pincite="1.2.3", now=NOON)


def read_items(path: Path) -> list[Item]:
    with open_record(file_url(path)) as record:
        return list(record.contents())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = create_home(tmp_path / "var")
    with create_record(file_url(made.record)) as record:
        put(record, "one", "two")
        put(record, "three")
        record.withdraw("two", "In error")
    return made


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    with open_record(file_url(home.record)) as record:
        back_up_to(record, folder)
    return folder


def forge(backup: Path, change: Callable[[sqlite3.Connection], object] | None = None, **values: object) -> None:
    """Change a backup as somebody can who knows how a manifest is made."""
    if change is not None:
        with sqlite3.connect(backup / "record.sqlite") as connection:
            change(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    data = (backup / "record.sqlite").read_bytes()
    stamp = {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    found = {**json.loads((backup / NAME).read_text()), "record": stamp, **values}
    del found["sha256"]
    found["sha256"] = hashlib.sha256(render_canonical(found)).hexdigest()
    (backup / NAME).write_bytes(render_canonical(found) + b"\n")
