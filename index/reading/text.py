"""Plain text: a file is a statement, its first line the title; a sidecar may say more."""

import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from index.errors import SourceError
from index.reading.canonical import decode_canonical
from index.reading.draft import LIMIT, Draft, Source, build_source_digest, printable, read_limited
from index.reading.metadata import BadValue, build_heading, build_provenance, read_values
from index.reading.paragraphs import build_paragraphs
from index.reading.sidecar import LIMIT as SIDECAR_LIMIT
from index.reading.sidecar import parse_sidecar
from index.statement import Statement

READER_VERSION = "text/1"
SIDECAR = True


def read(source: Source) -> Iterator[Draft]:
    """Yield the one draft of ``source``; SourceError when one of its two files cannot be read or is too long."""
    raw = read_limited(source.path, LIMIT)
    sidecar = None if source.sidecar is None else read_limited(source.sidecar, SIDECAR_LIMIT)
    digest = build_source_digest(READER_VERSION, source, _digest(raw), None if sidecar is None else _digest(sidecar))
    yield Draft(None, digest, partial(_parse, source, raw, sidecar))


def _parse(source: Source, raw: bytes, sidecar: bytes | None) -> Statement:
    text = decode_canonical(raw, source.name)
    if not text.strip():
        raise SourceError(source.name, None, "holds no text", "put the statement into it, or take it away")
    given = _read_sidecar(source, sidecar)
    values, provenance = dict(given), build_provenance(given, "sidecar")
    start = 0
    if "title" not in values:
        values["title"], start = _split_title(text)
        provenance["title"] = "text"
    if "id" not in values:
        values["id"], provenance["id"] = _read_id(source), "path"
    paragraphs = build_paragraphs(text, start)
    if not paragraphs:
        mend = "put the text below the title, or give the title in a sidecar"
        raise SourceError(source.name, None, "holds a title and no text", mend)
    return Statement(build_heading(values), text, paragraphs, provenance)


def _read_sidecar(source: Source, raw: bytes | None) -> dict[str, Any]:
    if source.sidecar is None or raw is None:
        return {}
    return parse_sidecar(raw, printable(source.sidecar))


def _split_title(text: str) -> tuple[str, int]:
    """Return the first line that is not blank, and where the next one begins."""
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    end = len(text) if end < 0 else end
    return text[begin:end].strip(), end


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
