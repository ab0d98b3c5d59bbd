"""JSON lines, plain or gzipped: a line is a statement, with its paragraphs already apart.

An object holds ``id`` and ``paragraphs``, and may hold the other keys of a sidecar, with ``url`` for ``source_url``.
One without a ``title`` is called "Untitled, ID". Paragraphs are never split, joined or stripped: the canonical text is
they, with an empty line between. One over its bound is refused: a split would move every citation behind it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import IO, Any, cast

from pincite.index.reading.aliases import rename_keys
from pincite.index.reading.canonical import find_unfit
from pincite.index.reading.draft import NOTHING_WEAKER, Draft, Source, Weaker, build_refused, unreadable
from pincite.index.reading.formats.table import build_title
from pincite.index.reading.formats.workers import Workers
from pincite.index.reading.metadata import (
    KEYS,
    BadValue,
    build_heading,
    build_provenance,
    check_bound,
    check_keys,
    read_values,
)
from pincite.index.values.bounds import LINE, PARAGRAPH, PARAGRAPHS, TEXT
from pincite.index.values.errors import SourceError
from pincite.index.values.json_text import parse_strict_json
from pincite.index.values.paragraph_columns import ParagraphColumns
from pincite.index.values.statement import Statement

READER_VERSION = "jsonl/2"
SIDECAR = False
HOLDS_FILE = False
"""The record holds all of a line: to keep the file too would say it twice."""
LIMIT = LINE.value
"""The most bytes that a line may have."""

_MARK = b"\xef\xbb\xbf"
_REQUIRED = ("id", "paragraphs")
_NAMES = {"url": "source_url", **{key: key for key in KEYS}}
_LISTED = (*_NAMES, "paragraphs")
_KNOWN = frozenset(_LISTED)
_DRAIN = 2**20
_BUFFER = 2**18
_NUL = b"\\u0000"
_BLANKS = frozenset((b" ", b"\t", b"\r", b"\n"))


def read(source: Source, workers: Workers | None = None) -> Iterator[Draft]:  # noqa: ARG001 - the port
    """Yield a draft for every line of ``source`` that is not blank, holding one line at a time.

    A line over the limit is a draft that is refused. SourceError when the file contains no statement, cannot be opened
    or is a broken gzip file.
    """
    begun = _begin_digest(source)
    name, weaker = source.name, source.weaker(alone=False)
    empty = True
    for number, line, position in _lines(source):
        raw = line.removeprefix(_MARK).strip() if number == 1 else line.strip()
        if len(line.rstrip(b"\r\n")) > LIMIT:
            reason = f"the line is over the limit of {LIMIT:,} bytes"
            yield build_refused(SourceError(name, number, reason, "split it into smaller statements"))
        elif raw:
            digest = begun.copy()
            digest.update(raw)
            yield Draft(number, digest.hexdigest(), partial(_parse, raw, name, number, weaker), position)
        empty = empty and not raw
    if empty:
        raise SourceError(name, None, "contains no statement", "write one JSON object on each line, or remove the file")


def _begin_digest(source: Source) -> hashlib.blake2b:
    """Return BLAKE2b (RFC 7693) over what all lines have in common; with a line behind it, it is that draft's digest.

    It names no version, and takes half the time of SHA-256.
    """
    common = READER_VERSION.encode() + source.mark
    return hashlib.blake2b(len(common).to_bytes(8, "big") + common, digest_size=32)


def _lines(source: Source) -> Iterator[tuple[int, bytes, int]]:
    """Yield each line with its number and the bytes of the file read so far.

    Of a line over the limit comes no more than shows that it is.
    """
    number = position = 0
    try:
        with source.path.open("rb", _BUFFER) as raw, _open(source, raw) as file:
            for number in count(1):
                line = file.readline(LIMIT + 3)
                if not line:
                    return
                # To ask the file where it is takes longer than to read the line.
                position = position + len(line) if file is raw else raw.tell()
                yield number, line, position
                position += _drain(file, line)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = f"broken gzip ({error})"
        raise SourceError(source.name, max(number, 1), reason, "compress the original again") from error
    except OSError as error:
        raise unreadable(source.path, error) from error


def _open(source: Source, raw: IO[bytes]) -> IO[bytes]:
    return cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if source.suffix.endswith(".gz") else raw


def _drain(file: IO[bytes], line: bytes) -> int:
    """Read what is left of ``line``, and return the bytes of that."""
    left = 0
    while line and not line.endswith(b"\n"):
        line = file.readline(_DRAIN)
        left += len(line)
    return left


def _parse(raw: bytes, name: str, number: int, weaker: Weaker = NOTHING_WEAKER) -> Statement:
    try:
        plain = _load_plain(raw)
        return _build(_load(raw), weaker) if plain is None else _build(plain, weaker, is_fit=True)
    except BadValue as bad:
        raise SourceError(name, number, bad.reason, bad.mend) from bad


def _load(raw: bytes) -> dict[str, Any]:
    """Return the one object that a line holds, whatever is in it."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_build_object)
    except UnicodeDecodeError as error:
        reason = f"invalid UTF-8 at byte {error.start:,} of the line (0x{raw[error.start]:02x})"
        raise BadValue("", reason, "save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise BadValue("", f"broken JSON ({error.msg}, character {error.pos + 1:,})", "correct the line") from error
    except BadValue:
        raise
    except (ValueError, RecursionError) as error:
        raise BadValue("", "the JSON is too large to read", "correct the line") from error
    if not isinstance(value, dict):
        raise BadValue("", "the line is not a JSON object", "write {…} with id and paragraphs on one line")
    return value


def _load_plain(raw: bytes) -> dict[str, Any] | None:
    """Return the object of a line that is read in C; None when it is not for certain one that is in order.

    No text in it has a NUL character, which JSON has to escape, or a lone surrogate, which the parser refuses.
    C keeps the last of two values of a key. So the keys that were read are counted beside those that are written: at
    least as many as there are ends of a text with a colon behind. Who writes a blank before the colon is read slowly.
    """
    try:
        given = parse_strict_json(raw)
    except ValueError:
        return None
    if type(given) is not dict:
        return None
    lists = (value for key, value in given.items() if type(value) is list and key != "paragraphs")
    keys = len(given) + sum(len(item) for value in lists for item in value if type(item) is dict)
    before_colons = [piece[-1:] for piece in raw.split(b":")[:-1]]
    is_certain = before_colons.count(b'"') == keys and _BLANKS.isdisjoint(before_colons)
    return given if is_certain and _NUL not in raw else None


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadValue(twice, f"the key {twice!r} occurs twice", "remove one of the two")
    return built


def _build(given: dict[str, Any], weaker: Weaker, *, is_fit: bool = False) -> Statement:
    if not given.keys() <= _KNOWN:
        given = rename_keys(given, _KNOWN)
        check_keys(given, _LISTED)
    if "url" in given and "source_url" in given:
        raise BadValue("url", "'url' and 'source_url' are two names for one key", "keep one of the two")
    values = read_values({_NAMES[key]: value for key, value in given.items() if key in _NAMES})
    texts = given.get("paragraphs")
    lacking = [key for key in _REQUIRED if not (texts if key == "paragraphs" else values.get(key))]
    if lacking:
        raise BadValue(lacking[0], f"the line lacks {' and '.join(lacking)}", "give both id and paragraphs")
    text, paragraphs = _build_paragraphs(texts, is_fit=is_fit)
    provenance = {**weaker.origins, **build_provenance(values, "record")}
    values = {**weaker.values, **values}
    if "title" not in values:
        values["title"], provenance["title"] = build_title(values["id"]), "id"
    return Statement(build_heading(values), text, paragraphs, provenance)


def _build_paragraphs(texts: object, *, is_fit: bool) -> tuple[str, ParagraphColumns]:
    """Return the canonical text and its paragraphs. ``is_fit`` when nothing in it can be unfit for the record."""
    if not isinstance(texts, list) or not set(map(type, texts)) <= {str}:
        raise BadValue("paragraphs", "'paragraphs' is not a list of texts", "write a list of texts")
    if "" in texts or any(map(str.isspace, texts)):
        blank = next(number for number, text in enumerate(texts, 1) if not text.strip())
        raise BadValue("paragraphs", f"paragraph {blank} is blank", "remove it")
    paragraphs = ParagraphColumns(texts)
    canonical = paragraphs.canonical()
    unfit = None if is_fit else find_unfit(canonical)
    if unfit is not None:
        raise BadValue("paragraphs", f"a paragraph contains {unfit}", "remove it")
    _check_bounds(texts, canonical)
    return canonical, paragraphs


def _check_bounds(texts: list[str], canonical: str) -> None:
    apart = "divide it into several statements"
    check_bound("paragraphs", "the statement", len(texts), PARAGRAPHS, apart)
    if max(map(len, texts)) > PARAGRAPH.value:
        for number, text in enumerate(texts, 1):
            mend = f"divide it into paragraphs of at most {PARAGRAPH}"
            check_bound("paragraphs", f"paragraph {number}", len(text), PARAGRAPH, mend)
    # No character has more than four bytes.
    if 4 * len(canonical) > TEXT.value:
        check_bound("paragraphs", "the text", len(canonical.encode()), TEXT, apart)
