"""EPUB and TEI: what stands apart, what is refused, what names a statement."""

import io
import zipfile

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import epub, markdown, tei
from pincite.index.reading.formats.port import Options
from pincite.index.values.errors import SourceError
from tests.reading.fidelity import assert_faithful, read_paragraphs
from tests.reading.test_made_documents import write_book
from tests.reading.zips import pack

WORDS = "The ministers met in Geneva and agreed to meet again before the end of the year."
TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0">'
    "<text><body>{}</body></text></TEI>"
)


def read_volume(inside: str) -> list[Extract]:
    extracts = list(tei.extract(TEI.format(inside).encode(), "volume.xml", Options()))
    for extract in extracts:
        assert_faithful(extract)
    return extracts


def test_document_of_a_volume() -> None:
    (extract,) = read_volume(
        '<pb n="4"/><div type="document" xml:id="d7" n="7">'
        '<note type="source">500.A15</note><head>7. The Minister to the '
        'Secretary<note n="1">A note.</note></head><opener><dateline><placeName>Managua</placeName>, '
        '<date when="1894-02-09T13:00:00">February 9</date>. '
        '[Received <date when="1894-03-05">March 5</date>.]</dateline></opener>'
        f'<p>Sir: {WORDS} And he was con<pb n="5"/>tent.<note n="2">Not printed.</note></p><list><head>Present</head>'
        "<label>(1)</label><item>Mr. Baker</item><label>(2)</label><item>Mr. Seat</item></list>"
        "<table><row><cell>France</cell><cell>10</cell></row></table>"
        "<closer>I am, etc.,<lb/><signed>Lewis Baker</signed></closer></div>"
    )
    assert extract.values == {
        "title": "The Minister to the Secretary", "date": "1894-02-09", "place": "Managua",
    }  # fmt: skip
    assert read_paragraphs(extract) == [
        f"Sir: {WORDS} And he was content.", "Present", "Mr. Baker", "Mr. Seat", "France 10", "I am, etc.,",
        "Lewis Baker",
    ]  # fmt: skip
    roles = [passage.role for passage in extract.passages]
    assert roles == ["text", "heading", "item", "item", "row", "text", "signature"]
    assert [passage.label for passage in extract.passages[2:4]] == ["1", "2"]
    assert extract.passages[0].pages == ("4", "5")
    assert extract.passages[-1].pages == ("5",)
    assert [(note.mark, note.text, note.paragraph) for note in extract.notes] == [
        ("", "500.A15", None), ("1", "A note.", None), ("2", "Not printed.", 1),
    ]  # fmt: skip


def test_speakers_of_a_volume_come_from_markup() -> None:
    (extract,) = read_volume(f"<sp><speaker>Mr. Gladstone.</speaker><p>{WORDS}</p></sp><p>{WORDS}</p>")
    assert [passage.speaker for passage in extract.passages] == ["Mr. Gladstone", None]


def test_keys_tell_documents_apart_and_enclosures_stay_inside() -> None:
    extracts = read_volume(
        f'<div type="document" xml:id="d1"><p>{WORDS}</p>'
        f"<frus:attachment><dateline>Rome, 3 May 1901</dateline><p>{WORDS}</p>"
        f'</frus:attachment></div><div type="chapter"><div type="document" xml:id="d2"><p>{WORDS}</p></div></div>'
    )
    assert [extract.key for extract in extracts] == ["d1", "d2"]
    assert len(extracts[0].passages) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
        (
            b"<!DOCTYPE a [<!ENTITY a '" + b"x" * 999 + b"'>"
            + b"".join(b"<!ENTITY b%d '%s'>" % (n, b"&a;" * 99) for n in range(9)) + b"]><a>&b1;</a>",
            "entities",
        ),
        (b"<TEI><text>", "broken XML"),
        (b"", "broken XML"),
        (b"<TEI><text><body><p> </p></body></text></TEI>", "contains no text"),
        (b"<p>" * 400 + b"</p>" * 400, "broken XML"),
    ],
)  # fmt: skip
def test_hostile_xml_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(tei.extract(content, "made.xml", Options()))


def _write(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a readable EPUB"),
        (b"PK\x03\x04broken", "not a readable EPUB"),
        (_write(mimetype=b"application/epub+zip"), "not a readable EPUB"),
        (_write(bomb=b"a" * 3_000_000), "more than 100 times"),
        (_write(**{f"f{number}": b"" for number in range(2001)}), "over the limit of 2,000"),
        (write_book([[WORDS]])[:-400], "not a readable EPUB"),
        (write_book([]), "contains no text"),
    ],
)
def test_hostile_book_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(epub.extract(content, "made.epub", Options()))


