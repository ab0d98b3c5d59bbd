"""``pincite doctor`` after a stopped backup, restore, dump, load or migrate: each leftover is named, mended if ours."""

import fcntl
import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.index.backup.dumpformat import HEADER
from pincite.index.backup.marker import mark
from pincite.index.storage.disk import RealDisk
from tests.cli.test_migrate import make_old
from tests.durability.archives import take_in, write_source
from tests.durability.conftest import some
from tests.durability.disks import Counting, Died, Dying, put_in
from tests.durability.test_keeping_stopped import WAYS, before, run
from tests.durability.works import begin

__all__ = ["before"]
pytestmark = pytest.mark.durability

WRITING = 17
"""When a restore writes the record: after the folder, the lock, the holder, the marker and the sources."""

Examine = Callable[..., list[dict[str, object]]]


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str]) -> Examine:
    """Runs the doctor; returns what it finds. Its exit code must be ``code``, and its last word what ``left`` says."""

    def examine(*arguments: object, code: int = 0) -> list[dict[str, object]]:
        capsys.readouterr()
        assert main(["doctor", "--json", *map(str, arguments)]) == code
        findings: list[dict[str, object]] = json.loads(capsys.readouterr().out.splitlines()[-1])["findings"]
        left = [one for one in findings if not one["mended"] and not one["kept"]]
        assert bool(left) == bool(code)
        assert all(one["mend"] for one in findings)
        return findings

    return examine


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Path:
    """An archive, with a backup and a dump beside it."""
    return begin(before, tmp_path / "all") / "archive"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", WAYS)
