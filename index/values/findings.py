"""What a check finds: where, what is wrong there, and the command that mends it."""

from dataclasses import dataclass
from typing import Literal

Depth = Literal["quick", "bytes", "deep"]
"""How much a check reads: what is small, every byte that has a checksum, or also what can be derived anew from it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``place`` is a file, a folder or a statement's id; ``mended`` says that it was.

    With ``kept`` nothing is wrong: it stands there on purpose, and is named so that it is not forgotten.
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
    """Return what an error says as a finding: its mend stands behind the last semicolon or colon, or is ``mend``."""
    what, found, own = str(error).rpartition("; ")
    if not found:
        what, found, own = str(error).rpartition(": ")
        found = found if own.startswith(_MENDS) else ""
    what, mend = (what, own) if found else (str(error), mend)
    return Finding(place, what.removeprefix(f"{place.rpartition('/')[2]} "), mend)


# What follows a colon is otherwise the system's reason.
_MENDS = ("run `", "restore ", "install ")
