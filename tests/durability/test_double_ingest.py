"""Two ingests at one time: the second waits, or ends with 75 and names the first. Nothing of either is lost."""

import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.durability.archives import check_clean, read_held, write_source
from tests.durability.conftest import IN_FULL
from tests.durability.processes import Child, command

pytestmark = pytest.mark.durability

PAIRS = 50 if IN_FULL else 4


def ingest(home: Path, source: Path, wait: int) -> Child:
    """Return a process that ingests, and waits so many seconds for another one."""
    return Child(command, ["ingest", str(source), "--home", str(home), "--wait", str(wait)])


@pytest.mark.parametrize("wait", [0, 60])
def test_of_two_ingests_the_second_waits_or_names_the_first(tmp_path: Path, wait: int) -> None:
    numbers = {"first": range(40), "then": range(40, 80)}
    sources = {name: write_source(tmp_path / f"{name}.jsonl", name, of) for name, of in numbers.items()}
    dice = random.Random(10)
    # Both make the archive in some pairs, and in some the second comes in the middle of the first.
    came_to: Counter[str] = Counter()
    for pair in range(PAIRS // 2):
        home = tmp_path / f"archive{pair}"
        children = {"first": ingest(home, sources["first"], wait)}
        time.sleep(dice.choice((0, dice.uniform(0, 0.2))))
        children["then"] = ingest(home, sources["then"], wait)
        ends = {name: child.wait()[0] for name, child in children.items()}
        done = {name for name, (code, _) in ends.items() if code == 0}
        for name, (code, says) in ends.items():
            other = next(child.pid for its, child in children.items() if its != name)
            if code:
                assert (code, wait, says.count("\n")) == (75, 0, 1), says
            if says:
                named = re.search(r"process (\d+) on ", says)
                assert (named and int(named[1]) == other) or "a process without a name" in says, says
            came_to["refused" if code else "waited" if says else "free"] += 1
        assert done, ends
        check_clean(home)
        held = {f"s{number:03d}" for name in done for number in numbers[name]}
        assert set(read_held(home).texts) == held
    print(f"--wait {wait}: {PAIRS // 2} pairs: {dict(came_to)}")
    assert came_to["refused" if wait == 0 else "waited"]
