"""What stands around the text of a laid-out document: left out of DOCX and PDF alike, and never the text itself."""

import textwrap

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.docx import read_docx
from pincite.index.reading.formats.edges import find_edges
from pincite.index.reading.formats.pdf import read_pdf
from tests.reading.docx_writer import Docx, run
from tests.reading.fidelity import assert_faithful
from tests.reading.gold import texts
from tests.reading.pdf_writer import Pdf

TEXT = "The ministers met in Geneva and agreed to meet again before the end of the year, and in each year after it."
ABOVE = ("MINISTRY OF FOREIGN AFFAIRS", "FOR IMMEDIATE RELEASE")
TITLE = "Joint Statement on Water"


def as_docx(above: tuple[str, ...], title: str, body: list[str]) -> Extract:
    docx = Docx()
    for line in above:
        docx.paragraph(line)
    docx.raw(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(title, "<w:b/>")}</w:p>')
    for one in body:
        docx.paragraph(one)
    [extract] = read_docx(docx.build(), "a.docx")
    return extract


def as_pdf(above: tuple[str, ...], title: str, body: list[str]) -> Extract:
    pdf, y = Pdf().page(), 720.0
    for line in above:
        pdf.put(line, 72, y)
        y -= 30
    pdf.put(title, 180, y, 14, 1)
    for one in body:
        y -= 30
        for line in textwrap.wrap(one, 70):
            pdf.put(line, 72, y)
            y -= 13
    [extract] = read_pdf(pdf.build(), "a.pdf")
    return extract


@pytest.mark.parametrize("write", [as_docx, as_pdf])
@pytest.mark.parametrize("end", ["# # #", "- END -", "(END)", "-30-", "--o0o--"])
def test_letterhead_end_mark_and_contacts_are_left_out(write, end: str) -> None:
    extract = write(ABOVE, TITLE, [TEXT, TEXT.upper(), end, "Contact: press@example.org"])

    assert_faithful(extract)
    assert texts(extract) == [TEXT, TEXT.upper()]
    assert extract.values["title"] == TITLE
    assert [(one.reason, one.text) for one in extract.left_out] == [
        ("letterhead", ABOVE[0]), ("boilerplate", ABOVE[1]), ("end mark", end),
        ("after the end", "Contact: press@example.org"),
    ]  # fmt: skip


@pytest.mark.parametrize("write", [as_docx, as_pdf])
def test_contacts_without_an_end_mark_are_left_out(write) -> None:
    extract = write((), TITLE, [TEXT, TEXT.upper(), "Media contact: press@example.org"])

    assert texts(extract) == [TEXT, TEXT.upper()]
    assert [one.reason for one in extract.left_out] == ["boilerplate"]


def test_nothing_between_the_edges_is_taken_but_rules() -> None:
    middle = [TEXT, "Contact: the secretariat", "* * *", "(END)", *[TEXT] * 6]
    assert find_edges(["FOR IMMEDIATE RELEASE", *middle], (), None) == {0: "boilerplate", 3: "rule"}
    assert find_edges([TITLE, *middle], (0,), None) == {3: "rule"}


def test_what_is_nothing_but_such_lines_is_the_text() -> None:
    assert find_edges(["FOR IMMEDIATE RELEASE", "# # #"], (), None) == {}
    assert find_edges(["Ministry of Peace", TITLE, "3 May 2011", "Contact: a@example.org"], (1,), 2) == {}
    assert texts(as_docx((), "JOINT STATEMENT", ["(END)"])) != []


def test_a_blank_line_between_breaks_parts_paragraphs_of_word() -> None:
    first = f"{run('One.')}<w:r><w:footnoteReference w:id='1'/></w:r>"
    second = f"{run('Two,')}<w:r><w:br/></w:r>{run('and on.')}<w:r><w:footnoteReference w:id='2'/></w:r>"
    docx = Docx().raw(f"<w:p>{first}<w:r><w:br/></w:r>{run(' ')}<w:r><w:br/></w:r>{second}</w:p>")
    notes = "".join(f'<w:footnote w:id="{n}"><w:p>{run(f"Note {n}.")}</w:p></w:footnote>' for n in (1, 2))
    [extract] = read_docx(docx.part("footnotes", notes).build(), "a.docx")

    assert texts(extract) == ["One.", "Two,\nand on."]
    assert [(note.mark, note.text, note.paragraph) for note in extract.notes] == [
        ("1", "Note 1.", 1),
        ("2", "Note 2.", 2),
    ]


