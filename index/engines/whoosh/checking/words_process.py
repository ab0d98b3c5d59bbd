"""Owns the process that checks the words of a segment while this one checks the rest of it.

It reads the segment's file and tells what ``check_words`` yields. It may die at any time: then the words are checked
here. It is spawned, and ends when the other end of its pipe is closed.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from pincite.index.engines.whoosh.arrays.mapped import map_segment
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.engines.whoosh.checking.words import check_words
from pincite.index.engines.whoosh.writing.text_process import can_work_beside

LEAST = 50_000
"""The paragraphs from which another process is worth its start."""

_SPAWN = multiprocessing.get_context("spawn")

Told = Callable[[], Iterable[str]]
"""Waits for what ``check_words`` yields, and returns it."""


@contextmanager
def words_beside(file: Path, arrays: SegmentArrays) -> Iterator[Told]:
    """Begin to check the words of the segment in ``file``, whose ``arrays`` have a sound shape.

    In another process, if there is a processor for it and the segment is large. It ends with the block.
    """
    if arrays.n < LEAST or not can_work_beside():
        yield lambda: check_words(arrays)
        return
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=work, args=(str(file), theirs), daemon=True)
    try:
        with suppress(OSError):
            process.start()
        theirs.close()
        yield lambda: _told(ours, arrays)
    finally:
        ours.close()
        if process.pid is not None:
            process.kill()
            process.join()
        process.close()


def _told(connection: Connection, arrays: SegmentArrays) -> Iterable[str]:
    try:
        found: list[str] | None = connection.recv()
    except (OSError, EOFError):
        found = None
    return check_words(arrays) if found is None else found


def work(file: str, connection: Connection) -> None:
    """Tell the differences, or None when they cannot be found. Runs in the other process."""
    # An interrupt goes to the whole group of processes; who started this one decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    found: list[str] | None = None
    # Whatever it is, it comes again where it can be told.
    with suppress(Exception):
        found = list(check_words(map_segment(Path(file))))
    with suppress(OSError):
        connection.send(found)