def test_after_a_death_at_any_operation_it_mends_what_is_ours(
    name: str,
    before: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    way, counting, counted = WAYS[name], Counting(), begin(before, tmp_path / "counted")
    with put_in(counting):
        assert run(counted, *way.command, home=way.home) == 0
    # That each operation can be died at is shown elsewhere, at more of them.
    for at in some(range(1, counting.count + 1), share=0.025):
        folder = begin(before, tmp_path / str(at))
        with pytest.raises(Died), put_in(Dying(at)):
            run(folder, *way.command, home=way.home)
        with put_in(Counting()):
            for places in ((), (str(folder),)):
                capsys.readouterr()
                told = main(["doctor", *places, "--home", str(folder / way.home)])
                says = capsys.readouterr()
                assert told == 0 or "run `pincite" in says.err, says
                main(["doctor", "--fix", *places, "--home", str(folder / way.home)])
            assert main(["doctor", str(folder)]) == 0
            assert not list(folder.rglob("record.sqlite.new"))
            way.check(folder)


def stop_a_backup(folder: Path) -> None:
    folder.mkdir()
    mark(folder, RealDisk())
    (folder / "record.sqlite").write_bytes(b"half")
    (folder / "record.sqlite-journal").write_bytes(b"a journal")
    (folder / "manifest.json.new").write_bytes(b"{")


def test_a_stopped_backup_is_refused_named_and_removed(
    home: Path, examine: Examine, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home.parent / "new"
    stop_a_backup(folder)
    held = names(folder)
    assert run(home.parent, "backup", "new") == 74
    assert f"run `pincite doctor --fix {folder}`" in capsys.readouterr().err
    for place in (folder, home.parent):
        (finding,) = examine(place, code=74)
        assert (finding["place"], finding["mend"]) == (str(folder), f"run `pincite doctor --fix {folder}`")
    assert names(folder) == held, "without --fix nothing changes"
    (finding,) = examine("--fix", home.parent)
    assert finding["mended"]
    assert not folder.exists()
    assert examine(home.parent) == []
    assert run(home.parent, "backup", "new") == 0


def test_a_letter_in_a_stopped_backup_stays(home: Path, examine: Examine) -> None:
    folder = home.parent / "new"
    stop_a_backup(folder)
    (folder / "letter.txt").write_text("mine")
    examine("--fix", folder)
    assert names(folder) == {"letter.txt"}


def test_what_does_not_carry_our_marker_stays(home: Path, examine: Examine) -> None:
    folder, letter, packed = home.parent / "new", home.parent / "letter.new", home.parent / "letter.gz.new"
    stop_a_backup(folder)
    (folder / "PINCITE").write_text("mine")
    letter.write_text("mine")
    packed.write_bytes(gzip.compress(b"mine"))
    held = names(folder)
    assert examine("--fix", home.parent) == []
    (folder / "PINCITE").unlink()
    (finding,) = examine("--fix", home.parent, code=74)
    assert "delete it, if nothing in it is yours" in str(finding["mend"])
    assert (names(folder), letter.exists(), packed.exists()) == (held - {"PINCITE"}, True, True)


def test_a_whole_backup_only_loses_its_mark(home: Path, examine: Examine) -> None:
    mark(home.parent / "backup", RealDisk())
    assert [one["mended"] for one in examine("--fix", home.parent)] == [True]
    assert names(home.parent / "backup") == {"manifest.json", "record.sqlite"}


@pytest.mark.parametrize("what", ["backup", "dump"])
def test_what_is_being_written_is_left_alone(home: Path, examine: Examine, what: str) -> None:
    folder, file = home.parent / "new", home.parent / "new.jsonl.new"
    if what == "backup":
        stop_a_backup(folder)
    else:
        file.write_bytes(HEADER)
    descriptor = os.open(file if what == "dump" else folder / "PINCITE", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    (finding,) = examine("--fix", home.parent)
    assert (finding["what"], finding["kept"], finding["mended"]) == ("is being written", True, False)
    os.close(descriptor)
    assert [one["mended"] for one in examine("--fix", home.parent)] == [True]
    assert not folder.exists()
    assert not file.exists()


@pytest.mark.parametrize("name", ["new.jsonl.new", "new.jsonl.gz.new"])
def test_half_a_dump_is_named_and_removed(home: Path, examine: Examine, name: str) -> None:
    file = home.parent / name
    file.write_bytes(gzip.compress(HEADER + b"{}")[:-9] if ".gz" in name else HEADER + b'{"run')
    for place in (file, file.with_suffix(""), home.parent):
        assert [one["place"] for one in examine(place, code=74)] == [str(file)]
    examine("--fix", file.with_suffix(""))
    assert not file.exists()
    assert (home.parent / "archive.jsonl").exists()
    assert main(["doctor", str(file)]) == 74


def test_a_stopped_restore_is_named_and_its_folder_emptied(home: Path, examine: Examine) -> None:
    new = home.parent / "new"
    with pytest.raises(Died), put_in(Dying(WRITING)):
        run(home.parent, "restore", "backup", home="new")
    assert (new / "record.sqlite.new").exists()
    (new / "letter.txt").write_text("mine")
    told = examine("--home", new, code=74)
    assert "pincite restore SOURCE" in str(told[-1]["mend"])
    assert (new / "record.sqlite.new").exists(), "without --fix nothing changes"
    assert all(one["mended"] for one in examine("--fix", "--home", new))
    assert names(new) == {"lock", "letter.txt"}
    (new / "letter.txt").unlink()
    assert run(home.parent, "restore", "backup", home="new") == 0


def test_what_a_stopped_restore_left_elsewhere_is_told_and_left(
    home: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = home.parent / "elsewhere.sqlite"
    monkeypatch.setenv("PINCITE_RECORD_URL", f"sqlite:///{record}")
    with pytest.raises(Died), put_in(Dying(WRITING)):
        run(home.parent, "restore", "backup", home="new")
    left = record.with_name("elsewhere.sqlite.new")
    assert left.exists()
    told = examine("--fix", "--home", home.parent / "new", code=74)
    assert [one["mended"] for one in told if one["place"] == str(left)] == [False]
    assert left.exists()


@pytest.fixture
def older(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An archive whose record is of an older schema."""
    folder = tmp_path / "older"
    take_in(folder, write_source(tmp_path / "a.jsonl", "a", range(4)))
    make_old(folder)
    capsys.readouterr()
    return folder


def test_the_copy_of_a_migration_is_named_and_kept(older: Path, examine: Examine) -> None:
    assert main(["migrate", "--home", str(older)]) == 0
    (copy,) = older.glob("record-0001-*")
    (finding,) = (one for one in examine("--fix", "--home", older) if one["place"] == copy.name)
    assert (finding["kept"], "when you no longer need it" in str(finding["mend"])) == (True, True)
    assert copy.exists()


@pytest.mark.parametrize("journal", [b"", b"a journal"], ids=["an empty copy", "a copy with its journal"])
def test_half_a_copy_is_removed_and_a_whole_one_stays_until_the_record_is_migrated(
    older: Path, examine: Examine, journal: bytes
) -> None:
    half, whole = (older / f"record-0001-20260131T12000{number}Z.sqlite" for number in range(2))
    letter = older / "record-0001-of-mine.sqlite"
    shutil.copy(older / "record.sqlite", whole)
    half.write_bytes(whole.read_bytes() if journal else b"")
    if journal:
        half.with_name(f"{half.name}-journal").write_bytes(journal)
    letter.write_text("mine")
    told = {one["place"]: one["mend"] for one in examine("--home", older, code=74)}
    assert told[half.name] == "run `pincite doctor --fix`"
    assert told[whole.name] == "run `pincite migrate`, then delete it"
    examine("--fix", "--home", older, code=74)
    assert {path.name for path in older.glob("record-*")} == {whole.name, letter.name}
    assert main(["migrate", "--home", str(older)]) == 0
    assert {one["place"] for one in examine("--home", older) if one["kept"]} >= {whole.name}
