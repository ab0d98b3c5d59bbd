"""The works that are disturbed, and what must hold whatever stopped one. One table, which all of these tests run."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from pincite.app.cli import main
from pincite.index.backup.restoring import check_backup
from pincite.index.values.errors import SourceError
from tests.durability.archives import (
    Held,
    Report,
    Texts,
    age,
    build_anew,
    check_clean,
    find_orphans,
    put_aside,
    put_back,
    read_held,
    take_in,
    take_out,
    write_letters,
    write_source,
)
from tests.durability.disks import Counting, put_in

HOME = Path("deep", "archive")
"""Where the archive stands in the folder of a test: its parent is made with it."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something that writes. ``prepare`` makes what is there before, ``do`` is disturbed; both get a folder.

    ``command`` is what does it on the command line, in one batch; where that is refused afterwards, because the most
    of it was done, ``mend`` completes it. ``check`` looks at what the work leaves outside the archive.
    """

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[Path, Report], None]
    command: tuple[str, ...]
    mend: tuple[str, ...] = ()
    check: Callable[[Path, int], None] = lambda _folder, _acknowledged: None

    def arguments(self, folder: Path, command: tuple[str, ...] | None = None) -> list[str]:
        """Return the arguments of the command that does the same in ``folder``."""
        names = {"folder": folder, "unused": unused(folder)}
        return [*(one.format_map(names) for one in command or self.command), "--home", str(folder / HOME)]


def _prepare_nothing(folder: Path) -> None:
    write_source(folder / "first.jsonl", "first", range(12))
    write_source(folder / "then.jsonl", "then", range(8, 20))


def _prepare_many_commits(folder: Path) -> None:
    # Statements that have replaced versions already, among them the one that is withdrawn.
    take_in(folder / HOME, write_source(folder / "before.jsonl", "before", range(5, 8)))
    write_source(folder / "first.jsonl", "first", range(24))
    take_in(folder / HOME, folder / "first.jsonl")
    write_source(folder / "then.jsonl", "then", range(16, 28))
    age(folder)


def _prepare_letters(folder: Path) -> None:
    _prepare_nothing(folder)
    take_in(folder / HOME, folder / "first.jsonl")
    # Others than those that are there: an id from a file's name stays with its place, and this folder is copied.
    write_letters(folder / "letters", "then", range(100, 105))


def _prepare_generations(folder: Path) -> None:
    _prepare_many_commits(folder)
    for _ in range(3):
        build_anew(folder / HOME)


def _prepare_backup(folder: Path) -> None:
    _prepare_many_commits(folder)
    take_in(folder / HOME, write_letters(folder / "letters", "first", range(100, 102)))
    put_aside(folder / HOME, folder / "kept-1")
    shutil.rmtree(folder / HOME.parent)


def unused(folder: Path) -> Path:
    """Return the first name for a backup that is not taken."""
    return next(path for number in count(1) if not (path := folder / f"kept-{number}").exists())


def _back_up(folder: Path, report: Report) -> None:
    put_aside(folder / HOME, unused(folder))
    report(read_held(folder / HOME).recorded)


def _check_backups(folder: Path, acknowledged: int) -> None:
    """An unfinished backup is refused, unless it was reported; the one after it restores to what the archive holds."""
    first, *others = sorted(folder.glob("kept-*"))
    if others and not acknowledged:
        with suppress(SourceError):
            check_backup(first)
    else:
        check_backup(first)
    put_back([first, *others][-1], folder / "restored")
    assert read_held(folder / "restored") == read_held(folder / HOME)


def _restore(folder: Path, report: Report) -> None:
    put_back(folder / "kept-1", folder / HOME)
    report(read_held(folder / HOME).indexed)


def _found(folder: Path, report: Report) -> None:
    take_in(folder / HOME, folder / "first.jsonl", report)


def _append(folder: Path, report: Report) -> None:
    take_in(folder / HOME, folder / "then.jsonl", report)


def _keep(folder: Path, report: Report) -> None:
    take_in(folder / HOME, folder / "letters", report)


def _withdraw(folder: Path, report: Report) -> None:
    take_out(folder / HOME, "s007")
    report(read_held(folder / HOME).indexed)


def _rebuild(folder: Path, report: Report) -> None:
    build_anew(folder / HOME)
    report(read_held(folder / HOME).indexed)


WORKS = {
    work.name: work
    for work in (
        # The folder, its marker, the record, the index and its first commits.
        Work("found", _prepare_nothing, _found, ("ingest", "{folder}/first.jsonl")),
        # Statements replaced and added, two commits swept with each that is made, ten segments merged.
        Work("append", _prepare_many_commits, _append, ("ingest", "{folder}/then.jsonl")),
        # Texts whose source files are kept.
        Work("keep", _prepare_letters, _keep, ("ingest", "{folder}/letters")),
        # A commit that only deletes.
        Work("withdraw", _prepare_many_commits, _withdraw, ("withdraw", "s007", "--reason", "By order of a court.")),
        # A generation built beside two older ones, the pointer swapped, the oldest removed.
        Work("rebuild", _prepare_generations, _rebuild, ("rebuild",)),
        # The record's copy and its manifest.
        Work("backup", _prepare_many_commits, _back_up, ("backup", "{unused}"), check=_check_backups),
        # A record in an empty place, and the index from it.
        Work("restore", _prepare_backup, _restore, ("restore", "{folder}/kept-1"), mend=("rebuild",)),
    )
}


@dataclass(frozen=True, slots=True)
class Course:
    """A work that nothing disturbed: the folder before it, and what the index held at each batch."""

    work: Work
    before: Path
    history: dict[int, Texts]

    @property
    def last(self) -> int:
        """The last batch."""
        return max(self.history)


def follow(work: Work, folder: Path) -> Course:
    """Do the work once, undisturbed, in ``folder``, which is empty."""
    before = folder / "before"
    before.mkdir()
    with put_in(Counting()):
        work.prepare(before)
    after = begin(before, folder / "after")
    history = {}

    def note(_batch: int) -> None:
        held = read_held(after / HOME)
        history[held.indexed] = held.texts

    note(0)
    work.do(after, note)
    note(0)
    check_clean(after / HOME)
    return Course(work, before, history)


def begin(before: Path, folder: Path) -> Path:
    """Return ``folder`` as a copy of what is there before the work."""
    shutil.copytree(before, folder)
    return folder


def by_command(work: Work) -> Work:
    """Return the work as the command line does it: in one batch, with an exit code."""

    def do(folder: Path, _report: Report) -> None:
        code = main(work.arguments(folder))
        assert code == 0 or (work.mend and main(work.arguments(folder, work.mend)) == 0)

    return replace(work, do=do)


def check_after(course: Course, folder: Path, acknowledged: int) -> None:
    """Check an archive in which the work was broken off after ``acknowledged`` had been reported; do it again."""
    check_held(course, read_held(folder / HOME), acknowledged)
    with put_in(Counting()):
        course.work.do(folder, lambda _: None)
        check_clean(folder / HOME)
        assert read_held(folder / HOME) == Held(course.last, course.last, course.history[course.last])
        course.work.check(folder, acknowledged)
        _go_on(folder)


def _go_on(folder: Path) -> None:
    """Take in one more statement, as on any day after: it goes in, and takes everything away that was left behind."""
    take_in(folder / HOME, write_source(folder / "after.jsonl", "after", range(90, 91)))
    check_clean(folder / HOME)
    assert "s090" in read_held(folder / HOME).texts
    assert find_orphans(folder / HOME) == set()


def check_held(course: Course, held: Held, acknowledged: int) -> None:
    """Check that nothing is lost and nothing is half there."""
    assert held.recorded >= held.indexed, "the record is behind the index"
    assert held.indexed >= acknowledged, f"batch {acknowledged} was reported, and the index is of {held.indexed}"
    assert held.texts == course.history[held.indexed], f"the index is not what batch {held.indexed} left"
