"""The table of formats: from what the bytes of a file are to the module that reads them.

A module is imported when a file of its kind is met: who reads texts loads no PDF library.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import cast

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.decoding import decode
from pincite.index.reading.formats.port import Format, Options
from pincite.index.reading.formats.sniffing import Kind, sniff
from pincite.index.reading.formats.zip_members import Member, read_members
from pincite.index.values.errors import SourceError

SUFFIXES = (
    *(".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".xml"),
    *(".pdf", ".docx", ".epub"),
)
"""How the names of documents end, in small letters. What a document is, its bytes say."""

ARCHIVE = ".zip"

_FORMATS: Mapping[str, str] = {kind: kind for kind in ("markdown", "html", "tei", "epub")} | {"text": "plaintext"}
_WHOLE: Mapping[str, str] = {"pdf": "read_pdf", "docx": "read_docx"}
MEDIA_TYPES: Mapping[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "html": "text/html",
    "tei": "application/tei+xml",
    "markdown": "text/markdown",
    "text": "text/plain",
}
"""What a file is, as HTTP calls it."""

_NOT_IN_AN_ID = re.compile(r"[\s/\\#?\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

Outcome = Extract | SourceError


def read_file(raw: bytes, options: Options, name: str) -> list[Outcome]:
    """Return the statements of the file called ``name``, each with an id and a title.

    Of an archive, the statements of its members and the refusals of those that may not go in. SourceError when the
    whole file is refused. Refusals name the file ``name``, and a member ``name/member``.
    """
    kind = sniff(raw, name)
    if kind == "zip":
        found = list(_read_archive(raw, options, name))
    else:
        found = [_complete(one, name) for one in _read_document(kind, raw, options, name)]
    media_type = MEDIA_TYPES[kind]
    return [one if isinstance(one, SourceError) else replace(one, media_type=media_type) for one in found]


def build_id(name: str, key: str | None = None) -> str:
    """Return an id from a file's name, and the key of one of its statements; empty when the name gives none.

    What may not stand in an id becomes a hyphen; all else stays as it is.
    """
    stem = _stem(unicodedata.normalize("NFC", name.rsplit("/", 1)[-1]))
    parts = (_NOT_IN_AN_ID.sub("-", part.strip()).strip("-") for part in (stem, key or ""))
    return "-".join(part for part in parts if part.strip("."))


def is_document(name: str) -> bool:
    """Whether the name is that of a document."""
    return name.casefold().endswith(SUFFIXES)


def _stem(name: str) -> str:
    ending = max((suffix for suffix in (*SUFFIXES, ARCHIVE) if name.casefold().endswith(suffix)), key=len, default="")
    return name[: len(name) - len(ending)]


def _read_document(kind: Kind, raw: bytes, options: Options, name: str) -> list[Extract]:
    if kind == "jsonl":
        raise SourceError(name, None, "holds JSON lines", "put it beside the archive, not inside")
    module = import_module(f".{_FORMATS.get(kind, kind)}", __package__)
    if kind in _WHOLE:
        return cast(list[Extract], getattr(module, _WHOLE[kind])(raw, name))
    form = cast(Format, module)
    if form.DECODES:
        return list(form.extract(raw, name, options))
    decoded = decode(raw, name)
    found = form.extract(decoded.text, name, options)
    return [replace(one, encoding=decoded.encoding, confidence=decoded.confidence) for one in found]


def _complete(extract: Extract, name: str) -> Extract:
    """Return ``extract`` with an id and a title: what it lacks comes from the name of its file."""
    values, provenance = dict(extract.values), dict(extract.provenance)
    if not values.get("id"):
        values["id"], provenance["id"] = build_id(name, extract.key), "path"
    if not values.get("title"):
        values["title"], provenance["title"] = build_title(name, extract.key), "path"
    return replace(extract, values=values, provenance=provenance)


def build_title(name: str, key: str | None = None) -> str:
    """Return what a statement is called that has no title: it says so."""
    title = f"Untitled, {name}" + (f", {key}" if key else "")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in title)


def _read_archive(raw: bytes, options: Options, name: str) -> Iterator[Outcome]:
    owners: dict[str, str] = {}
    empty = True
    for member in read_members(raw, name):
        empty = False
        if isinstance(member, SourceError):
            yield member
            continue
        try:
            for one in _read_member(member, options, f"{name}/{member.name}"):
                yield _claim(one, member.name, f"{name}/{member.name}", owners)
        except SourceError as error:
            yield error
    if empty:
        raise SourceError(name, None, "holds no file", "see whether it was packed whole")


def _read_member(member: Member, options: Options, place: str) -> Iterator[Extract]:
    last = member.name.rsplit("/", 1)[-1]
    if last.split(".", 1)[0].casefold() == "readme":
        return
    if not is_document(last):
        raise SourceError(place, None, "is of a type that has no reader", "leave it out, or convert it")
    try:
        found = _read_document(sniff(member.raw, last), member.raw, options, last)
    except SourceError as error:
        raise SourceError(place, error.line, error.reason, error.mend) from error
    for one in found:
        built = _complete(one, last)
        yield replace(built, key=member.name if one.key is None else f"{member.name} {one.key}")


def _claim(extract: Extract, member: str, place: str, owners: dict[str, str]) -> Outcome:
    """Return ``extract``, or the refusal of it when another member has its id: the two are told by name."""
    other = owners.setdefault(str(extract.values["id"]), member)
    if other == member:
        return extract
    reason = f"the id {extract.values['id']!r} is already that of {other!r} in the same archive"
    return SourceError(place, None, reason, "rename one of the two")
