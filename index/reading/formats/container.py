"""Containers of the ZIP kind, with limits: what is too many, too large or packed too tightly is never unpacked.

All readers that unpack (archives, DOCX, EPUB) open their file here, so one set of limits holds for all.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass

from pincite.index.values.errors import SourceError

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_LINK, _KINDS, _PLAIN, _FOLDER = 0o120000, 0o170000, 0o100000, 0o040000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most entries, the most bytes when unpacked, and the most bytes unpacked for each packed one."""

    entries: int = 2000
    unpacked: int = 200 * 2**20
    ratio: int = 100


LIMITS = Limits()


class Container:
    """A ZIP file in memory. What it reads counts towards ``limits``, over all of its members."""

    def __init__(self, raw: bytes, name: str, limits: Limits = LIMITS) -> None:
        """Open it; SourceError when it is broken or has too many entries."""
        self.name, self._limits, self._read = name, limits, 0
        self._size = len(raw)
        try:
            self._file = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, UnicodeError) as error:
            mend = "fetch it again, or pack it anew"
            raise SourceError(name, None, "is damaged or incomplete", mend) from error
        self.members = self._file.infolist()
        if len(self.members) > limits.entries:
            reason = f"has {len(self.members):,} entries, over the limit of {limits.entries:,}"
            raise SourceError(name, None, reason, "unpack it and ingest the folder")

    def check_all(self) -> None:
        """Raise SourceError when all members together are over a limit: for what is unpacked whole."""
        total = sum(member.file_size for member in self.members)
        if total > self._limits.unpacked:
            raise self._too_large(total)
        worst = max(self.members, key=self._ratio, default=None)
        # Members that share their packed bytes are each within the ratio, and together are not.
        if total > self._limits.ratio * self._size or (worst is not None and self._ratio(worst) > self._limits.ratio):
            raise self._too_tight(worst.filename if worst is not None else self.name)

    def find(self, member: str) -> zipfile.ZipInfo | None:
        """Return the member of that name, whatever its case; None without one."""
        wanted = member.lstrip("/").casefold()
        return next((one for one in self.members if one.filename.casefold() == wanted), None)

    def read(self, member: zipfile.ZipInfo) -> bytes:
        """Return the bytes of ``member``; SourceError when it is broken, locked or over a limit."""
        name = f"{self.name}/{member.filename}"
        if self._ratio(member) > self._limits.ratio:
            raise self._too_tight(member.filename)
        self._read += member.file_size
        if self._read > self._limits.unpacked:
            raise self._too_large(self._read)
        if member.flag_bits & 1:
            raise SourceError(name, None, "is protected by a password", "pack it without a password")
        if member.compress_type not in _METHODS:
            raise SourceError(name, None, "uses a compression method that Pincite cannot read", "pack it with deflate")
        try:
            return self._file.read(member)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
            mend = "fetch the archive again, or pack it anew"
            raise SourceError(name, None, "is damaged: its checksum does not match", mend) from error

    def is_special(self, member: zipfile.ZipInfo) -> bool:
        """Whether ``member`` is a link, a device or anything but a file or a folder."""
        kind = (member.external_attr >> 16) & _KINDS
        return kind not in (0, _PLAIN, _FOLDER)

    def _ratio(self, member: zipfile.ZipInfo) -> float:
        return member.file_size / max(member.compress_size, 1)

    def _too_large(self, size: int) -> SourceError:
        reason = f"unpacks to {size:,} bytes or more, over the limit of {self._limits.unpacked:,}"
        return SourceError(self.name, None, reason, "split it into smaller files")

    def _too_tight(self, member: str) -> SourceError:
        reason = f"unpacks to more than {self._limits.ratio} times its size (at {member!r}), like a zip bomb"
        return SourceError(self.name, None, reason, "unpack it yourself, look at it, and ingest the folder")
