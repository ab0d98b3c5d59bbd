"""What a file is comes from its bytes; its name decides only between kinds of text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.reading.formats.sniffing import sniff
from pincite.index.values.errors import SourceError
from tests.reading.docx_writer import Docx
from tests.reading.zips import pack

KNOWN = (
    (b"%PDF-1.7\n", "a.txt", "pdf"),
    (b"\n\n junk before it %PDF-1.4\n", "a.docx", "pdf"),
    (Docx().paragraph("x").build(), "a.zip", "docx"),
    (pack([("mimetype", b"application/epub+zip")], 0), "a.zip", "epub"),
    (pack([("META-INF/container.xml", b"<x/>")], 0), "a.docx", "epub"),
    (pack([("a.txt", b"x")]), "a.docx", "zip"),
    (b"<!DOCTYPE html><p>x", "a.txt", "html"),
    (b"\xef\xbb\xbf<!-- saved --> <HTML><body>", "a.txt", "html"),
    ("<html><p>x".encode("utf-16"), "a.txt", "html"),
    (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html>', "a.xml", "html"),
    (b"<center><h1>x</h1>", "a.htm", "html"),
    (b"<center>**x**</center>\n\nText", "a.md", "markdown"),
    (b'<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0">', "a.txt", "tei"),
    (b"<?xml version='1.0'?><!-- x --><tei:TEI xmlns:tei='http://www.tei-c.org/ns/1.0'>", "a.xml", "tei"),
    (b"<TEI.2><teiHeader>", "a.xml", "tei"),
    (b"# A heading\n", "a.md", "markdown"),
    (b"# A heading\n", "a.MARKDOWN", "markdown"),
    (b"# no heading\n", "a.txt", "text"),
    (b"1 < 2 and <b> is a letter\n", "a.txt", "text"),
    (b"<name@example.org> wrote\n", "a.txt", "text"),
    (b"", "a.txt", "text"),
    (b'{"id": "a"}\n', "a.jsonl", "jsonl"),
)


@pytest.mark.parametrize(("raw", "name", "kind"), KNOWN, ids=[f"{kind} in {name}" for _, name, kind in KNOWN])
def test_a_file_is_what_its_bytes_are(raw: bytes, name: str, kind: str) -> None:
    assert sniff(raw, name) == kind


FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word file of before 2007"),
    (b"{\\rtf1\\ansi", "RTF"),
    (b"\x89PNG\r\n", "picture"),
    (b"\xff\xd8\xff\xe0", "picture"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"Rar!\x1a\x07\x01\x00", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\0" * 257 + b"ustar\x0000", "tar"),
    (b"\x7fELF\x02", "program"),
    (b"%!PS-Adobe-3.0", "PostScript"),
    (pack([("mimetype", b"application/vnd.oasis.opendocument.text")], 0), "OpenDocument"),
    (pack([("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]), "spreadsheet"),
    (pack([("[Content_Types].xml", b"<x/>"), ("ppt/a.xml", b"<x/>")]), "presentation"),
    (b"<?xml version='1.0'?><rss><channel>", "neither TEI nor HTML"),
)


@pytest.mark.parametrize(("raw", "what"), FOREIGN, ids=[what for _, what in FOREIGN])
def test_what_has_no_reader_is_called_by_its_name(raw: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what) as refusal:
        sniff(raw, "a.txt")

    assert refusal.value.mend


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md", "a.pdf", ""]))
def test_any_bytes_are_told_or_refused(raw: bytes, name: str) -> None:
    with contextlib.suppress(SourceError):
        assert sniff(raw, name)


@pytest.mark.parametrize("raw", [b"<" * 5000, b"<!--" * 2000, b"<?xml " * 2000, b"<!doctype [" * 1000, b" " * 9999])
def test_long_beginnings_are_no_burden(raw: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert sniff(raw, "a.txt")
