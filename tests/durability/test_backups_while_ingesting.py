"""Backups taken while another process ingests: each restores to what the archive was after an acknowledged batch."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pincite.app.cli import main
from pincite.index.backup.manifest import read_manifest
from pincite.index.record.contents import BatchItem, Item, RunItem, SourceItem
from pincite.index.record.record import open_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import Home
from tests.durability.archives import check_clean, take_in, write_source
from tests.durability.conftest import IN_FULL
from tests.durability.processes import Child

pytestmark = pytest.mark.durability

BACKUPS = 50 if IN_FULL else 2
EACH = 10
"""How many are taken of one ingest, at most."""


def ingest(tell: Callable[[Any], None], home: Path, sources: list[Path]) -> None:
    """Take the sources in, one after the other, and tell each batch when it is acknowledged."""
    for source in sources:
        take_in(home, source, tell)


def read_state(home: Path) -> list[Item]:
    """Return what batches have brought, without the hour at which they came."""
    with open_record(file_url(Home(home).record)) as record:
        items = [item for item in record.contents() if not isinstance(item, RunItem | SourceItem)]
    return [replace(item, time="") if isinstance(item, BatchItem) else item for item in items]


def test_each_backup_is_of_a_batch(tmp_path: Path) -> None:
    ranges = {"first": range(60), "then": range(30, 90), "last": range(90)}
    sources = [write_source(tmp_path / f"{name}.jsonl", name, of) for name, of in ranges.items()]
    undisturbed, history = tmp_path / "undisturbed", {}

    def note(batch: int) -> None:
        history[batch] = read_state(undisturbed)

    begin = time.monotonic()
    ingest(note, undisturbed, sources)
    pause = (time.monotonic() - begin) / EACH / 2

    dice, taken, during = random.Random(11), 0, 0
    batches = []
    while taken < BACKUPS:
        home = tmp_path / f"archive{taken}"
        child = Child(ingest, home, sources)
        acknowledged = child.hear()
        for _ in range(min(EACH, BACKUPS - taken)):
            time.sleep(dice.uniform(0, pause))
            acknowledged = max([acknowledged, *child.heard()])
            backup = tmp_path / f"backup{taken}"
            assert main(["backup", str(backup), "--home", str(home)]) == 0
            batch = read_manifest(backup).batch
            assert batch >= acknowledged
            batches.append(batch)
            during += batch < max(history)
            taken += 1
        child.wait()
        assert read_state(home) == history[max(history)]
    for number, batch in enumerate(batches):
        restored = tmp_path / f"restored{number}"
        assert main(["restore", str(tmp_path / f"backup{number}"), "--home", str(restored)]) == 0
        assert read_state(restored) == history[batch]
        check_clean(restored)
    print(f"{taken} backups, {during} of them during an ingest, of {len(set(batches))} batches out of {max(history)}")
    assert during > taken / 2
