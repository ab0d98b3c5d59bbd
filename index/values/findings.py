"""Findings of a check: where, what is wrong, and the command that repairs it."""

from dataclasses import dataclass
from typing import Literal

Depth = Literal["quick", "bytes", "deep"]
"""How much a check reads: the small files, every byte with a checksum, or also all that is derived from them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. ``place`` is a file, a folder or a statement's id. ``mended``: it was already repaired.

    With ``kept`` nothing is wrong: it is there on purpose, and is listed so that it is not forgotten.
    """

    place: str
    what: str
    mend: str
    mended: bool = False
    kept: bool = False

    def __str__(self) -> str:
        """The finding in one line."""
        return f"{self.place}: {self.what}; {'mended' if self.mended else self.mend}"


def finding_of(place: str, error: Exception, mend: str) -> Finding:
    """Turn an error into a finding. The remedy follows the last semicolon or colon of its message, or is ``mend``."""
    what, found, own = str(error).rpartition("; ")
    if not found:
        what, found, own = str(error).rpartition(": ")
        found = found if own.startswith(_MENDS) else ""
    what, mend = (what, own) if found else (str(error), mend)
    return Finding(place, what.removeprefix(f"{place.rpartition('/')[2]} "), mend)


# Any other text after a colon is the system's reason.
_MENDS = ("run `", "restore ", "install ")
