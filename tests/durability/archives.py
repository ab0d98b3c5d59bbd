"""An archive as the tests make, read and check it: a small one, through the ways of the command line."""

import datetime
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pincite.app.dependencies import Archive, open_archive, open_for_writing, open_unchecked, opened_record
from pincite.app.settings import Settings
from pincite.index.backup import back_up, restore
from pincite.index.engines.whoosh.commits.manifest import manifest_name
from pincite.index.engines.whoosh.commits.storage import SyncStorage, toc_name
from pincite.index.engines.whoosh.layout import MARKER, current_generation, generations
from pincite.index.ingest import ingest, rebuild, verify, withdraw
from pincite.index.ingest.events import Committed
from pincite.index.reading.sources import discover
from pincite.index.storage.home import open_home
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveForeign, ArchiveMissing

Texts = dict[str, tuple[str, ...]]
Report = Callable[[int], None]

BATCH = 3
_WORDS = [f"word{number}" for number in range(60)]


def write_source(path: Path, name: str, numbers: range) -> Path:
    """Write statements with these numbers, in words that depend on ``name``; return the file."""
    dice = random.Random(name)
    lines = [
        {
            "id": f"s{number:03d}",
            "title": f"Statement {number} of {name}",
            "date": f"19{number % 100:02d}",
            "issuers": [f"Issuer {number % 4}"],
            "paragraphs": [" ".join(["common", *dice.choices(_WORDS, k=12)]) for _ in range(1 + number % 3)],
        }
        for number in numbers
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def write_letters(folder: Path, name: str, numbers: range) -> Path:
    """Write a text for each number, in words that depend on ``name``; return their folder."""
    dice = random.Random(name)
    folder.mkdir(exist_ok=True)
    for number in numbers:
        text = "\n\n".join(" ".join(["common", *dice.choices(_WORDS, k=12)]) + "." for _ in range(1 + number % 3))
        (folder / f"s{number:03d}.txt").write_text(f"{text}\n", encoding="utf-8")
    return folder


def ignore(_batch: int) -> None:
    """Nobody is told."""


def take_in(home: Path, source: Path, report: Report = ignore, batch: int = BATCH) -> None:
    """Ingest as the command line does; ``report`` gets the number of each batch when it is acknowledged."""

    def listener(event: object) -> None:
        if isinstance(event, Committed):
            report(event.batch)

    with writing(home) as archive:
        found, kept = discover([source]), archive.sources
        result = ingest(archive.record, archive.engine, found, sources=kept, batch_size=batch, on_event=listener)
        assert result.refused == ()


def build_anew(home: Path) -> None:
    """Rebuild as the command line does."""
    with writing(home, create=False) as archive:
        rebuild(archive.record, archive.engine)


def take_out(home: Path, identity: str) -> None:
    """Withdraw a statement as the command line does."""
    with writing(home, create=False) as archive:
        withdraw(archive.record, archive.engine, identity, "By order of a court.")


def put_aside(home: Path, folder: Path) -> None:
    """Back up as the command line does."""
    now = datetime.datetime.now(datetime.UTC)
    with opened_record(Settings(home=home)) as record:
        back_up(record, folder, pincite="test", now=now, sources=SourceStore(home / "sources"))


def put_back(folder: Path, home: Path) -> None:
    """Restore as the command line does; where that was done already, build the index alone."""
    with suppress(ArchiveForeign):
        restore(folder, home)
    build_anew(home)


@contextmanager
def writing(home: Path, *, create: bool = True) -> Iterator[Archive]:
    """Open the archive as its one writer."""
    with open_for_writing(Settings(home=home), 0, lambda _: None, create=create) as archive:
        yield archive


@dataclass(frozen=True, slots=True)
class Held:
    """What an archive holds: the batches that record and index have come to, and the index's texts.

    What it has of replaced versions stands under the id and "replaced".
    """

    recorded: int
    indexed: int
    texts: Texts


def read_held(home: Path) -> Held:
    """Return what the archive holds, as a service would find it; nothing at all before the first batch."""
    try:
        archive = open_unchecked(Settings(home=home))
    except ArchiveMissing:
        return Held(0, 0, {})
    try:
        checkpoint = archive.engine.checkpoint()
        return Held(archive.record.last_batch(), checkpoint.batch if checkpoint else 0, texts_of(archive))
    finally:
        archive.close()


def texts_of(archive: Archive) -> Texts:
    """Return what the index of an open archive holds: the current texts, and what versions had that were replaced."""
    replaced = {
        f"{one.heading.id} replaced": tuple(passage.text for passage in one.passages)
        for one in archive.engine.replaced()
    }
    return {one.heading.id: one.texts for one in archive.engine.indexed()} | replaced


def check_clean(home: Path) -> None:
    """Make sure that record and index agree, text by text, and that every byte is as it was written."""
    archive = open_archive(Settings(home=home))
    try:
        assert verify(archive.record, archive.engine, "deep", sources=archive.sources).findings == ()
    finally:
        archive.close()


def find_orphans(home: Path) -> set[str]:
    """Return the files of the live generation that no commit names, and the folders that are no generation."""
    index = open_home(home).index
    live = index / current_generation(index)
    storage = SyncStorage(live)
    needed = {MARKER}
    for commit in storage.commits():
        needed |= {toc_name(commit), manifest_name(commit), *storage.manifest(commit).files}
    folders = {path.name for path in index.iterdir() if path.is_dir()}
    return {path.name for path in live.iterdir()} - needed | folders - set(generations(index))


def age(home: Path, seconds: float = 3600) -> None:
    """Let everything have been written a while ago, so that old commits are swept."""
    then = time.time() - seconds
    for path in home.rglob("*"):
        os.utime(path, (then, then))
