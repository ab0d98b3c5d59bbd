"""Owns the process that reads the texts of a segment again while this one checks the rest of it.

It begins with the first block. When this process is done with the rest, it reads too, from the last block, until they
meet. The other one may die at any time: then all blocks are read here. It is spawned, and ends when the other end of
its pipe is closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from pincite.index.engines.whoosh.arrays.mapped import map_segment
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.engines.whoosh.checking.words import BlockReader, Read, ReadAll, read_in_turn
from pincite.index.engines.whoosh.spawning import can_work_beside, start_beside

LEAST = 50_000
"""The paragraphs from which another process is worth its start."""

Told = tuple[int, Read]
"""How many blocks the other process has read, from the first, and what they say."""


@contextmanager
def words_beside(file: Path, arrays: SegmentArrays) -> Iterator[ReadAll]:
    """Begin to read the texts of the segment in ``file``, whose ``arrays`` have a sound shape.

    In another process, if there is a processor for it and the segment is large. It ends with the block.
    """
    begun = _begin(file) if arrays.n >= LEAST and can_work_beside() else None
    if begun is None:
        yield lambda: read_in_turn(arrays)
        return
    process, connection = begun
    try:
        yield lambda: read_towards(connection, BlockReader(arrays))
    finally:
        connection.close()
        process.kill()
        process.join()
        process.close()


def _begin(file: Path) -> tuple[BaseProcess, Connection] | None:
    try:
        return start_beside(work, str(file))
    except OSError:
        return None


class Other(Protocol):
    """What this process asks of the connection to the other one."""

    def poll(self) -> bool:
        """Whether it has told, or is dead."""

    def send(self, block: int, /) -> object:
        """Tell that a block and all behind it are taken."""

    def recv(self) -> Told:
        """Return what it has read. Raises OSError, EOFError."""


def read_towards(other: Other, reader: BlockReader) -> Read:
    """Read blocks from the last one on, until the other process has read all before them."""
    read: list[Read] = []
    while len(read) < reader.blocks and not other.poll():
        # Told before it is read: so at most one block is read twice.
        block = reader.blocks - len(read) - 1
        with suppress(OSError):
            other.send(block)
        read.append(reader.read(block))
    done, theirs = _receive(other)
    read += [reader.read(block) for block in range(reader.blocks - len(read) - 1, done - 1, -1)]
    return sum(reversed(read[: reader.blocks - done]), theirs)


def _receive(other: Other) -> Told:
    try:
        return other.recv()
    except (OSError, EOFError):
        return 0, Read()


def work(file: str, connection: Connection) -> None:
    """Read blocks until the next one is taken, and tell. Runs in the other process."""
    told: Told = 0, Read()
    # Whatever it is, it comes again where it can be told.
    with suppress(Exception):
        told = _read_until_taken(connection, BlockReader(map_segment(Path(file))))
    with suppress(OSError):
        connection.send(told)


def _read_until_taken(connection: Connection, reader: BlockReader) -> Told:
    block, end, read = 0, reader.blocks, Read()
    while block < end:
        read += reader.read(block)
        block += 1
        while connection.poll():
            end = min(end, connection.recv())
    return block, read
