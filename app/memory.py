"""What a service asks of the allocator and of the collector, so that no answer waits for either."""

import ctypes
import gc
from contextlib import suppress

import numpy as np

_M_ARENA_MAX = -8
"""``malloc.h``: how many heaps glibc makes; unless told otherwise eight a processor."""

KEPT = 16 << 20
"""Blocks of up to so many bytes come from the heap, which keeps twice as many free ones."""


def keep_freed_memory() -> None:
    """Raise the thresholds of glibc's allocator, if it is the one; calling it again does nothing.

    Freeing a block raises them to its size and twice its size (mallopt(3), M_MMAP_THRESHOLD). Without that, arrays of
    an answer go back to the system and come again page by page: 400 page faults, a third of the time of an OR. The
    block is never touched and takes no memory.
    """
    np.empty(KEPT, dtype=np.uint8)


def share_one_heap() -> None:
    """Let all threads of this process, and of its forks, take memory from one heap. To be called before there are any.

    What an answer gave back is kept for the next one, but a thread uses only its own heap's: with a heap a thread each
    would keep tens of megabytes that no other can use. Allocators other than glibc's have no such option and are left
    alone.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def set_aside_what_stays() -> None:
    """Take what this process holds by now out of the collector's rounds. For a service alone, once it is put together.

    Modules, routes and models stay to the end. A full round over them took 18 ms, and an answer waited for it. Workers
    go on sharing the pages that no round writes to.
    """
    gc.collect()
    gc.freeze()