def test_markdown_marks_go_and_what_they_mark_stays() -> None:
    (extract,) = markdown.extract(
        "---\ntitle: A\u00a0Title\ndc.date.issued: 2019-07-04T10:00:00Z\ndc.publisher: The Ministry\n---\n"
        "# A Title\n\nSee [the *text*](http://example.org) and `code`, 5 \\* 3 &amp; more.  \nA second line.[^1]\n\n"
        "3. Three\n4. Four\n   - inner\n\n> Quoted words.\n\n| State | Vote |\n|---|---|\n| France | Yes |\n\n"
        "                    JOSEPH R. BIDEN JR.\n\n<div>Raw <b>words</b></div>\n\n[^1]: The note.\n\n\\# # #\n",
        "made.md",
        Options(),
    )
    assert_faithful(extract)
    assert extract.values == {"title": "A Title", "date": "2019-07-04", "source": "The Ministry"}
    assert [(passage.role, passage.label) for passage in extract.passages] == [
        ("text", None), ("item", "3"), ("item", "4"), ("item", None), ("quote", None), ("row", None), ("row", None),
        ("text", None), ("text", None),
    ]  # fmt: skip
    assert read_paragraphs(extract) == [
        "See the text and code, 5 * 3 & more. A second line.", "Three", "Four", "inner", "Quoted words.", "State Vote",
        "France Yes", "JOSEPH R. BIDEN JR.", "Raw words",
    ]  # fmt: skip
    assert [(note.mark, note.text, note.paragraph) for note in extract.notes] == [("1", "The note.", 1)]
    assert [part.reason for part in extract.left_out] == ["front matter", "end mark"]


@pytest.mark.parametrize("matter", ["a: !!python/object/apply:os.system [x]", "a: [", "title: x\n\tb: 1"])
def test_front_matter_that_cannot_be_read_is_refused(matter: str) -> None:
    with pytest.raises(SourceError, match="the front matter cannot be read"):
        list(markdown.extract(f"---\n{matter}\n---\n\n{WORDS}\n", "made.md", Options()))


def test_front_matter_that_refers_to_itself_costs_nothing() -> None:
    layers = "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]" for n in range(1, 30))
    matter = f"k0: &k0 [x]\n{layers}\nsubject: [*k29, water]\ntitle: *k29"
    (extract,) = markdown.extract(f"---\n{matter}\n---\n\n{WORDS}\n", "made.md", Options())
    assert extract.values == {"topics": ["water"]}


@pytest.mark.parametrize(
    ("written", "date"),
    [("199X", "199X"), ("2018-06~", "2018-06~"), ("2018-06-02T10:00:00Z", "2018-06-02"), ("4 May 2019", "2019-05-04")],
)
def test_a_date_in_front_matter_may_be_edtf(written: str, date: str) -> None:
    (extract,) = markdown.extract(f"---\ndate: {written}\n---\n\nSome words of a text.\n", "a.md", Options())
    assert extract.values["date"] == date


def test_rules_around_text_are_no_front_matter() -> None:
    (extract,) = markdown.extract(f"---\n\n{WORDS}\n\n---\n\n{WORDS}\n", "made.md", Options())
    assert read_paragraphs(extract) == [WORDS, WORDS]


@pytest.mark.parametrize(
    ("titles", "source"),
    [
        ('<title>Papers</title><title type="complete">Papers of 1894</title>', "Papers of 1894"),
        ('<title>Papers</title><title type="short">P.</title>', "Papers"),
        ("", None),
    ],
)
def test_a_volume_is_named_by_its_complete_title_or_its_first(titles: str, source: str | None) -> None:
    header = f"<teiHeader><fileDesc><titleStmt>{titles}</titleStmt></fileDesc></teiHeader>"
    inside = TEI.format(f'<div type="document" n="1"><head>1. A letter</head><p>{WORDS}</p></div>' * 2)
    raw = inside.replace("<text>", f"{header}<text>", 1).encode()
    extracts = list(tei.extract(raw, "volume.xml", Options()))
    assert [extract.values.get("source") for extract in extracts] == [source, source]


@pytest.mark.parametrize(("length", "role"), [(200, "heading"), (201, "text")])
def test_bold_words_are_a_heading_up_to_a_length(length: int, role: str) -> None:
    words = ("word " * 50)[: length - 1] + "s"
    (extract,) = markdown.extract(f"# Title\n\n**{words}**\n\n{WORDS}\n".encode(), "page.md", Options())
    roles = dict(zip(read_paragraphs(extract), (passage.role for passage in extract.passages), strict=True))
    assert roles[words] == role


def test_utterances_and_their_segments_are_paragraphs_of_who_speaks() -> None:
    (extract,) = read_volume(
        f'<div><u who="#Novak"><seg>{WORDS}</seg><seg>I thank you.</seg></u><u who="#Berg">I agree.</u></div>'
        "<p>The chamber rose.</p>"
    )
    assert read_paragraphs(extract) == [WORDS, "I thank you.", "I agree.", "The chamber rose."]
    assert [passage.speaker for passage in extract.passages] == ["Novak", "Novak", "Berg", None]


