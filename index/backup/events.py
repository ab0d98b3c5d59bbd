"""How far a backup, a restore, a dump or a load has come. The command line shows or prints it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copied:
    """Bytes that are copied, of how many."""

    bytes: int
    total: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What was written is read back: bytes so far, of how many."""

    bytes: int
    total: int


@dataclass(frozen=True, slots=True)
class Dumped:
    """Statements that stand in the dump, of how many."""

    statements: int
    total: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """Statements that were loaded; bytes of the file that were read, of how many, or None when nobody knows."""

    statements: int
    bytes: int
    total: int | None


Event = Copied | Checked | Dumped | Loaded
Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Listen to nothing."""