def test_numbers_that_a_writer_typed_are_labels_where_they_count_on() -> None:
    docx = (
        Docx().paragraph("1. We met.").paragraph("(a) in peace").paragraph("(b) at length").paragraph("2. We parted.")
    )
    [extract] = read_docx(docx.paragraph("2011. A year.").build(), "a.docx")

    assert_faithful(extract)
    assert [one.label for one in extract.passages] == ["1", "a", "b", "2", None]
    assert texts(extract) == ["We met.", "in peace", "at length", "We parted.", "2011. A year."]


def test_who_speaks_in_a_transcript_of_word() -> None:
    docx = Docx().paragraph("MR. PRICE: Good morning.").paragraph("QUESTION: Thank you.").paragraph("He nodded.")
    [extract] = read_docx(docx.build(), "a.docx")

    assert [one.speaker for one in extract.passages] == ["MR. PRICE", "QUESTION", None]


def united_nations(pages: int) -> Pdf:
    """Return a document as the United Nations print them: a masthead, symbols above and job numbers below."""
    pdf = Pdf().page().put("23-08888", 72, 40, 8).put("1/9", 520, 40, 8)
    for text, x, top, size, font in (
        ("United Nations", 72, 740, 14, 1), ("A/78/1", 450, 740, 14, 1), ("General Assembly", 72, 715, 14, 1),
        ("Distr.: General", 400, 715, 9, 0), ("3 May 2023", 400, 703, 9, 0), ("Original: English", 400, 691, 9, 0),
        ("Seventy-eighth session", 72, 665, 10, 0), ("Letter dated 1 May 2023 from the", 140, 640, 13, 1),
        ("Permanent Representative of Norland", 120, 624, 13, 1),
    ):  # fmt: skip
        pdf.put(text, x, top, size, font)
    y = 590.0
    lines = textwrap.wrap("We met today to take stock of what has been done in all the regions, as agreed. " * 9, 75)
    for number, line in enumerate(lines * pages):
        if y < 80:
            pdf.page().put("A/78/1", 72, 750, 9, 1).put(f"{len(pdf.pages)}/9", 520, 40, 8)
            y = 700.0
        pdf.put(f"{1 + number // len(lines)}. {line}" if number % len(lines) == 0 else line, 72, y)
        y -= 13 if (number + 1) % len(lines) else 24
    return pdf


def test_the_masthead_of_a_document_is_left_out_and_its_symbol_breaks_no_sentence() -> None:
    [extract] = read_pdf(united_nations(5).build(), "a.pdf")

    assert_faithful(extract)
    assert extract.values["title"] == "Letter dated 1 May 2023 from the Permanent Representative of Norland"
    assert extract.values["date"] == "2023-05-03"
    assert [one.label for one in extract.passages] == ["1", "2", "3", "4", "5"]
    assert "A/78/1" not in " ".join(texts(extract))
    assert {one.reason for one in extract.left_out} == {"letterhead", "running head", "page number", "date line"}


def test_to_whom_a_memorandum_goes_is_text() -> None:
    extract = as_docx(("THE WHITE HOUSE", "MEMORANDUM FOR THE SECRETARY OF STATE"), TITLE, [TEXT, TEXT.upper()])

    assert texts(extract) == ["MEMORANDUM FOR THE SECRETARY OF STATE", TEXT, TEXT.upper()]


def test_an_item_goes_on_below_its_own_words() -> None:
    pdf, item = Pdf().page(), textwrap.wrap(TEXT.replace(" and agreed", ", who came from afar, agreed"), 52)
    for at, line in enumerate(textwrap.wrap(TEXT, 75)):
        pdf.put(line, 72, 700 - 13 * at)
    for at, line in enumerate([f"(a)  {item[0]}", *item[1:]]):
        pdf.put(line, 110 if at == 0 else 140, 650 - 13 * at)
    pdf.put("(b)  To meet again;", 110, 590)
    [extract] = read_pdf(pdf.build(), "a.pdf")

    assert len(texts(extract)) == 3
    assert [one.label for one in extract.passages] == [None, "a", "b"]


def test_a_table_of_contents_is_left_out_and_dots_in_a_sentence_are_not() -> None:
    contents = ["Contents", "1. Waters ............ 2", "2. Commission . . . . . . . . 3"]
    texts = ["A Report", *contents, "The sides said ..... nothing for 2 years."]

    assert find_edges(texts, [0], None) == {1: "contents", 2: "contents", 3: "contents"}
    assert find_edges([texts[0], texts[2], texts[4]], [0], None) == {}