def test_a_word_goes_on_over_a_break_that_says_so() -> None:
    (extract,) = read_volume(
        f'<head>The har<lb break="no"/>bour</head><p>{WORDS} They showed cour\n<lb break="no"/>\nage and pa<pb n="2" '
        'break="no"/>tience,<lb/>too.</p>'
    )
    assert read_paragraphs(extract)[-1] == f"{WORDS} They showed courage and patience, too."


def test_a_number_that_an_item_has_in_its_markup_is_its_label() -> None:
    (extract,) = read_volume(f'<list><item n="1">{WORDS}</item><item n="2)">{WORDS}</item><item>{WORDS}</item></list>')
    assert [passage.label for passage in extract.passages] == ["1", "2", None]


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ('<profileDesc><creation><date when="1931-05-04"/></creation></profileDesc>', "1931-05-04"),
        ('<profileDesc><settingDesc><setting><date when="2015-03-04"/></setting></settingDesc></profileDesc>',
         "2015-03-04"),
        ('<fileDesc><sourceDesc><bibl><date when="2015-03-05"/></bibl></sourceDesc></fileDesc>', "2015-03-05"),
        ('<fileDesc><sourceDesc><bibl><date when="1934"/></bibl></sourceDesc></fileDesc>', None),
        ('<fileDesc><publicationStmt><date when="2009-01-02"/></publicationStmt></fileDesc>', None),
    ],
)  # fmt: skip
def test_the_header_of_one_document_dates_it(header: str, date: str | None) -> None:
    raw = TEI.format(f"<p>{WORDS}</p>").replace("<text>", f"<teiHeader>{header}</teiHeader><text>")
    (extract,) = tei.extract(raw.encode(), "speech.xml", Options())
    assert extract.values.get("date") == date


def test_a_list_of_links_below_a_heading_is_contents() -> None:
    links = b'<html><body><h1>Contents</h1><p><a href="c0.xhtml">Alpha</a></p><p><a href="c2.xhtml">Beta</a></p>'
    with zipfile.ZipFile(io.BytesIO(write_book([[WORDS], [WORDS], [WORDS]]))) as book:
        members = [(name, book.read(name)) for name in book.namelist()]
    changed = pack([(name, links if name.endswith("c1.xhtml") else raw) for name, raw in members])
    extracts = list(epub.extract(changed, "book.epub", Options()))
    assert [read_paragraphs(extract) for extract in extracts] == [[WORDS], [WORDS]]
    assert any(left.reason == "contents" for left in extracts[0].left_out)


def test_who_speaks_is_named_as_the_list_of_persons_names_them() -> None:
    person = '<person xml:id="JD"><persName><surname>Doe</surname><forename>Jane</forename></persName></person>'
    header = (
        f"<teiHeader><profileDesc><particDesc><listPerson>{person}</listPerson></particDesc></profileDesc></teiHeader>"
    )
    body = '<div><head>Bill</head><u who="#JD"><seg>I beg to move.</seg></u><u who="#RR"><seg>Agreed.</seg></u></div>'
    [extract] = tei.extract(
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{header}<text><body>{body}</body></text></TEI>', "a.xml", Options()
    )

    assert [one.speaker for one in extract.passages if one.speaker] == ["Jane Doe", "RR"]


def test_notes_at_the_end_of_a_book_belong_to_the_chapters_that_point_to_them() -> None:
    def page(inside: str) -> bytes:
        return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{inside}</body></html>'.encode()

    mark = '<a id="r1" href="notes.html#n1"><sup>1</sup></a>'
    note = '<h1>Notes</h1><p id="n1"><a href="c.html#r1">1</a>. See the Archive.</p>'
    container = '<container><rootfiles><rootfile full-path="OPS/o.opf"/></rootfiles></container>'
    items = "".join(f'<item id="{n}" href="{n}.html" media-type="application/xhtml+xml"/>' for n in ("c", "notes"))
    package = (
        f'<package><manifest>{items}</manifest><spine><itemref idref="c"/><itemref idref="notes"/></spine></package>'
    )
    caption = "<figure><figcaption>The hall.</figcaption></figure>"
    raw = pack(
        [
            ("META-INF/container.xml", container.encode()),
            ("OPS/o.opf", package.encode()),
            (
                "OPS/c.html",
                page(f"<h2>Chapter 1</h2><h3>The Meeting</h3><p>August 14, 1941</p><p>{WORDS}{mark}</p>{caption}"),
            ),
            ("OPS/notes.html", page(note)),
        ]
    )
    [extract] = epub.extract(raw, "book.epub", Options())

    assert dict(extract.values) == {"title": "The Meeting", "date": "1941-08-14"}
    assert read_paragraphs(extract) == [WORDS]
    assert [(one.mark, one.text, one.paragraph) for one in extract.notes] == [("1", "See the Archive.", 1)]
