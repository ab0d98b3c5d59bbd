"""The container of an EPUB: its parts in reading order, what its contents call them; bounded in size and number."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

from pincite.index.reading.formats.pagetree import Element, decode_page, get_tag, parse_page
from pincite.index.reading.formats.safexml import parse_xml
from pincite.index.reading.formats.whitespace import squeeze
from pincite.index.values.errors import SourceError

ENTRIES = 2_000
"""The most files in a book."""
UNPACKED = 200 * 2**20
"""The most bytes of all of them unpacked."""
RATIO = 100
"""The most that a file may grow when it is unpacked."""
_SMALL = 2**20
"""Below this the ratio says nothing."""
_MEND = "save the book again, or take it away"


@dataclass(frozen=True, slots=True)
class BookPart:
    """One file of the text: ``key`` its name in the book, ``labels`` what the contents call it and places in it."""

    path: str
    key: str
    root: Element
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A book: its parts in reading order, the paths that its contents list, its own title and language or None."""

    parts: tuple[BookPart, ...]
    listed: frozenset[str]
    title: str | None
    language: str | None


def open_book(raw: bytes, name: str) -> Book:
    """Return the book in ``raw``; SourceError when it is none, is locked, or is too large."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            _check(archive, name)
            return _read(archive, name)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise SourceError(name, None, f"is not a readable EPUB ({str(error)[:100]})", _MEND) from error


def _check(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES:
        raise SourceError(name, None, f"holds {len(entries):,} files, over the limit of {ENTRIES:,}", _MEND)
    if unpacked > UNPACKED:
        raise SourceError(name, None, f"unpacks to {unpacked:,} bytes, over the limit of {UNPACKED:,}", _MEND)
    if any(e.file_size > _SMALL and e.file_size > RATIO * max(e.compress_size, 1) for e in entries):
        raise SourceError(name, None, f"unpacks to more than {RATIO} times its size", _MEND)


def _load(archive: zipfile.ZipFile, path: str) -> bytes:
    """Return a file of the archive, never more than its entry says that it has."""
    entry = archive.getinfo(path)
    with archive.open(entry, mode="r") as file:
        data = file.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise ValueError(f"{path} is larger than it says")
    return data


def _read(archive: zipfile.ZipFile, name: str) -> Book:
    container = parse_xml(_load(archive, "META-INF/container.xml"), name)
    path = next((str(e.get("full-path")) for e in container.iter() if get_tag(e) == "rootfile"), "")
    package = parse_xml(_load(archive, path), name)
    items = {str(e.get("id")): e for e in package.iter() if get_tag(e) == "item"}
    spine = [e for e in package.iter() if get_tag(e) == "itemref" and e.get("linear") != "no"]
    read = [items[str(e.get("idref"))] for e in spine if str(e.get("idref")) in items]
    texts = [
        e for e in read if "nav" not in (e.get("properties") or "").split() and "html" in (e.get("media-type") or "")
    ]
    _check_locked(archive, [resolve(path, str(e.get("href"))) for e in texts], name)
    labels = _read_contents(archive, path, items, name)
    parts = [_read_part(archive, resolve(path, str(e.get("href"))), str(e.get("id")), labels, name) for e in texts]
    fields = {
        get_tag(e): squeeze(e.text or "") for e in reversed(list(package.iter())) if get_tag(e) in ("title", "language")
    }
    language = re.match(r"[a-z]{2,3}", fields.get("language", "").casefold())
    return Book(
        tuple(parts), frozenset(labels), fields.get("title") or None, None if language is None else language.group()
    )


def _read_part(archive: zipfile.ZipFile, path: str, key: str, labels: dict[str, list[str]], name: str) -> BookPart:
    return BookPart(path, key, _parse_xhtml(_load(archive, path), name), tuple(labels.get(path, ())))


def _parse_xhtml(raw: bytes, name: str) -> Element:
    """Return a page of the book: XML as it should be, else as a browser would read it."""
    try:
        root = parse_xml(raw, name)
    except SourceError:
        text = re.sub(
            r"<(title|script|style|a|span|div|p|i|b|em|td)(\s[^<>]*)?/>", r"<\1\2></\1>", decode_page(raw).text
        )
        return parse_page(text, name)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = get_tag(element)
    return root


def _check_locked(archive: zipfile.ZipFile, texts: list[str], name: str) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    locked = {e.get("URI") for e in parse_xml(_load(archive, "META-INF/encryption.xml"), name).iter() if e.get("URI")}
    if locked & set(texts):
        raise SourceError(name, None, "is a locked book (DRM)", "get a copy without the lock")


def _read_contents(
    archive: zipfile.ZipFile, package: str, items: dict[str, Element], name: str
) -> dict[str, list[str]]:
    """Return what the contents call each file of the book, in their order: from the nav page, else from the NCX."""
    nav = next((e for e in items.values() if "nav" in (e.get("properties") or "").split()), None)
    ncx = next((e for e in items.values() if "ncx" in (e.get("media-type") or "")), None)
    labels: dict[str, list[str]] = {}
    for item, read in ((nav, _read_nav), (ncx, _read_ncx)):
        path = None if item is None else resolve(package, str(item.get("href")))
        if path is None or path not in archive.namelist() or labels:
            continue
        for href, label in read(_load(archive, path), name):
            labels.setdefault(resolve(path, href), []).append(label)
    return labels


def _read_nav(raw: bytes, name: str) -> Iterator[tuple[str, str]]:
    for nav in _parse_xhtml(raw, name).iter("nav"):
        kind = nav.get("{http://www.idpf.org/2007/ops}type") or nav.get("epub:type") or "toc"
        if kind == "toc":
            yield from ((str(a.get("href")), squeeze("".join(a.itertext()))) for a in nav.iter("a") if a.get("href"))


def _read_ncx(raw: bytes, name: str) -> Iterator[tuple[str, str]]:
    for point in parse_xml(raw, name).iter():
        if get_tag(point) == "navpoint":
            label = next((squeeze("".join(e.itertext())) for e in point if get_tag(e) == "navlabel"), "")
            source = next((str(e.get("src")) for e in point if get_tag(e) == "content"), "")
            yield source, label


def resolve(base: str, href: str) -> str:
    """Return the path in the archive that ``href`` means in the file ``base``; nothing outside the archive is meant."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href.split("#")[0])))
