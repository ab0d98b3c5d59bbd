"""The error tree: every error that Pincite raises on purpose. Each message says what to do.

::

    PinciteError
    ├── SourceError          a source file, or a line of it, is refused
    ├── QueryError           an invalid request; carries every problem found
    ├── NotFound             no such statement, version or paragraph
    ├── Withdrawn            a statement that was taken out of the archive, and why
    ├── CursorExpired        a cursor that has expired
    ├── LockHeld             another process is writing
    ├── EngineUnavailable    the engine is not responding now
    ├── RecordUnavailable    the record's server is not responding now
    └── ArchiveError         the archive's folder is unusable
        ├── ArchiveMissing   there is no archive
        ├── ArchiveForeign   the folder is not ours, or belongs to another archive
        ├── SchemaMismatch   built by another version
        ├── ArchiveDamaged   bytes are not what was written
        └── EngineFailed     the engine cannot write anything
"""

from dataclasses import dataclass

_SHOWN = 200


class PinciteError(Exception):
    """Root of the tree.

    Clients add the ``code`` of ``docs/errors.md`` and ``where`` it happened: an address, or the folder of an archive.
    """

    code: str | None = None
    where: str | None = None


class SourceError(PinciteError):
    """A source that is refused: the file, the 1-based line (or None), the reason, and how to fix it.

    ``kind`` is the reason without details of this source, so that equal reasons can be counted.
    """

    def __init__(self, path: str, line: int | None, reason: str, mend: str, kind: str | None = None) -> None:
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {reason}; {mend}")
        self.path, self.line, self.reason, self.mend = path, line, reason, mend
        self.kind = reason if kind is None else kind

    def __reduce__(self) -> tuple[type["SourceError"], tuple[str, int | None, str, str, str | None]]:
        # Exceptions are pickled with their message only; this one must reach another process with its parts.
        return type(self), (self.path, self.line, self.reason, self.mend, self.kind)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a request: parameter, 0-based code point or None, code, expected input, and the correction."""

    parameter: str
    position: int | None
    code: str
    expected: str
    mend: str | None = None


class QueryError(PinciteError):
    """An invalid request. ``problems`` has every problem found; there is at least one."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.parameter}: expected {p.expected}" for p in problems))
        self.problems = problems


class NotFound(PinciteError):
    """No such statement, version or paragraph."""


class Withdrawn(PinciteError):
    """A statement that was withdrawn from the archive, with the reason and the time (UTC, ISO 8601)."""

    def __init__(self, identity: str, reason: str, time: str) -> None:
        super().__init__(f"the statement {identity!r} was withdrawn on {time[:10]}: {reason}")
        self.reason, self.time = reason, time


class CursorExpired(PinciteError):
    """A cursor that has expired; start again with ``cursor=*``."""


class LockHeld(PinciteError):
    """Another process is writing. ``holder`` names it."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another process is writing to this archive: {holder}; wait for it to end, then try again")
        self.holder = holder


class EngineUnavailable(PinciteError):
    """The engine is not responding now. Trying again later may help."""


class RecordUnavailable(PinciteError):
    """The record's server is not responding now. Trying again later may help."""


class ArchiveError(PinciteError):
    """The archive's folder cannot be used; the message says what to run."""


class ArchiveMissing(ArchiveError):
    """There is no archive in the folder."""


class ArchiveForeign(ArchiveError):
    """The folder does not have our marker, or belongs to another archive."""


class SchemaMismatch(ArchiveError):
    """Built by another version of Pincite."""


class ArchiveDamaged(ArchiveError):
    """Bytes are not what was written."""


class EngineFailed(ArchiveError):
    """The engine cannot write anything, for an unknown reason."""


def describe(error: BaseException) -> str:
    """Return an error as one printable line: its type and the beginning of its message."""
    says = " ".join(str(error).split())[:_SHOWN]
    says = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in says)
    return f"{type(error).__name__}: {says}" if says else type(error).__name__
