"""A backup is whole or is none, whatever stops it and whatever is done to it."""

import hashlib
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pincite.index.backup import back_up, restore
from pincite.index.backup.canonical_json import render_canonical
from pincite.index.backup.events import Copied
from pincite.index.backup.manifest import NAME
from pincite.index.record.record import create_record, open_record
from pincite.index.record.schema import HEAD, REVISIONS
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import Home, open_home
from pincite.index.values.errors import ArchiveDamaged, ArchiveForeign, SourceError
from tests.unit.backups import NOON, back_up_to, backup, forge, home, names, put, read_items

__all__ = ["backup", "home"]
FLIPS = 200


def test_what_is_restored_is_what_was_backed_up(home: Home, backup: Path, tmp_path: Path) -> None:
    manifest = restore(backup, tmp_path / "new")
    assert read_items(open_home(tmp_path / "new").record) == read_items(home.record)
    assert (manifest.batch, manifest.counts["statements"], manifest.counts["withdrawn"]) == (3, 2, 1)
    assert (manifest.pincite, manifest.time, manifest.schema_revision) == ("1.2.3", "2026-01-31T12:00:00+00:00", HEAD)
    assert names(tmp_path / "new") == {"PINCITE", "record.sqlite", "lock"}


def test_a_backup_is_two_files_and_looking_at_it_leaves_no_third(backup: Path, tmp_path: Path) -> None:
    assert names(backup) == {"manifest.json", "record.sqlite"}
    restore(backup, tmp_path / "new")
    assert names(backup) == {"manifest.json", "record.sqlite"}


def test_the_manifest_can_be_checked_by_hand(backup: Path) -> None:
    values = json.loads((backup / NAME).read_text())
    digest = values.pop("sha256")
    assert digest == hashlib.sha256(render_canonical(values)).hexdigest()
    data = (backup / "record.sqlite").read_bytes()
    assert values["record"] == {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_a_copy_is_of_one_moment_and_the_writer_does_not_wait(home: Home, tmp_path: Path) -> None:
    """The writer commits at each step of the copy: it neither waits nor makes the copy begin again."""
    with create_record(file_url(home.record)) as writer, open_record(file_url(home.record)) as record:
        for number in range(40):
            put(writer, *(f"{number} {each} {'long ' * 2000}" for each in range(10)))
        before = list(record.contents())
        steps: list[int] = []

        def write_more(event: object) -> None:
            if isinstance(event, Copied):
                steps.append(event.bytes)
                put(writer, f"meanwhile {len(steps)}")

        back_up(record, tmp_path / "backup", pincite="1", now=NOON, on_event=write_more)
    assert len(steps) > 3
    assert steps == sorted(set(steps))
    restore(tmp_path / "backup", tmp_path / "new")
    assert read_items(tmp_path / "new" / "record.sqlite") == before


@pytest.mark.parametrize("name", ["letter.txt", "manifest.json"])
def test_a_folder_that_holds_anything_is_left_alone(home: Home, tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / name).write_text("mine")
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveForeign, match="not empty"):
        back_up_to(record, tmp_path / "full")
    assert names(tmp_path / "full") == {name}
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveForeign, match="not a folder"):
        back_up_to(record, tmp_path / "full" / name)


@pytest.mark.parametrize("made", [True, False], ids=["a folder that was there", "a new folder"])
def test_an_error_leaves_nothing_behind(home: Home, tmp_path: Path, *, made: bool) -> None:
    folder = tmp_path / "backup"
    if made:
        folder.mkdir()

    def full(_event: object) -> None:
        raise OSError(28, "No space left on device")

    with open_record(file_url(home.record)) as record, pytest.raises(OSError, match="No space"):
        back_up(record, folder, pincite="1", now=NOON, on_event=full)
    assert folder.exists() == made
    assert not made or names(folder) == set()


def test_a_backup_without_its_manifest_is_none(home: Home, backup: Path, tmp_path: Path) -> None:
    (backup / NAME).unlink()
    with pytest.raises(SourceError, match="unfinished"):
        restore(backup, tmp_path / "new")
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveForeign, match="unfinished"):
        back_up_to(record, backup)


@pytest.mark.parametrize("what", ["absent", "a file"])
def test_what_is_no_backup_is_refused(tmp_path: Path, what: str) -> None:
    if what == "a file":
        (tmp_path / what).write_text("mine")
    with pytest.raises(SourceError, match="manifest"):
        restore(tmp_path / what, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_any_flipped_bit_and_any_cut_is_found(backup: Path, tmp_path: Path) -> None:
    dice = random.Random(20180602)
    for name in ("manifest.json", "record.sqlite"):
        path = backup / name
        whole = path.read_bytes()
        for number in range(FLIPS):
            changed = bytearray(whole)
            if number % 4:
                changed[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
            else:
                del changed[dice.randrange(len(whole)) :]
            path.write_bytes(changed)
            with pytest.raises(SourceError, match=name):
                restore(backup, tmp_path / "new")
        path.write_bytes(whole)
    assert not (tmp_path / "new").exists()
    restore(backup, tmp_path / "new")
    print(f"{2 * FLIPS} flips and cuts")


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"format": 2}, "format 2"),
        ({"kind": "another"}, "not the manifest"),
        ({"schema_revision": "9999"}, "newer"),
        ({"schema_revision": REVISIONS[0]}, "not the record"),
        ({"archive": "0" * 16}, "not the record"),
        ({"counts": {"batch": 7}}, "not the record"),
        ({"colour": "red"}, "not as it was written"),
        ({"pincite": 1}, "not as it was written"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    backup: Path, tmp_path: Path, values: dict[str, Any], says: str
) -> None:
    forge(backup, **values)
    with pytest.raises(SourceError, match=says) as error:
        restore(backup, tmp_path / "new")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE versions SET text = 'Altered.' WHERE statement = 'one'", "not as it was written"),
        ("DELETE FROM versions WHERE statement = 'one'", "does not exist"),
        ("DELETE FROM runs", "does not exist"),
    ],
)
def test_rows_that_do_not_fit_are_refused_whatever_the_digest_says(
    backup: Path, tmp_path: Path, sql: str, says: str
) -> None:
    forge(backup, lambda connection: connection.execute(sql))
    with pytest.raises(SourceError, match=says):
        restore(backup, tmp_path / "new")


def test_a_record_that_is_damaged_gives_no_backup(home: Home, tmp_path: Path) -> None:
    with sqlite3.connect(home.record) as connection:
        connection.execute("UPDATE versions SET text = 'Altered.' WHERE statement = 'one'")
    connection.close()
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveDamaged, match="not as it was written"):
        back_up_to(record, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
