"""Returns memory to the system after work that needs more than answers do."""

import ctypes
from contextlib import suppress


def give_back_memory() -> None:
    """Return free memory to the system, after work that needs more than answers do. Does nothing without glibc."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
