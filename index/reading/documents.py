"""Documents of all formats but JSON lines: from the bytes of a file to its statements; a sidecar may say more.

The file is parsed in a worker process, which costs this file only if it dies. A small plain text is read at once: its
rules are our own, and it would take longer to start a process. A paragraph over its bound is split, and the provenance
says under ``paragraphs`` which ones came of it.
"""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pincite.index.reading.canonical import find_unfit, line_of
from pincite.index.reading.draft import (
    NOTHING_WEAKER,
    Draft,
    Source,
    Weaker,
    build_digest,
    build_refused,
    build_source_digest,
    printable,
    read_limited,
)
from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.datelines import read_name
from pincite.index.reading.formats.port import Options
from pincite.index.reading.formats.sniffing import sniff
from pincite.index.reading.formats.table import Outcome, build_title, read_file
from pincite.index.reading.formats.workers import Job, Workers
from pincite.index.reading.metadata import BadValue, build_heading, build_provenance, check_bound, read_values
from pincite.index.reading.ruling import Document, apply_to, is_off
from pincite.index.reading.sidecar import LIMIT as SIDECAR_LIMIT
from pincite.index.reading.sidecar import parse_sidecar
from pincite.index.reading.splitting import Split, split_paragraphs
from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.bounds import FILE, PARAGRAPH, PARAGRAPHS, TEXT
from pincite.index.values.dates import parse_edtf
from pincite.index.values.errors import SourceError
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import Paragraph, Statement, build_paragraph

READER_VERSION = "documents/3"
"""To be changed when any format comes to read otherwise."""

SIDECAR = True
HOLDS_FILE = True

_AT_ONCE = 2**18
"""The most bytes of a plain text that is read without a worker."""

_UNCERTAIN = ("text", "path")
"""Origins of values that somebody has to find in the words or the file's name: what a folder says goes before them."""

_DIVIDE = "divide it into several statements, each in its own file"


def read(source: Source, workers: Workers | None = None) -> Iterator[Draft]:
    """Yield the drafts of ``source`` in its order; ``workers`` parse it, or one that is started for it alone.

    SourceError when the file or its sidecar cannot be read, or when the file is refused as a whole.
    """
    raw = read_limited(source.path, FILE.value)
    sidecar = None if source.sidecar is None else read_limited(source.sidecar, SIDECAR_LIMIT)
    given = read_sidecar(source, sidecar)
    outcomes = read_outcomes(source, raw, Options(given.pop("body", source.defaults.body)), workers)
    off = frozenset(given.pop("rules_off", source.defaults.rules_off))
    named = _digest(raw)
    digest = build_source_digest(READER_VERSION, source, named, None if sidecar is None else _digest(sidecar))
    alone = len(outcomes) == 1
    weaker = source.weaker(alone=alone)
    if not alone:
        # The sidecar of many speaks of what they have in common.
        given = {key: value for key, value in given.items() if key not in ("id", "title")}
    for one in outcomes:
        if isinstance(one, SourceError):
            yield build_refused(one)
        else:
            drafted = digest if alone else _digest_part(one, given, weaker.values, weaker.origins, sorted(off))
            file = SourceFile(named, len(raw), one.media_type, printable(Path(source.path.name)))
            yield Draft(None, drafted, partial(build_statement, source, one, given, weaker, off), len(raw), file, raw)


def read_outcomes(source: Source, raw: bytes, options: Options, workers: Workers | None = None) -> list[Outcome]:
    """Return what stands in the file, and the refusals of its parts; SourceError when it is refused as a whole."""
    name = source.path.name
    try:
        if _is_small_text(raw, source):
            found = read_file(raw, options, name)
        else:
            found = _run(Job(name, read_file, (raw, options, name)), workers)
    except SourceError as error:
        raise _named(error, source) from error
    return [_named(one, source) if isinstance(one, SourceError) else one for one in found]


def read_sidecar(source: Source, raw: bytes | None) -> dict[str, Any]:
    """Return the values of the sidecar, with ``body`` if it is there; SourceError names the line that is wrong."""
    if source.sidecar is None or raw is None:
        return {}
    return parse_sidecar(raw, printable(source.sidecar))


def build_statement(
    source: Source,
    extract: Extract,
    given: dict[str, Any],
    weaker: Weaker = NOTHING_WEAKER,
    off: frozenset[str] = frozenset(),
) -> Statement:
    """Return the statement of ``extract``, with the values that the sidecar, its folder and rules over its words give.

    ``off`` are the rules that are switched off. SourceError when it is refused.
    """
    with _naming(source):
        unfit = find_unfit(extract.text)
        if unfit is not None:
            raise BadValue("text", f"the text contains {unfit}", "remove it")
        check_bound("text", "the text", len(extract.text.encode()), TEXT, _DIVIDE)
    values, provenance = _merge(source, extract, given, weaker, off)
    paragraphs, splits = split_paragraphs(extract.text, _build_paragraphs(extract))
    _check_paragraphs(source, extract.text, paragraphs)
    if splits:
        provenance["paragraphs"] = _render_splits(splits)
    if extract.encoding is not None and (extract.encoding, extract.confidence) != ("utf-8", 1.0):
        provenance["encoding"] = f"{extract.encoding}, confidence {extract.confidence:.2f}"
    apparatus = build_apparatus(extract, splits)
    if _is_read_title(extract) and is_off("title", off):
        # The words of the title are in no paragraph: they are kept beside them.
        lost = LeftOut("title", _fit(str(extract.values["title"])))
        apparatus = replace(apparatus, left_out=(*apparatus.left_out, lost))
    ruled = apply_to(
        Document(values, provenance, extract.text, paragraphs, apparatus.left_out, _stem(source, extract), off)
    )
    values |= ruled.values
    provenance |= ruled.provenance
    apparatus = replace(apparatus, evidence=tuple(ruled.evidence))
    _check_apparatus(source, apparatus)
    return Statement(build_heading(values), extract.text, paragraphs, provenance, splits, apparatus)


