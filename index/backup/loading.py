"""``load``: fill an empty record from a dump, completely or not at all."""

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

from pydantic import ValidationError

from pincite.index.backup.dumpformat import FORMAT, HEADER, EndLine, FilePartLine, Line
from pincite.index.backup.dumping import LineCounts
from pincite.index.backup.dumplines import build_item
from pincite.index.backup.events import Listener, Loaded, ignore
from pincite.index.backup.file_parts import FileParts
from pincite.index.record.contents import Item, StatementItem
from pincite.index.record.filling import Unfit
from pincite.index.record.record import Record
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.bounds import LINE
from pincite.index.values.errors import SourceError

LONGEST = 8 * LINE.value
"""Bytes of a line: each of a text's may take six in JSON, and its paragraphs stand beside it."""

_TOLD_EVERY = 500
_GZIP_MAGIC = b"\x1f\x8b"
_TAKE_ANOTHER = "take another dump"


def load(record: Record, path: Path, on_event: Listener = ignore, *, sources: SourceStore | None = None) -> EndLine:
    """Fill an empty record from the dump in ``path``, plain or gzipped; return its last line. The index is behind then.

    The source files of the dump go into ``sources``, and are checked and dropped without it.

    SourceError names the line that is wrong; nothing was written. ArchiveForeign when the record is not empty.
    """
    with path.open("rb") as file:
        # Of a pipe nobody knows how much comes.
        size = path.stat().st_size if path.is_file() else None
        reader, parts = _Reader(file, str(path)), FileParts(sources)
        with reader.naming_the_line(), parts.undone_after_an_error(), record.filling() as fill:
            for item in reader.items():
                if isinstance(item, FilePartLine):
                    parts.put(item)
                    continue
                parts.note(item)
                fill(item)
                statements = reader.tally.counts["statements"]
                if isinstance(item, StatementItem) and statements % _TOLD_EVERY == 0:
                    on_event(Loaded(statements, reader.position(), size))
            # Before the record is there: what it names is on the disk.
            parts.finish()
        end = reader.tally.end()
        on_event(Loaded(end.statements, reader.position(), size))
        return end


class _Reader:
    """Reads a dump line by line and holds one of them; knows where it is."""

    def __init__(self, file: BufferedReader, name: str) -> None:
        self._raw, self._name = file, name
        self._number = 0
        self.tally = LineCounts()

    def position(self) -> int:
        """Return how many bytes of the file were read; 0 if unknown."""
        return self._raw.tell() if self._raw.seekable() else 0

    def items(self) -> Iterator[Item | FilePartLine]:
        """Yield the items of the record and the parts of files up to the last line, which must fit those before it."""
        lines = self._lines()
        self._check_header(next(lines, b""))
        for raw in lines:
            line = self._parse(raw)
            if line.file_part is not None:
                self.tally.add_part(raw)
                yield line.file_part
                continue
            item = build_item(line)
            if item is None:
                self._check_end(line.end, lines)
                return
            self.tally.add(raw, item)
            yield item
        raise self._refuse("the file ends before its last line", _TAKE_ANOTHER)

    @contextmanager
    def naming_the_line(self) -> Iterator[None]:
        """Add the number of the line to an error."""
        try:
            yield
        except Unfit as error:
            raise self._refuse(str(error), _TAKE_ANOTHER) from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self._number += 1
            raise self._refuse(f"broken gzip ({error})", _TAKE_ANOTHER) from error

    def _lines(self) -> Iterator[bytes]:
        packed = self._raw.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC)
        file = cast("IO[bytes]", gzip.GzipFile(fileobj=self._raw)) if packed else self._raw
        while line := file.readline(LONGEST + 1):
            self._number += 1
            if len(line) > LONGEST:
                raise self._refuse(f"the line is over the limit of {LONGEST:,} bytes", _TAKE_ANOTHER)
            if not line.endswith(b"\n"):
                raise self._refuse("the file ends in the middle of the line", _TAKE_ANOTHER)
            yield line

    def _check_header(self, raw: bytes) -> None:
        if raw == HEADER:
            self.tally.add(raw)
            return
        match _parse_json(raw):
            case {"dump": {"of": "pincite", "format": int(number)}} if number != FORMAT:
                reason = f"the dump has format {number}, and this version of Pincite reads {FORMAT}"
                raise self._refuse(reason, "install a newer version")
        raise self._refuse("the file is not a dump of Pincite", "use a file that `pincite dump` wrote")

    def _parse(self, raw: bytes) -> Line:
        try:
            line = Line.model_validate_json(raw)
        except ValidationError as error:
            wrong = error.errors()[0]
            place = ".".join(map(str, wrong["loc"]))
            raise self._refuse(f"{place}: {wrong['msg']}" if place else wrong["msg"], _TAKE_ANOTHER) from error
        if line.render() != raw or len(line.model_fields_set) != 1:
            raise self._refuse("the line is not in canonical form", _TAKE_ANOTHER)
        return line

    def _check_end(self, end: EndLine | None, rest: Iterator[bytes]) -> None:
        if end is None:
            raise self._refuse("the first line occurs twice", _TAKE_ANOTHER)
        if end != self.tally.end():
            reason = "the lines before do not match the counts and the SHA-256 of the last line"
            raise self._refuse(reason, _TAKE_ANOTHER)
        if next(rest, None) is not None:
            raise self._refuse("follows the last line", _TAKE_ANOTHER)

    def _refuse(self, reason: str, mend: str) -> SourceError:
        return SourceError(self._name, max(self._number, 1), reason, mend)


def _parse_json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
