"""What stands between a file and its statements: a source, and the drafts that a reader takes from it."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pincite.index.reading.defaults import NO_DEFAULTS, Defaults
from pincite.index.reading.defaults import ORIGIN as DEFAULTS
from pincite.index.reading.formats.workers import Workers
from pincite.index.values.errors import SourceError
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import Statement

MANIFEST = "manifest"
"""What the provenance says of a value from a row of a ``manifest.csv``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path as it was found, the suffix that chose its reader, its sidecar or None.

    ``defaults`` are what its folder and those above say of all their files, ``row`` is what a ``manifest.csv`` says of
    this one: values as ``read_values`` returns them.
    """

    path: Path
    suffix: str
    sidecar: Path | None = None
    defaults: Defaults = NO_DEFAULTS
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The path as found, fit to print."""
        return printable(self.path)

    @property
    def location(self) -> str:
        """The absolute path, fit to print and to record: it tells one source from another. Links are not followed."""
        return printable(Path(os.path.abspath(self.path)))  # noqa: PTH100 - Path.resolve() follows links

    @property
    def stem(self) -> str:
        """The file's name without the suffix."""
        return self.path.name[: -len(self.suffix)]

    @property
    def mark(self) -> bytes:
        """What tells its defaults and its row from others; empty when there are none."""
        row = repr(sorted(self.row.items())).encode("utf-8", "backslashreplace") if self.row else b""
        return self.defaults.mark + (b"\0" + row if row else b"")

    def weaker(self, *, alone: bool) -> "Weaker":
        """Return what its row and its folder say of a statement; an id and a title are not for one of several."""
        defaults = self.defaults.heading(alone=alone)
        row = {key: value for key, value in self.row.items() if alone or key not in ("id", "title")}
        origins = {**dict.fromkeys(defaults, DEFAULTS), **dict.fromkeys(row, MANIFEST)}
        values = {**defaults, **row}
        if "note" in values:
            origins["note"] = values["note"]
        return Weaker(values, origins)


@dataclass(frozen=True, slots=True)
class Weaker:
    """Values for what a document does not say itself, and the origin of each. A ``note`` is its own origin."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]


NOTHING_WEAKER = Weaker({}, {})


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement of a source before it is parsed.

    ``line`` is its 1-based line, or None when the file is one statement. ``digest`` is 64 hex digits over everything
    that decides what ``parse`` returns, so an equal digest needs no parsing; it is empty when there is nothing to
    parse, and then ``parse`` raises. ``parse`` raises SourceError when this statement is refused. ``position`` is how
    many bytes of the file were read so far, for who shows progress. ``file`` is the file that the statement is from,
    and ``raw`` its bytes; None where the record holds all that it says.
    """

    line: int | None
    digest: str
    parse: Callable[[], Statement]
    position: int = 0
    file: SourceFile | None = None
    raw: bytes = b""


class SourceReader(Protocol):
    """A module that reads one format. A source may have a sidecar only if ``SIDECAR``; its drafts hold the file if
    ``HOLDS_FILE``.

    ``READER_VERSION`` names the format and changes when the same bytes come to read otherwise. ``read`` raises
    SourceError when the rest of the source cannot be read.
    """

    READER_VERSION: str
    SIDECAR: bool
    HOLDS_FILE: bool

    def read(self, source: Source, workers: Workers | None = None) -> Iterator[Draft]:
        """Yield the drafts of ``source`` in its order; ``workers`` parse it, where a format needs them."""
        ...


def build_refused(error: SourceError) -> Draft:
    """Return a draft that is refused whenever it is parsed."""
    return Draft(error.line, "", partial(_refuse, error))


def build_digest(*parts: bytes) -> str:
    """Return SHA-256 over ``parts``, each with its length, as 64 hex digits."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def build_source_digest(version: str, source: Source, file: str, sidecar: str | None) -> str:
    """Return the digest of a whole source, given those of its two files (None: it has no sidecar)."""
    parts = [version.encode(), os.fsencode(source.path.name), file.encode(), (sidecar or "").encode()]
    return build_digest(*parts, *filter(None, [source.mark]))


def read_limited(path: Path, limit: int, room: int | None = None) -> bytes:
    """Return the bytes of the file at ``path``.

    SourceError when it cannot be read, is a pipe, a device or a socket, has more than ``limit`` bytes, or changes while
    it is read. With ``room`` it may have so many: ``limit`` is that of what the caller makes of them.
    """
    most = limit if room is None else room
    try:
        # Looked at before it is opened: opening some devices does something.
        _check_regular(path, path.stat())
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            before = os.fstat(file.fileno())
            _check_regular(path, before)
            data = file.read(most + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:
        raise SourceError(printable(path), None, "has an invalid file name", "check the name") from error
    if len(data) > most:
        raise SourceError(printable(path), None, f"over the limit of {limit:,} bytes", "split it into smaller files")
    if _written(before) != _written(after) or len(data) != after.st_size:
        raise SourceError(printable(path), None, "changed while it was read", "try again when no program writes to it")
    return data


def _written(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _check_regular(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
        what = kinds.get(stat.S_IFMT(status.st_mode), "a device")
        raise SourceError(printable(path), None, f"is {what}, not a file", "save its text in a file")


def unreadable(path: Path, error: OSError) -> SourceError:
    """Return the refusal of a file or folder that the system would not let us read."""
    reason = f"cannot be read ({error.strerror or error})"
    is_long = error.errno == errno.ENAMETOOLONG
    mend = "move it up, or give shorter names" if is_long else "check that it exists and that you may read it"
    return SourceError(printable(path), None, reason, mend)


def printable(path: Path) -> str:
    """Return ``path`` with every character that cannot be printed written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(path))


def _refuse(error: SourceError) -> Statement:
    raise error
