"""Backup, restore, dump and load, stopped at each operation: the same command again completes what was begun.

What was begun is either whole or refused, and the archive that was copied is as it was.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.app.dependencies import open_archive
from pincite.app.settings import Settings
from pincite.index.values.errors import PinciteError
from tests.durability.archives import check_clean, take_in, take_out, write_source
from tests.durability.conftest import some
from tests.durability.disks import Counting, Died, Dying, Failing, put_in
from tests.durability.test_backups_while_ingesting import read_state
from tests.durability.works import begin

pytestmark = pytest.mark.durability

HARMLESS = 6
"""At how many operations an error may come to nothing: the holder's name, and the older index when it is removed."""


def run(folder: Path, *arguments: str, home: str = "archive") -> int:
    """Run a command on an archive in ``folder``, where the names of its arguments stand too."""
    command, *names = arguments
    return main([command, *(str(folder / name) for name in names), "--home", str(folder / home)])


@dataclass(frozen=True, slots=True)
class Way:
    """A command that carries an archive, and the check of what one that was stopped has left."""

    name: str
    command: tuple[str, ...]
    home: str
    check: Callable[[Path], None]


def check_backup(folder: Path) -> None:
    """A backup is whole, or it is none; another can be taken."""
    whole = (folder / "new" / "manifest.json").exists()
    assert run(folder, "restore", "new", home="from it") == (0 if whole else 65)
    assert run(folder, "backup", "another") == 0
    assert run(folder, "restore", "another", home="from another") == 0
    for home in ("from it",) * whole + ("from another",):
        assert read_state(folder / home) == read_state(folder / "archive")


def check_restore(folder: Path) -> None:
    """Nothing is believed, and it can be done again; or the record is there, and the index can be built."""
    _complete(folder, "restore", "backup")


def check_load(folder: Path) -> None:
    """Nothing was loaded, and it can be done again; or all of it was, and the index can be built."""
    _complete(folder, "load", "archive.jsonl")


def _complete(folder: Path, *command: str) -> None:
    refusal = None
    try:
        archive = open_archive(Settings(home=folder / "new"))
    except PinciteError as error:
        refusal = str(error)
    else:
        loaded = archive.record.last_batch() > 0
        archive.close()
        if loaded:
            check_clean(folder / "new")
    assert refusal is None or "run `pincite" in refusal
    if run(folder, *command, home="new"):
        assert run(folder, "rebuild", home="new") == 0
    assert read_state(folder / "new") == read_state(folder / "archive")
    assert run(folder, "verify", home="new") == 0


def check_dump(folder: Path) -> None:
    """The file is there whole, or not at all."""
    if not (folder / "new.jsonl").exists():
        assert run(folder, "dump", "new.jsonl") == 0
    assert (folder / "new.jsonl").read_bytes() == (folder / "archive.jsonl").read_bytes()


WAYS = {
    way.name: way
    for way in (
        Way("backup", ("backup", "new"), "archive", check_backup),
        Way("restore", ("restore", "backup"), "new", check_restore),
        Way("dump", ("dump", "new.jsonl"), "archive", check_dump),
        Way("load", ("load", "archive.jsonl"), "new", check_load),
    )
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, a backup and a dump of it."""
    folder = tmp_path_factory.mktemp("before")
    with put_in(Counting()):
        for name, of in (("first", range(9)), ("then", range(6, 12))):
            take_in(folder / "archive", write_source(folder / f"{name}.jsonl", name, of))
        take_out(folder / "archive", "s007")
        assert run(folder, "backup", "backup") == 0
        assert run(folder, "dump", "archive.jsonl") == 0
    return folder


def count(way: Way, folder: Path) -> Counting:
    """Do it undisturbed; return what it asked of the disk."""
    counting = Counting()
    with put_in(counting):
        assert run(folder, *way.command, home=way.home) == 0
    way.check(folder)
    return counting


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", WAYS)
def test_a_death_at_any_operation(name: str, before: Path, tmp_path: Path) -> None:
    way = WAYS[name]
    counting = count(way, begin(before, tmp_path / "counted"))
    tried = some(range(1, counting.count + 1))
    for at in tried:
        folder = begin(before, tmp_path / str(at))
        with pytest.raises(Died), put_in(Dying(at)):
            run(folder, *way.command, home=way.home)
        with put_in(Counting()):
            way.check(folder)
    print(f"{name}: died at {len(tried)} of {counting.count} operations: {dict(counting.kinds)}")


@pytest.mark.sampled(12)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=errno.errorcode.get)
@pytest.mark.parametrize("name", WAYS)
def test_an_error_at_any_operation(
    name: str, number: int, before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    way = WAYS[name]
    counting = count(way, begin(before, tmp_path / "counted"))
    tried = some(range(1, counting.count + 1))
    harmless = 0
    for at in tried:
        folder = begin(before, tmp_path / str(at))
        failing = Failing(at, number, lasting=number == errno.ENOSPC)
        capsys.readouterr()
        with put_in(failing):
            code = run(folder, *way.command, home=way.home)
        says = capsys.readouterr().err
        # An older index that is only tidied away may stay.
        harmless += code == 0
        assert code == 74 or failing.failed in ("unlink", "sync_folder"), (at, failing.failed, code, says)
        assert code == 0 or says.count("\n") == 1, says
        with put_in(Counting()):
            way.check(folder)
    print(f"{name}: {errno.errorcode[number]} at {len(tried)} of {counting.count} operations, {harmless} harmless")
    assert harmless <= HARMLESS
