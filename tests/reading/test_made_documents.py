"""Documents that hypothesis makes, written in each format: reading gives their paragraphs back."""

import html as escaping
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.reading.formats import epub, html, markdown, plaintext, tei
from pincite.index.reading.formats.port import Options
from tests.reading.fidelity import assert_faithful, read_paragraphs

WORDS = re.findall(
    r"\S+",
    "the delegation reaffirmed its commitment to peace and security in Côte d’Ivoire, Türkiye and the Peninsula; "
    "vier Minister begrüßten 2018 resolution 1540 (2004) “as adopted” – naïve señor Москва 東京 서울 Athens’ U.S.-ROK",
)
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=8, max_size=40).map(lambda words: f"We {' '.join(words)}.")
DOCUMENTS = st.lists(SENTENCES, min_size=1, max_size=8)
TITLE = "Joint Statement of the Two Ministers"
RUNS = settings(max_examples=60, deadline=None)


@RUNS
@given(DOCUMENTS)
def test_text_with_blank_lines(paragraphs: list[str]) -> None:
    extract = plaintext.extract_text("\n\n".join(paragraphs), "made.txt")
    assert_faithful(extract)
    assert read_paragraphs(extract) == paragraphs


@RUNS
@given(DOCUMENTS, st.integers(40, 100))
def test_text_with_hard_wraps_and_pages(paragraphs: list[str], width: int) -> None:
    lines = [line for paragraph in paragraphs for line in (*_wrap(paragraph, width), "")]
    extract = plaintext.extract_text("\n".join(lines), "made.txt")
    assert_faithful(extract)
    assert [" ".join(text.split()) for text in read_paragraphs(extract)] == paragraphs


@RUNS
@given(st.lists(SENTENCES.map(lambda text: f"{text} {text} {text} {text}"), min_size=1, max_size=8))
def test_text_with_a_paragraph_a_line(paragraphs: list[str]) -> None:
    extract = plaintext.extract_text("\n".join(paragraphs), "made.txt")
    assert_faithful(extract)
    assert read_paragraphs(extract) == paragraphs


@RUNS
@given(DOCUMENTS)
def test_markdown(paragraphs: list[str]) -> None:
    body = "\n\n".join(f"**{first}** {rest}" for first, rest in (text.split(" ", 1) for text in paragraphs))
    (extract,) = markdown.extract(f"---\ntitle: {TITLE}\n---\n\n# {TITLE}\n\n{body}\n", "made.md", Options())
    assert_faithful(extract)
    assert extract.values == {"title": TITLE}
    assert read_paragraphs(extract) == paragraphs


@RUNS
@given(DOCUMENTS, st.sampled_from(["<p>{}</p>", "<div>{}</div>", "{}<br><br>", "<tr><td>{}</td></tr>", "<li>{}</li>"]))
def test_page(paragraphs: list[str], frame: str) -> None:
    body = "".join(frame.format(escaping.escape(text)) for text in paragraphs)
    body = f"<table>{body}</table>" if frame.startswith("<tr>") else body
    head = f"<head><title>{TITLE} | Ministry</title></head>"
    page = f"<html>{head}<body><nav><a href='/'>Home</a></nav><h1>{TITLE}</h1>{body}"
    (extract,) = html.extract(f"{page}<footer>© Ministry</footer></body></html>".encode(), "made.html", Options())
    assert_faithful(extract)
    assert extract.values["title"] == TITLE
    assert read_paragraphs(extract) == paragraphs


@RUNS
@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_book(chapters: list[list[str]]) -> None:
    extracts = list(epub.extract(write_book(chapters), "made.epub", Options()))
    assert [read_paragraphs(extract) for extract in extracts] == chapters
    for number, extract in enumerate(extracts):
        assert_faithful(extract)
        assert extract.values["title"] == f"{TITLE}, {number}"
    assert len({extract.key for extract in extracts}) == len(chapters)


@RUNS
@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_volume(documents: list[list[str]]) -> None:
    divisions = "".join(
        f'<div type="document" xml:id="d{number}"><head>{number}. {TITLE}</head>'
        + "".join(f"<p>{escaping.escape(text)}</p>" for text in texts)
        + "</div>"
        for number, texts in enumerate(documents, 1)
    )
    volume = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{divisions}</body></text></TEI>'
    extracts = list(tei.extract(volume.encode(), "made.xml", Options()))
    assert [read_paragraphs(extract) for extract in extracts] == documents
    for extract in extracts:
        assert_faithful(extract)


@pytest.mark.parametrize("reader", [plaintext, markdown])
@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300)
)
@settings(max_examples=100, deadline=None)
def test_any_text_keeps_its_form(reader, text: str) -> None:
    _assert_reads(reader, f"{text}\nA word.")


TAGS = (
    "<p>", "</p>", "<div class='nav'>", "</div>", "<br>", "Some words here. ", "<table><tr><td>", "</table>", "<pre>",
    "</pre>", "<ol start=3><li>", "</ol>", "<a href='#n1'>1</a>", "<p id=n1>1 note", "<sup>2</sup>", "\xa0", "<h1>",
    "</h1>", "<form>", "<button>", "</button>", "<span class='share'>", "</span>", "1. ", "<b>Mr. X: </b>",
)  # fmt: skip


@given(page=st.lists(st.sampled_from(TAGS), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_page_keeps_its_form(page: str) -> None:
    _assert_reads(html, f"<html><body><p>The first words stand here, and are a sentence.</p>{page}")


def _assert_reads(reader, content: str) -> None:
    for extract in reader.extract(content, "made", Options()):
        assert_faithful(extract)


def _wrap(paragraph: str, width: int) -> list[str]:
    """Break lines at blanks as a typewriter does, never behind a hyphen."""
    lines = [""]
    for word in paragraph.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def write_book(chapters: list[list[str]]) -> bytes:
    """Return an EPUB 3 with a chapter a file and a contents page."""
    target = io.BytesIO()
    root = '<rootfile full-path="b/c.opf"/>'
    container = f'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>{root}'
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    contents = "".join(f'<li><a href="c{n}.xhtml">{TITLE}, {n}</a></li>' for n in range(len(chapters)))
    nav = '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("META-INF/container.xml", f"{container}</rootfiles></container>")
        book.writestr(
            "b/c.opf", f"<package><metadata/><manifest>{nav}{items}</manifest><spine>{spine}</spine></package>"
        )
        book.writestr("b/nav.xhtml", f"<html><body><nav><ol>{contents}</ol></nav></body></html>")
        for number, texts in enumerate(chapters):
            body = "".join(f"<p>{escaping.escape(text)}</p>" for text in texts)
            page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><h2>{TITLE}, {number}</h2>{body}</body></html>'
            book.writestr(f"b/c{number}.xhtml", page)
    return target.getvalue()
