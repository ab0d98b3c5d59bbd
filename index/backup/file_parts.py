"""Source files as lines of a dump, and back: in parts, so that no line is as long as a file."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from pincite.index.backup.dumpformat import FilePartLine, Line
from pincite.index.record.contents import Item, StatementItem, VersionItem, WithdrawalItem
from pincite.index.record.filling import Unfit
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveDamaged
from pincite.index.values.source_file import SourceFile

PART = 3 * 2**19
"""Bytes of a part: a multiple of 3, so that only the last one is padded."""


def build_parts(file: SourceFile, sources: SourceStore) -> Iterator[Line]:
    """Yield the lines of a file, at least one; ArchiveDamaged when it is not there, or not as it was written."""
    what = sources.find_damage(file)
    if what is not None:
        mend = "put it back from a backup, or run `pincite dump --without-sources`"
        raise ArchiveDamaged(f"the source file {sources.path(file.digest)} {what}: {mend}")
    with sources.open_file(file) as opened:
        for number in count(1):
            data = opened.read(PART)
            if data or number == 1:
                part = FilePartLine(digest=file.digest, part=number, data=base64.b64encode(data).decode("ascii"))
                yield Line(file_part=part)
            if len(data) < PART:
                return


class FileParts:
    """Puts the parts of a dump together: each file follows the one before it, whole, and belongs to a version."""

    def __init__(self, sources: SourceStore | None) -> None:
        self._sources = sources
        self._named: dict[str, SourceFile] = {}
        self._digest, self._number = "", 0
        self._data = bytearray()

    def note(self, item: Item) -> None:
        """Remember the file that an item of the record names. Unfit when files came before it."""
        if self._digest and isinstance(item, StatementItem | VersionItem | WithdrawalItem):
            raise Unfit("follows the source files")
        if isinstance(item, VersionItem) and item.file is not None:
            known = self._named.setdefault(item.file.digest, item.file)
            if known.length != item.file.length:
                raise Unfit(f"the source file {known.digest[:12]} has two lengths")

    def put(self, part: FilePartLine) -> None:
        """Take the next part. Unfit when it does not follow the one before it."""
        if part.digest != self._digest:
            self._end()
            if part.digest <= self._digest or part.digest not in self._named:
                raise Unfit(f"the source file {part.digest[:12]} is out of order, or belongs to no version")
            self._digest, self._number = part.digest, 0
        self._number += 1
        if part.part != self._number or len(self._data) != (self._number - 1) * PART:
            raise Unfit(f"the part {part.part} of the source file {part.digest[:12]} is out of order")
        self._data += _decode(part)
        if len(self._data) > self._named[part.digest].length:
            raise Unfit(f"the source file {part.digest[:12]} is longer than its version says")

    def finish(self) -> None:
        """Sync all files. Unfit when one that a version names is not there."""
        self._end()
        if self._named:
            missing = next(iter(sorted(self._named)))
            raise Unfit(f"the source file {missing[:12]} is missing")
        if self._sources is not None:
            self._sources.settle()

    @contextmanager
    def undone_after_an_error(self) -> Iterator[None]:
        """Remove what was written when the dump turns out to be wrong."""
        try:
            yield
        except BaseException:
            if self._sources is not None:
                self._sources.discard()
            raise

    def _end(self) -> None:
        """Check the file that is through, and write it."""
        if not self._digest:
            return
        file, data = self._named.pop(self._digest), bytes(self._data)
        if hashlib.sha256(data).hexdigest() != file.digest or len(data) != file.length:
            raise Unfit(f"the source file {file.digest[:12]} does not match its digest")
        if self._sources is not None:
            self._sources.put(file, data)
        self._data.clear()


def _decode(part: FilePartLine) -> bytes:
    try:
        data = base64.b64decode(part.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unfit("data is not Base64") from error
    if base64.b64encode(data).decode("ascii") != part.data:
        raise Unfit("data is not in canonical Base64")
    return data
