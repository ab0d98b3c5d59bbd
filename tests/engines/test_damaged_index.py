"""What is damaged, missing or a stranger's is told at opening, and nothing of it is run."""

import os
import pickle
import random
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.index.engines.whoosh.commits.manifest import manifest_name, parse_manifest, render_manifest
from pincite.index.engines.whoosh.commits.stamps import stamp_of
from pincite.index.engines.whoosh.commits.storage import toc_name
from pincite.index.engines.whoosh.generations import open_snapshot, open_writer
from pincite.index.engines.whoosh.layout import MARKER, current_generation
from pincite.index.values.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveForeign,
    ArchiveMissing,
    SchemaMismatch,
)
from tests.engines.sessions import damage, entry, state, write


def test_nothing_missing_or_foreign_is_opened_or_touched(tmp_path) -> None:
    with pytest.raises(ArchiveMissing, match="pincite ingest"):
        open_snapshot(tmp_path / "absent")
    with pytest.raises(ArchiveMissing):
        open_snapshot(tmp_path)
    (tmp_path / "letters.txt").write_text("mine")
    for opening in (lambda: open_snapshot(tmp_path), lambda: open_writer(tmp_path).__enter__()):
        with pytest.raises(ArchiveForeign):
            opening()
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]


def test_a_folder_of_another_user_is_refused(tmp_path, monkeypatch) -> None:
    write(tmp_path / "i", 1, [entry("a", "one")])
    monkeypatch.setattr(os, "geteuid", lambda: (tmp_path / "i").stat().st_uid + 1)
    if (tmp_path / "i").stat().st_uid == 0:
        os.chown(tmp_path / "i", 12345, -1)
    with pytest.raises(ArchiveForeign, match="another user"):
        open_snapshot(tmp_path / "i")


def test_a_damaged_segment_is_not_merged_into_one_with_a_sound_checksum(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry(f"s{n}", "some words") for n in range(60)])
    for batch in range(2, 10):
        write(path, batch, [entry(f"t{batch}", "more")])
    large = max((path / "gen-000001").glob("*.arrays"), key=lambda file: file.stat().st_size)
    data = large.read_bytes()
    large.write_bytes(data[:-99] + bytes([data[-99] ^ 1]) + data[-98:])
    with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
        write(path, 10, [entry("t10", "the tenth segment makes a merge")])
    large.write_bytes(data)
    write(path, 10, [entry("t10", "the tenth segment makes a merge")])
    assert not large.exists() or len(open_snapshot(path).parts) == 1
    assert len(state(open_snapshot(path))) == 69
    assert damage(path) == []


class Trap:
    """What a stranger's pickle could run."""

    def __reduce__(self):
        return (os.system, ("touch trapped",))


def test_nothing_is_unpickled_before_its_checksum_is_checked(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one")])
    toc = path / "gen-000001" / toc_name(1)
    toc.write_bytes(toc.read_bytes() + pickle.dumps(Trap()))
    for opening in (lambda: open_snapshot(path), lambda: open_writer(path).__enter__()):
        with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
            opening()
    assert not (tmp_path / "trapped").exists()
    write(path, 2, [entry("a", "rebuilt")], fresh=True)
    assert state(open_snapshot(path)) == {"a": ("rebuilt",)}


def damaged_files(path: Path) -> list[Path]:
    files = [path / "CURRENT", path / MARKER]
    folder = path / current_generation(path)
    return files + [file for file in folder.iterdir() if file.stat().st_size and file.name != MARKER]


def test_a_missing_or_truncated_file_is_an_error_at_opening(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one")])
    write(path, 2, [entry("b", "two")])
    needed = {toc_name(2), "MANIFEST-2.json"}
    for file in damaged_files(path):
        if file.name not in needed and not file.name.endswith(".arrays") and file.parent != path:
            continue
        data = file.read_bytes()
        file.write_bytes(data[:-1])
        with pytest.raises(ArchiveError, match=r"pincite|folder"):
            open_snapshot(path)
        if file.name != toc_name(2):
            file.unlink()
            with pytest.raises(ArchiveError, match=r"pincite|folder"):
                open_snapshot(path)
        file.write_bytes(data)
    assert state(open_snapshot(path, check="full")) == {"a": ("one",), "b": ("two",)}


def test_every_flipped_bit_is_found(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one two three")])
    write(path, 2, [entry("b", "four")], ["a"])
    assert damage(path) == []
    chance = random.Random(9)
    for file in damaged_files(path):
        data = file.read_bytes()
        for _ in range(25):
            changed = bytearray(data)
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            file.write_bytes(changed)
            try:
                found = damage(path)
            except ArchiveError as error:
                found = [str(error)]
            assert found, file.name
        file.write_bytes(data)


def test_arrays_with_the_stamps_of_an_earlier_version_are_read_and_checked(tmp_path) -> None:
    """Its stamps were over all bytes of a file."""
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one two three")])
    file = next(path.glob("gen-*/*.arrays"))
    name = file.with_name(manifest_name(1))
    manifest = parse_manifest(name.read_bytes(), name.name)
    assert manifest.files[file.name] != stamp_of(file)
    name.write_bytes(render_manifest(replace(manifest, files={file.name: stamp_of(file)})))
    assert state(open_snapshot(path, check="full")) == {"a": ("one two three",)}
    assert damage(path) == []
    data = file.read_bytes()
    file.write_bytes(data[:-99] + bytes([data[-99] ^ 1]) + data[-98:])
    with pytest.raises(ArchiveDamaged, match="not as it was written; run `pincite rebuild`"):
        open_snapshot(path, check="full")
    assert damage(path)


def test_another_schema_is_one_line(tmp_path, monkeypatch) -> None:
    write(tmp_path / "i", 1, [entry("a", "one")])
    monkeypatch.setattr("pincite.index.engines.whoosh.commits.manifest.SCHEMA_VERSION", 99)
    with pytest.raises(SchemaMismatch, match="pincite rebuild"):
        open_snapshot(tmp_path / "i")