def build_apparatus(extract: Extract, splits: tuple[Split, ...] = ()) -> Apparatus:
    """Return what ``extract`` has beside its paragraphs, of which ``splits`` were one each."""
    numbers = list(_renumber(len(extract.passages), dict(splits)))
    passages = list(zip(numbers, extract.passages, strict=True))
    return Apparatus(
        notes=tuple(
            Note(_fit(one.mark), _fit(one.text), numbers[one.paragraph - 1][0] if one.paragraph else None)
            for one in extract.notes
        ),
        left_out=tuple(LeftOut(one.reason, _fit(one.text)) for one in extract.left_out),
        pages={number: tuple(map(_fit, one.pages)) for parts, one in passages if one.pages for number in parts},
        speakers={number: _fit(one.speaker) for parts, one in passages if one.speaker for number in parts},
        roles={number: one.role for parts, one in passages if one.role != "text" for number in parts},
    )


def _renumber(count: int, splits: dict[int, int]) -> Iterator[range]:
    """Yield for each paragraph as read the numbers that it has since some were split."""
    first = 1
    for _ in range(count):
        last = splits.get(first, first)
        yield range(first, last + 1)
        first = last + 1


def _fit(text: str) -> str:
    """Return ``text`` without what no record can hold: what is not the statement's text does not refuse it."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _check_apparatus(source: Source, apparatus: Apparatus) -> None:
    size = sum(len(text.encode()) for text in apparatus.texts)
    with _naming(source):
        check_bound("text", "what stands beside the text", size, TEXT, _DIVIDE)


def _run(job: Job, workers: Workers | None) -> list[Outcome]:
    if workers is not None:
        return workers.run(job)
    with Workers() as own:
        return own.run(job)


def _is_small_text(raw: bytes, source: Source) -> bool:
    if len(raw) > _AT_ONCE or source.suffix not in (".txt", ".text") or raw[:2] == b"PK":
        return False
    try:
        return sniff(raw, source.path.name) == "text"
    except SourceError:
        return False


def _named(error: SourceError, source: Source) -> SourceError:
    """Return the refusal with the path as it was found: who parses knows the file's name only."""
    name = source.path.name
    if error.path != name and not error.path.startswith(f"{name}/"):
        return error
    return SourceError(source.name + error.path[len(name) :], error.line, error.reason, error.mend)


def _merge(
    source: Source, extract: Extract, given: dict[str, Any], weaker: Weaker, off: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values and where each is from: sidecar, front matter, markup, manifest, defaults, file name, text."""
    said, told = _read_said(source, extract, given, is_certain=True)
    found, seen = _read_said(source, extract, given, is_certain=False)
    for key in [key for key, origin in seen.items() if origin == "text" and is_off(key, off)]:
        del found[key], seen[key]
    _prefer_name(source, extract, found, seen)
    values = {**found, **weaker.values, **said, **given}
    provenance = {**seen, **weaker.origins, **told, **build_provenance(given, "sidecar")}
    if "id" not in values:
        mend = "rename the file, or give an id in a sidecar"
        raise SourceError(source.name, None, "the file name gives no id: it is blank", mend)
    if "title" not in values:
        values["title"], provenance["title"] = build_title(printable(Path(source.path.name)), extract.key), "path"
    return values, provenance


def _prefer_name(source: Source, extract: Extract, found: dict[str, Any], seen: dict[str, str]) -> None:
    """Let the day in the file's name go before a date that was read out of the words."""
    named = read_name(f"{_stem(source, extract)}.") if seen.get("date", "text") == "text" else None
    if named is not None:
        found["date"], seen["date"] = parse_edtf(named), "path"


def _stem(source: Source, extract: Extract) -> str:
    """Return the name of the file without its suffix, empty for one of several statements in it.

    Of a member of an archive, its id has the name.
    """
    if extract.key is not None:
        return ""
    return str(extract.values.get("id") or "") if extract.provenance.get("id") == "path" else source.stem


def _is_read_title(extract: Extract) -> bool:
    return extract.provenance.get("title") == "text"


def _read_said(
    source: Source, extract: Extract, given: Collection[str], *, is_certain: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values that the document says in so many words, or those that were read out of it; and the origins."""
    values: dict[str, Any] = {}
    for key, value in extract.values.items():
        if key not in given and (extract.provenance[key] not in _UNCERTAIN) == is_certain:
            values |= _read_value(source, key, value, extract.provenance[key])
    return values, {key: extract.provenance[key] for key in values}


def _read_value(source: Source, key: str, value: object, origin: str) -> dict[str, Any]:
    try:
        return read_values({key: value})
    except BadValue as bad:
        if key == "id":
            where = "the file name gives no id: " if origin == "path" else ""
            mend = "rename the file, or give an id in a sidecar"
            raise SourceError(source.name, None, where + bad.reason, mend) from bad
        if origin == "front matter":
            raise SourceError(source.name, None, bad.reason, bad.mend) from bad
        # Nobody wrote this for us: a page whose title has a thousand characters has none.
        return {}


def _build_paragraphs(extract: Extract) -> list[Paragraph]:
    return [
        build_paragraph(number, extract.text, one.spans, one.label) for number, one in enumerate(extract.passages, 1)
    ]


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


def _digest_part(extract: Extract, *given: object) -> str:
    """Return the digest of one statement of several: the others may change without it."""
    return build_digest(READER_VERSION.encode(), repr((extract, *given)).encode("utf-8", "backslashreplace"))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
