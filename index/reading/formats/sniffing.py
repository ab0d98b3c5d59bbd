"""What a file is, from its bytes. Its name decides only where the bytes cannot: Markdown and JSON lines are text."""

import re
from dataclasses import dataclass
from typing import Literal

from pincite.index.reading.formats.container import Container, Limits
from pincite.index.values.errors import SourceError

Kind = Literal["pdf", "docx", "epub", "zip", "html", "tei", "markdown", "jsonl", "text"]

_HEAD = 4096
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MANY = Limits(entries=100_000, unpacked=2**20, ratio=1100)


@dataclass(frozen=True, slots=True)
class _Foreign:
    """What is known and has no reader: how it begins, what it is called, what to do."""

    magic: bytes
    name: str
    mend: str
    offset: int = 0


_TO_TEXT = "save it as DOCX or PDF"
_TO_PDF = "recognize its text, for example with `ocrmypdf`, and ingest the PDF"
_UNPACK = "unpack it"
_FOREIGN = (
    _Foreign(_OLE, "a Word file of before 2007, or one with a password", "save it as DOCX without a password"),
    _Foreign(b"{\\rtf", "an RTF file", _TO_TEXT),
    _Foreign(b"\x89PNG", "a picture", _TO_PDF),
    _Foreign(b"\xff\xd8\xff", "a picture", _TO_PDF),
    _Foreign(b"GIF8", "a picture", _TO_PDF),
    _Foreign(b"II*\0", "a picture", _TO_PDF),
    _Foreign(b"MM\0*", "a picture", _TO_PDF),
    _Foreign(b"AT&TFORM", "a DjVu file", "convert it to PDF"),
    _Foreign(b"%!PS", "a PostScript file", "convert it to PDF, for example with `ps2pdf`"),
    _Foreign(b"\x1f\x8b", "a gzip file", _UNPACK),
    _Foreign(b"BZh", "a bzip2 file", _UNPACK),
    _Foreign(b"\xfd7zXZ\0", "an xz file", _UNPACK),
    _Foreign(b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    _Foreign(b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    _Foreign(b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK),
    _Foreign(b"ustar", "a tar archive", _UNPACK, 257),
    _Foreign(b"\x7fELF", "a program", "leave it out"),
    _Foreign(b"MZ\x90", "a program", "leave it out"),
    _Foreign(b"OggS", "a recording", "ingest its transcript"),
    _Foreign(b"ID3", "a recording", "ingest its transcript"),
    _Foreign(b"ftyp", "a recording", "ingest its transcript", 4),
    _Foreign(b"SQLite format 3\0", "a database", "export its texts"),
)
_ARCHIVES = frozenset({_UNPACK})
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<\?[^>]*>\s*|<!--.*?-->\s*|<!doctype[^>\[]*(?:\[.*?\])?[^>]*>\s*)*"
    r"<(?:\w+:)?(?P<root>[a-z][\w.-]*)",
    re.IGNORECASE | re.DOTALL,
)
_DOCTYPE = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<!doctype\s+html", re.IGNORECASE | re.DOTALL)
_HTML = frozenset(
    {"html", "head", "body", "title", "meta", "link", "script", "style", "base", "noscript", "iframe", "frameset"}
    | {"div", "p", "table", "center", "h1", "h2", "h3", "font", "pre", "article", "section", "main", "header", "form"}
    | {"span", "a", "br", "hr", "ul", "ol", "dl", "b", "i", "em", "strong", "blockquote"}
)
_TEI = frozenset({"tei", "tei.2", "teicorpus", "teicorpus.2"})


def sniff(raw: bytes, name: str) -> Kind:
    """Return what the file called ``name`` is; SourceError when it is something that has no reader."""
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(_ZIPS):
        return _sniff_zip(raw, name)
    for foreign in _FOREIGN:
        if raw[foreign.offset : foreign.offset + len(foreign.magic)] == foreign.magic:
            raise SourceError(name, None, f"is {foreign.name}", foreign.mend)
    return _sniff_markup(raw, name) or _sniff_name(name)


def is_archive(raw: bytes) -> bool:
    """Whether these bytes are an archive or a packed file, and not a document that is packed inside."""
    if raw.startswith(_ZIPS):
        try:
            return _sniff_zip(raw, "") == "zip"
        except SourceError:
            return True
    return any(raw[one.offset : one.offset + len(one.magic)] == one.magic for one in _FOREIGN if one.mend in _ARCHIVES)


def _sniff_zip(raw: bytes, name: str) -> Kind:
    container = Container(raw, name, _MANY)
    mimetype = container.find("mimetype")
    kind = b"" if mimetype is None or mimetype.file_size > 200 else container.read(mimetype).strip()
    if kind == b"application/epub+zip" or container.find("META-INF/container.xml") is not None:
        return "epub"
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        raise SourceError(name, None, "is an OpenDocument file", _TO_TEXT)
    if container.find("[Content_Types].xml") is None:
        return "zip"
    for folder, what in (("xl/", "a spreadsheet"), ("ppt/", "a presentation")):
        if any(member.filename.startswith(folder) for member in container.members):
            raise SourceError(name, None, f"is {what}", "save its text as DOCX or PDF")
    return "docx"


def _sniff_markup(raw: bytes, name: str) -> Kind | None:
    head = _peek(raw)
    if _DOCTYPE.match(head):
        return "html"
    match = _MARKUP.match(head)
    if match is None:
        return None
    root = match["root"].casefold()
    if root in _TEI:
        return "tei"
    if root in _HTML:
        # Markdown may begin with a tag; a page of HTML says so once more, or by its name.
        return "html" if root in ("html", "head", "body") or not _is_markdown(name) else None
    if head.lstrip().startswith("<?xml"):
        if "http://www.tei-c.org/ns/1.0" in head:
            return "tei"
        raise SourceError(name, None, f"is XML that is neither TEI nor HTML (its root is {root!r})", _TO_TEXT)
    return None


def _peek(raw: bytes) -> str:
    """Return the beginning of ``raw`` as far as markup can be told: ASCII characters are what counts."""
    head = raw[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return head.replace(b"\0", b"").decode("latin-1")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _is_markdown(name: str) -> bool:
    return name.casefold().endswith((".md", ".markdown", ".mkd", ".mdown"))


def _sniff_name(name: str) -> Kind:
    if _is_markdown(name):
        return "markdown"
    return "jsonl" if name.casefold().endswith((".jsonl", ".ndjson")) else "text"
