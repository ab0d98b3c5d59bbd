"""Pages as ministries build them, a trap each: what is read of them was checked by eye and stands in expected.json."""

import json
from pathlib import Path

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import html
from pincite.index.reading.formats.pagetree import decode_page, parse_page
from pincite.index.reading.formats.port import Options
from pincite.index.values.errors import SourceError
from tests.reading.fidelity import assert_faithful, read_paragraphs

PAGES = Path(__file__).parent / "pages"
EXPECTED = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
WORDS = "The ministers met in Geneva and agreed to meet again before the end of the year."


def read(page: str | bytes, body: str | None = None) -> Extract:
    (extract,) = html.extract(page, "page.html", Options(body))
    assert_faithful(extract)
    return extract


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_page_reads_as_by_eye(name: str) -> None:
    extract, expected = read((PAGES / name).read_bytes()), EXPECTED[name]
    assert read_paragraphs(extract) == expected["paragraphs"]
    assert {key: extract.values.get(key) for key in ("title", "date", "place")} == {
        key: expected[key] for key in ("title", "date", "place")
    }
    if "labels" in expected:
        assert [passage.label for passage in extract.passages] == expected["labels"]
    if "speakers" in expected:
        assert [passage.speaker for passage in extract.passages] == expected["speakers"]
    assert [[note.mark, note.text, note.paragraph] for note in extract.notes] == expected.get("notes", [])
    assert sorted({part.reason for part in extract.left_out}) == expected["left_out"]


def test_every_word_of_a_page_is_in_its_text_or_left_out() -> None:
    for name in EXPECTED:
        extract = read((PAGES / name).read_bytes())
        said = " ".join(
            [extract.text, *(part.text for part in extract.left_out), *(note.text for note in extract.notes)]
        )
        said = f"{said} {extract.values['title']}".casefold()
        root = parse_page(decode_page((PAGES / name).read_bytes()).text, name)
        for passed in [*root.iter("script", "style", "template")]:
            passed.getparent().remove(passed)
        for element in root.find("body").iter():
            for word in " ".join(filter(None, (element.text, element.tail))).replace("\u3000", " ").split():
                assert word.strip(" –-.:_[]()#…·<>&").casefold() in said or not word.strip("_-—#"), (name, word)


def test_body_puts_back_what_was_left_out() -> None:
    inside = f"<nav><p>{WORDS}</p></nav><p>{WORDS} Twice.</p>"
    page = f'<body><h1>A title of words</h1><div id="content">{inside}</div><p>{WORDS} Out.</p>'
    assert read_paragraphs(read(page, "#content")) == [WORDS, f"{WORDS} Twice."]
    assert read_paragraphs(read(page, "nav")) == [WORDS]
    for selector, reason in (("#none", "no element"), ("div > p", "names no elements")):
        with pytest.raises(SourceError, match=reason):
            list(html.extract(page, "page.html", Options(selector)))


@pytest.mark.parametrize("page", ["", " ", "<html></html>", "<nav><a href='/'>Home</a></nav>", "<!-- -->", "\0"])
def test_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(SourceError, match="contains no text"):
        list(html.extract(page, "page.html", Options()))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1251", "windows-1251"),
        ("iso-8859-1", "windows-1252"),
        ("Shift_JIS", "cp932"),
        ("euc-kr", "cp949"),
        ("", "utf-8"),
    ],
)
def test_page_is_read_in_the_encoding_that_it_says(declared: str, encoding: str) -> None:
    words = {
        "windows-1251": "Стороны договорились о сотрудничестве.",
        "cp932": "両国は協力する。",
        "cp949": "양국은 협력한다.",
    }
    text = words.get(encoding, "Les ministres ont “salué” l’accord à Genève.")
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    extract = read(f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding))
    assert read_paragraphs(extract) == [text]
    assert (extract.encoding, extract.confidence) == (encoding, 1.0)


def test_change_and_creation_are_no_dates() -> None:
    metas = "".join(
        f'<meta name="{name}" content="2020-01-0{day}">'
        for day, name in enumerate(("DC.date.modified", "DC.date.created", "article:modified_time", "last-modified"), 1)
    )
    times = '<time datetime="2020-02-02" class="updated">2 February 2020</time>'
    extract = read(
        f"<head>{metas}</head><body><h1>A title of words</h1><p>{WORDS}</p><p>Last updated: 3 March 2020</p>{times}"
    )
    assert "date" not in extract.values


def test_superscripts_that_are_no_notes_stay() -> None:
    assert read_paragraphs(read(f"<p>{WORDS} CO<sub>2</sub> of 10<sup>3</sup> m<sup>2</sup>.</p>"))[0].endswith(
        "CO2 of 103 m2."
    )


def test_notes_stand_apart_and_words_stay_whole() -> None:
    note = '<ol><li id="f1">See the text. <a href="#r1">↩</a></li></ol>'
    page = f'<p>{WORDS} A treaty<sup><a href="#f1">1</a></sup> holds.</p>{note}'
    extract = read(page)
    assert read_paragraphs(extract) == [f"{WORDS} A treaty holds."]
    assert [(note.mark, note.text, note.paragraph) for note in extract.notes] == [("1", "See the text.", 1)]


def test_deep_and_wide_pages_are_read() -> None:
    deep = f"{'<div>' * 1000}<p>{WORDS}</p>{'</div>' * 1000}"
    assert read_paragraphs(read(deep)) == [WORDS]
    with pytest.raises(SourceError, match="too deeply"):
        list(html.extract(f"<p>{WORDS}</p>{'<div>' * 5000}<p>{WORDS}</p>", "page.html", Options()))
    wide = "".join(f"<p>{WORDS} Number {number}.</p>" for number in range(5000))
    assert len(read(wide).passages) == 5000
