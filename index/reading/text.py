"""Plain text: a file is a statement, its first line the title; a sidecar may say more.

A paragraph over its bound is split, and the provenance says under ``paragraphs`` which ones came of it.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from pincite.index.reading.canonical import decode_canonical, line_of
from pincite.index.reading.draft import Draft, Source, build_source_digest, printable, read_limited
from pincite.index.reading.metadata import BadValue, build_heading, build_provenance, check_bound, read_values
from pincite.index.reading.paragraphs import build_paragraphs
from pincite.index.reading.sidecar import LIMIT as SIDECAR_LIMIT
from pincite.index.reading.sidecar import parse_sidecar
from pincite.index.reading.splitting import Split, split_paragraphs
from pincite.index.values.bounds import PARAGRAPH, PARAGRAPHS, TEXT, VALUE
from pincite.index.values.errors import SourceError
from pincite.index.values.signs import is_blank
from pincite.index.values.statement import Paragraph, Statement

READER_VERSION = "text/3"
SIDECAR = True

_ROOM = 3 + 2 * TEXT.value
"""The most bytes of a file whose text is within its bound: with a byte order mark, and two bytes to a line end."""

_DIVIDE = "divide it into several statements, each in its own file"


def read(source: Source) -> Iterator[Draft]:
    """Yield the one draft of ``source``; SourceError when one of its two files cannot be read or is too long."""
    raw = read_limited(source.path, TEXT.value, _ROOM)
    sidecar = None if source.sidecar is None else read_limited(source.sidecar, SIDECAR_LIMIT)
    digest = build_source_digest(READER_VERSION, source, _digest(raw), None if sidecar is None else _digest(sidecar))
    yield Draft(None, digest, partial(_parse, source, raw, sidecar))


def _parse(source: Source, raw: bytes, sidecar: bytes | None) -> Statement:
    text = decode_canonical(raw, source.name)
    if is_blank(text):
        raise SourceError(source.name, None, "holds no text", "put the statement into it, or take it away")
    _check_text(source, text)
    given = _read_sidecar(source, sidecar)
    values, provenance = dict(given), build_provenance(given, "sidecar")
    start = 0
    if "title" not in values:
        values["title"], start = _split_title(source, text)
        provenance["title"] = "text"
    if "id" not in values:
        values["id"], provenance["id"] = _read_id(source), "path"
    paragraphs, splits = split_paragraphs(text, build_paragraphs(text, start))
    if not paragraphs:
        mend = "put the text below the title, or give the title in a sidecar"
        raise SourceError(source.name, None, "holds a title and no text", mend)
    _check_paragraphs(source, text, paragraphs)
    if splits:
        provenance["paragraphs"] = _render_splits(splits)
    return Statement(build_heading(values), text, paragraphs, provenance, splits)


def _read_sidecar(source: Source, raw: bytes | None) -> dict[str, Any]:
    if source.sidecar is None or raw is None:
        return {}
    return parse_sidecar(raw, printable(source.sidecar))


def _check_text(source: Source, text: str) -> None:
    with _naming(source):
        check_bound("text", "the text", len(text.encode()), TEXT, _DIVIDE)


def _check_paragraphs(source: Source, text: str, paragraphs: tuple[Paragraph, ...]) -> None:
    beyond = paragraphs[PARAGRAPHS.value :]
    line = line_of(text, beyond[0].spans[0][0]) if beyond else None
    with _naming(source, line):
        check_bound("text", "the statement", len(paragraphs), PARAGRAPHS, _DIVIDE)


@contextmanager
def _naming(source: Source, line: int | None = None) -> Iterator[None]:
    """Turn BadValue into the refusal of ``source`` at ``line``."""
    try:
        yield
    except BadValue as bad:
        raise SourceError(source.name, line, bad.reason, bad.mend) from bad


def _render_splits(splits: tuple[Split, ...]) -> str:
    """Return what the provenance says of paragraphs that stand otherwise than in the source."""
    return f"split at {PARAGRAPH}: {', '.join(f'{first}-{last}' for first, last in splits)}"


def _split_title(source: Source, text: str) -> tuple[str, int]:
    """Return the first line that is not blank, and where the next one begins."""
    begin, end = next((begin, end) for begin, end in _lines(text) if not is_blank(text[begin:end]))
    title = unicodedata.normalize("NFC", text[begin:end]).strip()
    mend = "put a short title on a line of its own before the text, or give one in a sidecar"
    with _naming(source, line_of(text, begin)):
        check_bound("title", "the title", len(title), VALUE, mend)
    return title, end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends."""
    begin = 0
    while begin <= len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        yield begin, end
        begin = end + 1


def _read_id(source: Source) -> str:
    mend = "rename the file, or give an id in a sidecar"
    try:
        values = read_values({"id": source.stem})
    except BadValue as bad:
        raise SourceError(source.name, None, f"its name gives no id: {bad.reason}", mend) from bad
    if "id" not in values:
        raise SourceError(source.name, None, "its name gives no id: it is blank", mend)
    return str(values["id"])


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
