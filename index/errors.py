"""The error tree: every error that Pincite raises on purpose.

::

    PinciteError
    └── SourceError      a source file, or a line of it, cannot be read
"""


class PinciteError(Exception):
    """Root of the tree: something the person at the keyboard can mend."""


class SourceError(PinciteError):
    """A source that is refused: which file, which 1-based line (or None), why, and how to mend it."""

    def __init__(self, path: str, line: int | None, reason: str, mend: str) -> None:
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {reason}; {mend}")
        self.path, self.line, self.reason, self.mend = path, line, reason, mend
