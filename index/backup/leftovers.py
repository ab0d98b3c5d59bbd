"""Leftovers of an interrupted restore or migration in the archive's folder: reported, or removed if they are ours."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pincite.index.backup.restoring import find_beside, forsake
from pincite.index.record.copies import peek_revision
from pincite.index.storage.disk import Disk, RealDisk
from pincite.index.storage.home import MARKER, Home
from pincite.index.values.errors import ArchiveError
from pincite.index.values.findings import Finding

_DOCTOR = "run `pincite doctor --fix`"
_AGAIN = "run `pincite restore SOURCE` again"
_COPY = re.compile(r"record-\d{4}-\d{8}T\d{6}Z\.sqlite")
"""The name that ``pincite migrate`` gives to what it keeps."""


def examine_restore(home: Home, record: Path | None, *, fix: bool, disk: Disk | None = None) -> Iterator[Finding]:
    """Yield the leftovers of an interrupted restore; ``record`` is the record's file where that is not in ``home``.

    With ``fix`` the folder is as before it: LockHeld when somebody restores into it now. Elsewhere nothing is ours.
    """
    for path in find_beside(record) if record else ():
        yield Finding(str(path), "is where an unfinished restore was going to put the record", _by_hand(path))
    if fix:
        forsake(home, disk or RealDisk())
    mend = f"{_AGAIN}, or `pincite doctor --fix` to empty the folder"
    yield Finding(MARKER, f"a restore into {home.path} was not finished", mend, mended=fix)


def examine_copies(home: Home, *, is_older: bool, fix: bool, disk: Disk | None = None) -> Iterator[Finding]:
    """Yield each copy of the record that a migration made; ``fix`` removes the incomplete ones.

    ``is_older`` says that the record still has an older schema: then the last migration was stopped. Hold home.lock.
    """
    for path in sorted(home.path.iterdir()):
        if not _COPY.fullmatch(path.name):
            continue
        if not _is_whole(path):
            mended = fix and _removed(path, disk or RealDisk())
            yield Finding(path.name, "is an unfinished copy of a migration", _DOCTOR, mended=mended)
        elif is_older:
            what = "is the record from before an interrupted migration"
            yield Finding(path.name, what, "run `pincite migrate`, then delete it")
        else:
            yield Finding(path.name, "is the record from before an upgrade", _by_hand(path), kept=True)


def _is_whole(path: Path) -> bool:
    # While a copy is made, SQLite keeps a journal beside it that would make it empty again.
    if _journal(path).exists():
        return False
    try:
        return peek_revision(path) is not None
    except ArchiveError:
        return False


def _removed(path: Path, disk: Disk) -> bool:
    # The journal goes last: what is half copied is never without it.
    with suppress(OSError):
        disk.unlink(path)
        if _journal(path).exists():
            disk.unlink(_journal(path))
    return not path.exists()


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _by_hand(path: Path) -> str:
    return f"delete {path.name} when you no longer need it"
