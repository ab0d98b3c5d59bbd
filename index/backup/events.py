"""Progress of a backup, a restore, a dump or a load. The command line shows or prints it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copied:
    """Bytes copied, and their total."""

    bytes: int
    total: int


@dataclass(frozen=True, slots=True)
class Checked:
    """Bytes read back after writing, and their total."""

    bytes: int
    total: int


@dataclass(frozen=True, slots=True)
class Dumped:
    """Statements written to the dump, and their total."""

    statements: int
    total: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """Statements loaded, bytes of the file read, and their total (None if unknown)."""

    statements: int
    bytes: int
    total: int | None


Event = Copied | Checked | Dumped | Loaded
Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Listen to nothing."""
