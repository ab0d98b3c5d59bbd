"""What workers are made to do in tests: read, refuse, fail, die, take too long or too much."""

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import Any

from pincite.index.reading.extract import Extract, ExtractedPassage
from pincite.index.reading.formats.zip_members import read_members
from pincite.index.values.apparatus import LeftOut, Note
from pincite.index.values.errors import SourceError


def read(text: str) -> list[Extract]:
    """Return a statement of one paragraph."""
    values = {"title": text, "date": "2018"}
    return [
        Extract(
            text, (ExtractedPassage(((0, len(text)),), "1"),), values, {}, (Note("1", "n", 1),), (LeftOut("x", "y"),)
        )
    ]


def work_on(seconds: float, processor: int) -> list[Extract]:
    """Work for so many seconds of a processor, on that one alone."""
    os.sched_setaffinity(0, {processor})
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass
    return read("done")


def pid(*_: str) -> list[int]:
    """Return the process's own number."""
    return [os.getpid()]


def refuse(name: str) -> list[Extract]:
    """Refuse the file."""
    raise SourceError(name, 3, "is wrong", "mend it")


def give_refusal(name: str) -> list[Any]:
    """Return a refusal among what was read."""
    return [*read(name), SourceError(name, None, "is wrong", "mend it")]


def fail(name: str) -> list[Extract]:
    """Fail as a parser with a mistake does."""
    raise RecursionError(name)


def sleep(seconds: float) -> list[Extract]:
    """Take that long without doing anything."""
    time.sleep(seconds)
    return []


def spin() -> list[Extract]:
    """Never end, and do not listen."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        pass


def ask_for_memory(size: int) -> list[Extract]:
    """Ask Python for ``size`` bytes."""
    bytearray(size)
    return []


def take_memory_from_c(size: int) -> list[Extract]:
    """Ask the C library for ``size`` bytes and use them without looking whether they were given."""
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.malloc.argtypes = [ctypes.c_size_t]
    ctypes.memset(library.malloc(size), 1, size)
    return []


def die(number: int) -> list[Extract]:
    """Die of a signal."""
    os.kill(os.getpid(), number)
    time.sleep(30)
    return []


def leave(code: int) -> list[Extract]:
    """Leave without a word."""
    os._exit(code)


def list_members(raw: bytes, name: str) -> list[Any]:
    """Return all members of an archive."""
    return list(read_members(raw, name))


class Stranger:
    """Not one of the values that a read file is made of."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("/tmp/taken-over"),)


def answer_strangely() -> list[Any]:
    """Return what makes its reader call a function, as a parser that was taken over might."""
    return [Stranger()]
