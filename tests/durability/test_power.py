"""Power cuts at any moment, and proof that each wait for the disk is needed: without it, a cut would be noticed."""

import random
import shutil
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.durability.conftest import IN_FULL
from tests.durability.disks import Fault, put_in
from tests.durability.power import Cut, Recording
from tests.durability.syncs import Site, Without, find_syncs, syncs_of
from tests.durability.works import WORKS, Course, begin, check_after

pytestmark = pytest.mark.durability

CUTS = 200 if IN_FULL else 3
"""How many power cuts of each work are tried."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A work with what it asked of the disk."""

    course: Course
    recording: Recording

    def check(self, cut: Cut, folder: Path, dice: random.Random) -> None:
        """Build what a cut leaves, in ``folder`` for as long as it is checked."""
        acknowledged = self.recording.cut(cut, folder, dice)
        try:
            check_after(self.course, folder, acknowledged)
        finally:
            shutil.rmtree(folder)


Tried = tuple[Recorded, Cut]
"""A work with a cut of it."""


def record(course: Course, folder: Path, fault: Callable[[Recording], Fault] = lambda it: it) -> Recorded:
    """Do the work in ``folder`` and note what it asks of the disk, or of what ``fault`` makes of it."""
    recording = Recording(begin(course.before, folder))
    with put_in(fault(recording)):
        course.work.do(folder, recording.report)
    return Recorded(course, recording)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", WORKS)
def test_a_power_cut_at_any_moment_loses_nothing(name: str, courses: Callable[[str], Course], tmp_path: Path) -> None:
    recorded, dice = record(courses(name), tmp_path / "recorded"), random.Random(7)
    cuts = list(recorded.recording.cuts(range(len(recorded.recording) + 1)))
    tried = dice.sample(cuts, k=min(CUTS, len(cuts)))
    for number, cut in enumerate(tried):
        try:
            recorded.check(cut, tmp_path / str(number), dice)
        except BaseException as error:
            error.add_note(str(cut))
            raise
    styles = dict(Counter(cut.style for cut in tried))
    print(f"{name}: {len(tried)} of {len(cuts)} power cuts in {len(recorded.recording)} operations: {styles}")


@pytest.mark.sampled(11)
@pytest.mark.parametrize("site", find_syncs(), ids=lambda site: f"{Path(site.file).stem}-{site.first}")
def test_without_this_sync_a_power_cut_is_noticed(site: Site, courses: Callable[[str], Course], tmp_path: Path) -> None:
    dice = random.Random(8)
    # One of each work in turn: most places matter to one of them alone. A work is done when its turn comes.
    cuts = [cuts_without(site, courses(name), tmp_path / name) for name in WORKS]
    tried = 0
    for tried, (recorded, cut) in enumerate(in_turn(cuts), 1):
        try:
            recorded.check(cut, tmp_path / str(tried), dice)
        except Exception as error:
            reason = str(error).partition("\n")[0] or traceback.format_exc().splitlines()[-3].strip()
            print(f"{site}: noticed at cut {tried}: {recorded.course.work.name}, {cut}: {reason}")
            return
    assert tried, f"{site} is reached by no work: add one to works.py"
    pytest.fail(f"{site}: {tried} power cuts do no harm without it: it is not needed")


def in_turn(cuts: Iterable[Iterator[Tried]]) -> Iterator[Tried]:
    """Yield the first of each, then the second of each, and so on."""
    waiting = deque(cuts)
    while waiting:
        each = waiting.popleft()
        for one in each:
            yield one
            waiting.append(each)
            break


def cuts_without(site: Site, course: Course, folder: Path) -> Iterator[Tried]:
    """Yield the cuts that the syncs at ``site`` help against, with a work that went without them.

    Those come first after which the most has gathered that was not synced.
    """
    left_out: list[Without] = []

    def without(recording: Recording) -> Without:
        left_out.append(Without(site, recording))
        return left_out[0]

    recorded = record(course, folder, without)
    recording = recorded.recording
    times = [recording.until_synced(number, event) for number, event in left_out[0].left_out]
    moments = sorted({at: time.stop - at for time in times for at in time}.items(), key=itemgetter(1))
    yield from ((recorded, cut) for cut in recording.cuts(at for at, _ in moments))


def test_new_places_that_sync_are_found() -> None:
    assert len(find_syncs()) >= 8
    source = "class Disk:\n    def sync(self): self.sync()\ndef f(disk):\n    disk.sync_folder(\n        p\n    )\n"
    assert [(site.first, site.last) for site in syncs_of(source, ROOT / "x.py")] == [(4, 6)]
