"""DOCX: what is on the page comes back, in its order; what was deleted, hidden or made for each page does not."""

import contextlib
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.docx import read_docx
from pincite.index.values.apparatus import Note
from pincite.index.values.errors import SourceError
from tests.reading.docx_writer import Docx, run
from tests.reading.gold import texts
from tests.reading.zips import pack

texts_drawn = st.lists(st.text(string.ascii_letters + " éü–“”&<>", min_size=1), min_size=1, max_size=6)


def read(docx: Docx) -> Extract:
    """Return the one statement of a file."""
    [extract] = read_docx(docx.build(), "a.docx")
    return extract


def numbering(*levels: tuple[str, str], extra: str = "") -> str:
    """Return a list 1 whose levels have these forms and texts."""
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7">{inner}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{extra}'
    )


def listed(number: int, level: int = 0) -> str:
    """Return the properties of a paragraph of a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


@settings(deadline=None, max_examples=50)
@given(texts_drawn, st.booleans())
def test_paragraphs_come_back_in_their_order(written: list[str], strict: bool) -> None:
    docx = Docx(strict)
    for text in written:
        docx.paragraph("the " + text).paragraph("")

    assert texts(read(docx)) == [" ".join(["the", *text.split()]) for text in written]


def test_a_heading_alone_is_the_text() -> None:
    assert texts(read(Docx().paragraph("JOINT STATEMENT"))) == ["JOINT STATEMENT"]
    assert texts(read(Docx().paragraph("Joint Statement", "Title"))) == ["Joint Statement"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.sampled_from(["a", "b c", ""]), min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_row_is_a_paragraph_in_its_place(rows: list[list[str]]) -> None:
    extract = read(Docx().paragraph("Before.").table(rows).paragraph("After."))
    filled = [" | ".join(cell for cell in row if cell) for row in rows]

    assert texts(extract) == ["Before.", *[row for row in filled if row], "After."]


def test_a_frame_around_text_is_no_table() -> None:
    cell = f"<w:tc><w:p>{run('One.')}</w:p><w:p>{run('Two.')}</w:p></w:tc>"
    extract = read(Docx().raw(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))

    assert texts(extract) == ["One.", "Two."]


def test_insertions_are_in_and_deletions_out() -> None:
    inserted, deleted = f"<w:ins>{run(' in')}</w:ins>", "<w:del><w:r><w:delText> out</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run(' from')}</w:moveFrom><w:moveTo>{run(' to')}</w:moveTo>"
    extract = read(Docx().raw(f"<w:p>{run('Text')}{inserted}{deleted}{moved}</w:p>"))

    assert texts(extract) == ["Text in to"]
    assert [(one.reason, one.text) for one in extract.left_out] == [("deleted text", "out from")]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    extract = read(Docx().raw(f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('One ')}</w:p>").paragraph("sentence."))

    assert texts(extract) == ["One sentence."]


def test_a_deleted_row_is_out() -> None:
    row = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"

    assert texts(read(Docx().paragraph("One.").raw(f"<w:tbl>{row}</w:tbl>"))) == ["One."]


def test_hidden_text_is_out_whether_by_itself_or_by_its_style() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="G"><w:name w:val="g"/><w:basedOn w:val="H"/></w:style>'
    )
    hidden = run(" a", "<w:vanish/>") + run(" b", '<w:rStyle w:val="H"/>') + run(" c", '<w:rStyle w:val="G"/>')
    shown = run(" d", '<w:vanish w:val="0"/>') + run(" e", '<w:rStyle w:val="G"/><w:vanish w:val="false"/>')
    extract = read(Docx().part("styles", styles).raw(f"<w:p>{run('Text')}{hidden}{shown}</w:p>"))

    assert texts(extract) == ["Text d e"]
    assert [(one.reason, one.text) for one in extract.left_out] == [("hidden text", "a b c")]


def test_a_text_box_stands_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    old = f"<w:pict><v:textbox>{box.replace('In a', 'In an old')}</v:textbox></w:pict>"
    extract = read(Docx().raw(f"<w:p>{run('Before')}<w:r>{both}</w:r><w:r>{old}</w:r>{run(' and after.')}</w:p>"))

    assert texts(extract) == ["Before and after.", "In a box.", "In an old box."]


def test_content_controls_links_and_fields_are_in() -> None:
    field = '<w:r><w:fldChar/></w:r><w:r><w:instrText>DATE \\@ "d"</w:instrText></w:r>'
    inner = f"<w:hyperlink>{run('a link')}</w:hyperlink>{field}<w:fldSimple>{run(' 5 May')}</w:fldSimple>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{inner}</w:p></w:sdtContent></w:sdt>"
    inline = f"<w:p><w:sdt><w:sdtContent>{run('in a line')}</w:sdtContent></w:sdt></w:p>"

    assert texts(read(Docx().raw(control + inline))) == ["a link 5 May", "in a line"]


def test_signs_that_are_no_characters() -> None:
    signs = "<w:t>non</w:t><w:noBreakHyphen/><w:t>stop soft</w:t><w:softHyphen/><w:t>ly</w:t><w:br/><w:t>on</w:t>"

    assert texts(read(Docx().raw(f"<w:p><w:r>{signs}</w:r></w:p>"))) == ["non-stop softly\non"]


@pytest.mark.parametrize(
    ("form", "text", "labels"),
    [
        ("decimal", "%1.", ["1", "2", "3"]),
        ("lowerLetter", "(%1)", ["a", "b", "c"]),
        ("upperRoman", "%1.", ["I", "II", "III"]),
        ("decimal", "Article %1", ["Article 1", "Article 2", "Article 3"]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("bullet", "•", [None, None, None]),
    ],
)
def test_numbers_that_word_makes_are_labels(form: str, text: str, labels: list[str | None]) -> None:
    docx = Docx().part("numbering", numbering((form, text)))
    for _ in labels:
        docx.paragraph("Text.", properties=listed(1))

    assert [one.label for one in read(docx).passages] == labels
    assert {one.role for one in read(docx).passages} == {"item"}


def test_levels_count_on_and_begin_anew() -> None:
    docx = Docx().part("numbering", numbering(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerRoman", "(%3)")))
    for level in (0, 1, 2, 2, 1, 0, 1, 2):
        docx.paragraph("Text.", properties=listed(1, level))

    assert [one.label for one in read(docx).passages] == ["1", "1.1", "i", "ii", "1.2", "2", "2.1", "i"]


def test_a_list_that_starts_elsewhere_does() -> None:
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    extra = f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{over}</w:num>'
    docx = Docx().part("numbering", numbering(("decimal", "%1."), extra=extra))
    for number in (1, 1, 2, 2, 0):
        docx.paragraph("Text.", properties=listed(number))

    assert [one.label for one in read(docx).passages] == ["1", "2", "5", "6", None]


def test_notes_stand_apart_with_the_paragraph_that_points_to_them() -> None:
    notes = f'<w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2"><w:p>{run("Second.")}</w:p></w:footnote>'
    notes += f'<w:footnote w:id="1"><w:p>{run("First.")}</w:p></w:footnote>'
    ends = f'<w:endnote w:id="1"><w:p>{run("At the end.")}</w:p></w:endnote>'
    first = f'<w:p>{run("One")}<w:r><w:footnoteReference w:id="1"/></w:r>{run(".")}</w:p>'
    second = '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    second = f'<w:p>{run("Two.")}{second}<w:r><w:endnoteReference w:id="1"/></w:r></w:p>'
    extract = read(Docx().part("footnotes", notes).part("endnotes", ends).raw(first + second))

    assert texts(extract) == ["One.", "Two."]
    assert extract.notes == (Note("1", "First.", 1), Note("*", "Second.", 2), Note("1", "At the end.", 2))


def test_heads_feet_and_contents_are_left_out() -> None:
    docx = Docx().part("header", f"<w:p>{run('DRAFT')}</w:p>").part("footer", f"<w:p>{run('Page 1')}</w:p>")
    docx.part("styles", '<w:style w:type="paragraph" w:styleId="V1"><w:name w:val="toc 1"/></w:style>')
    extract = read(docx.paragraph("1. Introduction 3", "V1").paragraph("Text."))

    assert texts(extract) == ["Text."]
    assert sorted(one.reason for one in extract.left_out) == ["contents", "footer", "header"]


@pytest.mark.parametrize("style", ["Title", "Heading1", "Titel"])
def test_the_title_is_the_one_that_the_styles_mark(style: str) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    )
    docx = Docx().core("DRAFT 3").part("styles", styles).paragraph("Joint Communiqué on Water", style)
    extract = read(docx.paragraph("Geneva, 3 May 2011").paragraph("The Ministers met."))

    assert dict(extract.values) == {"title": "Joint Communiqué on Water", "date": "2011-05-03", "place": "Geneva"}
    assert texts(extract) == ["The Ministers met."]


def test_without_evidence_there_is_no_title() -> None:
    extract = read(Docx().core("DRAFT 3").paragraph("The Ministers met.").paragraph("They parted."))

    assert dict(extract.values) == {}
    assert texts(extract) == ["The Ministers met.", "They parted."]


def test_a_main_part_of_another_name_is_found() -> None:
    [extract] = read_docx(Docx().paragraph("Text.").build(main="word/document2.xml"), "a.docx")

    assert texts(extract) == ["Text."]


ENTITY = '<!DOCTYPE w [<!ENTITY x "y"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04",
        pack([("[Content_Types].xml", b"<x/>")]),
        pack([("word/document.xml", b"<not closed")]),
        pack([("word/document.xml", b"<other/>")]),
        Docx().build(),
        Docx().paragraph("Text.").build(prolog=ENTITY),
        Docx().paragraph("Text.").build()[:-30],
    ],
)
def test_a_file_that_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceError) as refusal:
        read_docx(raw, "a.docx")

    assert refusal.value.mend


@pytest.mark.parametrize("tag", ["w:sdt", "w:ins", "w:tbl><w:tr><w:tc"])
def test_deep_nesting_is_read_or_refused(tag: str) -> None:
    closing = "".join(f"</{one}>" for one in reversed(tag.split("><")))
    for depth in (10, 200, 5000):
        docx = Docx().paragraph("Text.").raw(f"<{tag}>" * depth + closing * depth)
        with contextlib.suppress(*([SourceError] if depth > 10 else [])):
            assert texts(read(docx)) == ["Text."]


def test_a_title_in_large_letters_stands_above_headings_of_sections() -> None:
    docx = Docx().part("styles", '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>')
    large = run("Framework for the River", '<w:b/><w:sz w:val="36"/>')
    docx.raw(f"<w:p>{large}</w:p>")
    for section in ("Waters", "Commission"):
        docx.paragraph(section, "H1").paragraph(f"The Parties agree on {section.lower()} and on all the rest of it.")
    [extract] = read_docx(docx.build(), "a.docx")

    assert extract.values["title"] == "Framework for the River"
    assert [one.role for one in extract.passages] == ["heading", "text"] * 2
