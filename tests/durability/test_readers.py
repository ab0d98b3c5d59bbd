"""Eight readers beside a writer: no failed, mixed or older answer; files and memory stay level."""

import time
from pathlib import Path

import pytest

from pincite.index.engines.whoosh.layout import generations
from pincite.index.storage.home import open_home
from tests.durability.archives import build_anew, check_clean, find_orphans, take_in
from tests.durability.conftest import IN_FULL
from tests.durability.processes import Child, event
from tests.durability.reader import read
from tests.durability.rounds import write_round

pytestmark = pytest.mark.durability

SECONDS = 600 if IN_FULL else 3
COMMITS, REBUILDS = (50, 5) if IN_FULL else (12, 2)
"""At least so many; the writer goes on until the time is over."""
WARM = 20 if IN_FULL else 8
"""After so many commits and a third of the time the caches are full: from then on nothing may grow."""


def test_readers_beside_a_writer_see_whole_commits_in_order(tmp_path: Path) -> None:
    home = tmp_path / "archive"
    warm, end = event(), event()
    take_in(home, write_round(tmp_path / "round.jsonl", 1), batch=1000)
    children = [Child(read, home, threads, warm, end) for threads in (4, 1, 1, 1, 1)]
    for child in children:
        assert child.hear() == "reading"
    start, number, rebuilds = time.monotonic(), 1, 0
    while number <= COMMITS or time.monotonic() - start < SECONDS:
        number += 1
        take_in(home, write_round(tmp_path / "round.jsonl", number), batch=1000)
        if number % (COMMITS // REBUILDS) == 0:
            build_anew(home)
            rebuilds += 1
        if number >= WARM and time.monotonic() - start >= SECONDS / 3:
            warm.set()
    end.set()
    told = [child.wait()[0] for child in children]
    readers = [reader for its, _, _ in told for reader in its]
    assert [wrong for reader in readers for wrong in reader.wrong] == []
    assert {reader.newest for reader in readers} == {number}, "a reader did not notice the last commit"
    for _, then, now in told:
        assert now.files <= then.files + 8, (then, now)
        assert now.memory <= then.memory + 20, (then, now)
    answers, rounds = [reader.answers for reader in readers], [len(reader.rounds) for reader in readers]
    print(f"{number} commits, {rebuilds} rebuilds in {time.monotonic() - start:.0f} s")
    print(f"{sum(answers)} answers, by reader {answers}, of so many commits {rounds}; used {[t[1:] for t in told]}")
    build_anew(home)
    check_clean(home)
    assert find_orphans(home) == set()
    assert len(generations(open_home(home).index)) == 3, "the live generation, and the two that are kept"
