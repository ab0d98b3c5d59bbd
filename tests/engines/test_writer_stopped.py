"""An error or a death at any operation leaves the old commit or the new one, and a folder to write to."""

import errno
import multiprocessing
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pincite.index.engines.whoosh.generations import open_snapshot, open_writer
from pincite.index.engines.whoosh.layout import current_generation
from pincite.index.storage.disk import RealDisk
from tests.engines.disks import FailingDisk, QuickDisk
from tests.engines.sessions import damage, entry, state, write

EACH = 1 if os.environ.get("PINCITE_TORTURE") == "1" else 3
"""Of the operations, one in so many fails."""

FIRST = [entry(f"s{n}", f"first {n}") for n in range(6)]
THEN = [entry(f"s{n}", f"then {n}", "more") for n in range(3, 9)]
BEFORE = {f"s{n}": (f"first {n}",) for n in range(6)}
AFTER = {**{f"s{n}": (f"first {n}",) for n in range(1, 3)}, **{f"s{n}": (f"then {n}", "more") for n in range(3, 9)}}


def work(path: Path, disk: RealDisk, *, fresh: bool) -> None:
    """A commit of several segments, with deletions, and the merge at the end; or a build beside."""
    with open_writer(path, memory=16 * 30, disk=disk, fresh=fresh) as writer:
        if fresh:
            writer.put([item for item in FIRST if item.heading.id in ("s1", "s2")])
            writer.put(THEN)
        else:
            writer.put(THEN)
            writer.delete(["s0"])
        writer.commit(2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "i"
    for batch in (1, 2):
        write(path, batch, FIRST, fresh=batch > 1)
    return path


@pytest.mark.parametrize("fresh", [False, True])
def test_an_error_at_any_operation_leaves_the_old_commit_or_the_new_one(tmp_path, template, fresh) -> None:
    counting = FailingDisk(0)
    shutil.copytree(template, tmp_path / "count")
    work(tmp_path / "count", counting, fresh=fresh)
    print(f"{counting.count} operations: {dict(counting.kinds)}")
    assert counting.count > 30
    for at in range(1, counting.count + 1, EACH):
        path = tmp_path / f"i{at}"
        shutil.copytree(template, path)
        failed = errno_of(partial(work, path, FailingDisk(at), fresh=fresh))
        assert failed in (None, errno.EIO)
        allowed = (BEFORE, AFTER) if failed else (AFTER,)
        assert state(open_snapshot(path, check="full")) in allowed
        work(path, QuickDisk(), fresh=fresh)
        assert state(open_snapshot(path, check="full")) == AFTER
        assert damage(path) == []


def errno_of(work: Callable[[], None]) -> int | None:
    try:
        work()
    except OSError as error:
        return error.errno
    return None


def _die(path: Path, at: int, fresh: bool) -> None:
    work(path, FailingDisk(at, dies=True), fresh=fresh)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_death_at_any_operation_leaves_the_old_commit_or_the_new_one(tmp_path, template, fresh) -> None:
    counting = FailingDisk(0)
    shutil.copytree(template, tmp_path / "count")
    work(tmp_path / "count", counting, fresh=fresh)
    context = multiprocessing.get_context("fork")
    for at in range(1, counting.count + 1, 2 * EACH):
        path = tmp_path / f"i{at}"
        shutil.copytree(template, path)
        child = context.Process(target=_die, args=(path, at, fresh))
        child.start()
        child.join()
        assert child.exitcode == 3
        assert state(open_snapshot(path, check="full")) in (BEFORE, AFTER)
        work(path, QuickDisk(), fresh=fresh)
        assert state(open_snapshot(path, check="full")) == AFTER
        assert damage(path) == []
        names = {file.name for file in (path / current_generation(path)).iterdir()}
        assert not [name for name in names if "spool" in name or name.endswith(".new")]
