"""One document that hypothesis makes, written as Markdown, HTML, DOCX, EPUB and PDF: all give its paragraphs back.

A small share with a fixed seed runs always; ``make torture`` draws many more, and prints each with the browser.
"""

import html as escaping
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.port import Options
from pincite.index.reading.formats.table import read_file
from tests.reading.docx_writer import Docx
from tests.reading.fidelity import assert_faithful, read_paragraphs
from tests.reading.test_made_documents import SENTENCES, TITLE, write_book
from tests.services.chromium import open_chromium

PRINTABLE = SENTENCES.map(lambda text: re.sub("[\u2e80-\U0001ffff]+", "Bern", text))
"""Without characters for which this machine may have no font: a printed PDF would lack them."""

HEADINGS = st.sampled_from(["Economic cooperation", "Security and Defense", "Climate", "People-to-people ties"])
FURNITURE = (
    "@page{size:A4;margin:2.5cm;@bottom-center{content:counter(page)}}body{font:11pt/1.35 Arial}p{margin:0 0 1em}"
)


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs, and a list that counts from 1."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]


Document = tuple[str, tuple[Section, ...]]


def documents(sentences: st.SearchStrategy[str]) -> st.SearchStrategy[Document]:
    """A lede, and sections of paragraphs and lists."""
    lists = st.one_of(st.just(()), st.lists(sentences, min_size=2, max_size=5).map(tuple))
    sections = st.builds(Section, HEADINGS, st.lists(sentences, min_size=1, max_size=4).map(tuple), lists)
    return st.tuples(sentences, st.lists(sections, max_size=3).map(tuple))


def expected(document: Document) -> list[tuple[str | None, str]]:
    """Return label and text of every paragraph."""
    lede, sections = document
    found: list[tuple[str | None, str]] = [(None, lede)]
    for one in sections:
        found += [(None, one.heading), *((None, text) for text in one.paragraphs)]
        found += [(str(number), text) for number, text in enumerate(one.items, 1)]
    return found


def as_markdown(document: Document) -> bytes:
    lede, sections = document
    blocks = [f"# {TITLE}", lede]
    for one in sections:
        blocks += [f"## {one.heading}", *one.paragraphs]
        blocks += ["\n".join(f"{number}. {text}" for number, text in enumerate(one.items, 1))] if one.items else []
    return "\n\n".join(blocks).encode()


def as_body(document: Document) -> str:
    lede, sections = document
    parts = [f"<p>{escaping.escape(lede)}</p>"]
    for one in sections:
        parts += [f"<h2>{one.heading}</h2>", *(f"<p>{escaping.escape(text)}</p>" for text in one.paragraphs)]
        items = "".join(f"<li>{escaping.escape(text)}</li>" for text in one.items)
        parts += [f"<ol>{items}</ol>"] if items else []
    return "".join(parts)


def as_page(document: Document) -> bytes:
    navigation = "<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
    page = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{TITLE}</title></head><body>{navigation}"
    return f"{page}<main><h1>{TITLE}</h1>{as_body(document)}</main><footer>© Ministry</footer></body></html>".encode()


def as_docx(document: Document) -> bytes:
    lede, sections = document
    docx = Docx().paragraph(TITLE, "Title").paragraph(lede)
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbers = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for at in range(1, len(sections) + 1)
    )
    docx.part("numbering", f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>{numbers}')
    for at, one in enumerate(sections, 1):
        docx.paragraph(one.heading, "Heading1")
        for text in one.paragraphs:
            docx.paragraph(text)
        for text in one.items:
            docx.paragraph(text, "", f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{at}"/></w:numPr>')
    return docx.build()


def as_book(document: Document) -> bytes:
    # The words of a chapter are written by the EPUB's own builder: headings and items are paragraphs of it here.
    return write_book([[text for _, text in expected(document)]])


WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "made.md": as_markdown,
    "made.html": as_page,
    "made.docx": as_docx,
    "made.epub": as_book,
}


def read_back(name: str, raw: bytes) -> list[tuple[str | None, str]]:
    [extract] = read_file(raw, Options(), name)
    assert isinstance(extract, Extract)
    assert_faithful(extract)
    assert str(extract.values["title"]).startswith(TITLE)
    labels = [passage.label for passage in extract.passages]
    return list(zip(labels, read_paragraphs(extract), strict=True))


def check(document: Document) -> None:
    for name, write in WRITERS.items():
        wanted = expected(document)
        if name == "made.epub":
            wanted = [(None, text) for _, text in wanted]
        assert read_back(name, write(document)) == wanted, name


@settings(max_examples=12, deadline=None, derandomize=True)
@given(documents(SENTENCES))
def test_four_formats_give_the_same_paragraphs_back(document: Document) -> None:
    check(document)


@pytest.mark.torture
@settings(max_examples=2_000, deadline=None)
@given(documents(SENTENCES))
def test_many_documents_in_four_formats(document: Document) -> None:
    check(document)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as found:
        yield found


def check_printed(browser: Browser, document: Document) -> None:
    page = browser.new_page()
    page.set_content(f'<html lang="en"><style>{FURNITURE}</style><h1>{TITLE}</h1>{as_body(document)}')
    raw = page.pdf(prefer_css_page_size=True)
    page.close()
    # A PDF shows its numbers: they stay in the text, as they were printed.
    wanted = [(label, f"{label}. {text}" if label else text) for label, text in expected(document)]
    found = read_back("made.pdf", raw)
    assert found == join_untold(wanted, found)


def join_untold(
    wanted: Sequence[tuple[str | None, str]], found: Sequence[tuple[str | None, str]]
) -> list[tuple[str | None, str]]:
    """Return what is ``wanted``, with two paragraphs in one once at most where they are ``found`` so.

    Where a page ends with a full line and a sentence, nothing on paper tells whether a paragraph ends there too.
    """
    for at, ((label, one), (other, two)) in enumerate(itertools.pairwise(wanted)):
        if other is None and (label, f"{one} {two}") in found:
            return [*wanted[:at], (label, f"{one} {two}"), *wanted[at + 2 :]]
    return list(wanted)


@pytest.mark.browser
@settings(max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate])
@given(document=documents(PRINTABLE))
def test_a_browser_prints_it_as_pdf(browser: Browser, document: Document) -> None:
    check_printed(browser, document)


@pytest.mark.torture
@pytest.mark.browser
@settings(max_examples=200, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(document=documents(PRINTABLE))
def test_a_browser_prints_many_as_pdf(browser: Browser, document: Document) -> None:
    check_printed(browser, document)
