"""Settings of the allocator and the garbage collector, so that answers do not wait for either."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np

_M_ARENA_MAX = -8
"""``malloc.h``: the number of heaps that glibc creates; by default eight per processor."""

KEPT = 16 << 20
"""Blocks of up to this many bytes come from the heap. The heap keeps up to twice as many free bytes."""

_RARELY = (100_000, 20, 20)
"""After so many new values the youngest are collected; the next number is how many of those make one of the older."""


def keep_freed_memory() -> None:
    """Raise the thresholds of glibc's allocator, if it is in use. Calling this again does nothing.

    Freeing a block raises them to its size and to twice its size (mallopt(3), M_MMAP_THRESHOLD). Otherwise the arrays
    of an answer return to the system and come back page by page: 400 page faults, a third of the time of an OR. The
    block is never touched, so it takes no memory.
    """
    np.empty(KEPT, dtype=np.uint8)


def share_one_heap() -> None:
    """Let all threads of this process and of its forks use one heap. Call this before any thread starts.

    A heap keeps freed memory for later answers, but a thread uses only its own heap. With one heap per thread, each
    would keep tens of megabytes that no other thread can use. Allocators other than glibc's have no such option and are
    left alone.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def set_aside_what_stays() -> None:
    """Exclude all present objects from garbage collection. Only for a service, after its application is created.

    Modules, routes and models stay until the end. A full collection over them took 18 ms, and an answer waited for it.
    Without collections that write to them, workers continue to share these memory pages.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage a hundred times less often while many values are made that form no cycles; then as before.

    An ingest makes hundreds of values of each statement. To look through them for cycles took a tenth of its time.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
