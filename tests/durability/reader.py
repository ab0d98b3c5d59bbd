"""A process of readers beside a writer: each asks on and on, and knows what every answer must be."""

import gc
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pincite.app.dependencies import Archive, open_archive
from pincite.app.memory import keep_freed_memory, share_one_heap
from pincite.app.settings import Settings
from tests.durability.rounds import QUESTION, answer_of, expected, round_of

PAUSE = 0.005
ANSWERS_AFTER = 200
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Reader:
    """What one reader has seen."""

    answers: int = 0
    rounds: set[int] = field(default_factory=set)
    newest: int = 0
    wrong: list[str] = field(default_factory=list)

    def ask(self, archive: Archive) -> None:
        """Ask once each way: a page, the whole result streamed, a statement of the record."""
        page = archive.search(QUESTION)
        of = round_of(page.hits[0].passage.text)
        self._check(of, "a page", answer_of(page) == expected(of))
        hits = list(archive.scan(QUESTION))
        of = round_of(hits[0].passage.text)
        streamed = {(hit.heading.id, hit.passage.number, hit.passage.text) for hit in hits}
        self._check(of, "a scan", streamed == expected(of)[2])
        recorded = round_of(archive.statement("s00").paragraphs[0].text)
        if recorded < self.newest:
            self.wrong.append(f"the record is of round {recorded}, the index of {self.newest}")
        self.answers += 3

    def _check(self, of: int, what: str, as_expected: bool) -> None:
        if not as_expected:
            self.wrong.append(f"{what} that begins with round {of} is not of it alone")
        if of < self.newest:
            self.wrong.append(f"{what} is of round {of}, and one before was of {self.newest}")
        self.newest = max(of, self.newest)
        self.rounds.add(of)


@dataclass(frozen=True, slots=True)
class Used:
    """How many files are open, and how many MB are in memory."""

    files: int
    memory: float


def used() -> Used:
    """Return what this process uses now."""
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return Used(len(list(Path("/proc/self/fd").iterdir())), resident * _PAGE / 2**20)


def read(tell: Callable[[Any], None], home: Path, threads: int, warm: Any, end: Any) -> None:
    """Read with so many threads over one archive until ``end``; tell the readers, and what was used at both events."""
    # As a worker of the service does.
    share_one_heap()
    keep_freed_memory()
    archive = open_archive(Settings(home=home))
    readers = [Reader() for _ in range(threads)]
    running = [threading.Thread(target=_read_on, args=(reader, archive, end)) for reader in readers]
    for thread in running:
        thread.start()
    tell("reading")
    warm.wait()
    then = used()
    for thread in running:
        thread.join()
    now = used()
    archive.close()
    tell((readers, then, now))


def _read_on(reader: Reader, archive: Archive, end: Any) -> None:
    after = 0
    # On for a while after the end: so many answers on, the last commit must be noticed, however busy the machine is.
    while after < ANSWERS_AFTER:
        after += end.is_set()
        try:
            reader.ask(archive)
        except Exception as error:
            reader.wrong.append(f"{type(error).__name__}: {error}")
        time.sleep(PAUSE)
