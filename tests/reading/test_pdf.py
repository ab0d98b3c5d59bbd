"""PDF: paragraphs come back from any layout, without what is printed on each page; what has no text is refused."""

import random
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.pdf import read_pdf
from pincite.index.values.errors import SourceError
from tests.reading.gold import texts
from tests.reading.pdf_writer import Pdf
from tests.reading.typesetting import Layout, break_lines, set_pages, typeset

VOCABULARY = (
    *("the", "court", "has", "found", "that", "a", "party", "may", "ask", "for", "relief", "and", "be"),
    *("heard", "within", "ten", "days", "of", "this", "order"),
)
DRAWN = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: it takes minutes, and a page is as well looked at whole."""
words = st.text(string.ascii_lowercase, min_size=1, max_size=11)


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[str], Layout]:
    """Draw paragraphs and a layout that tells them apart."""
    layout = Layout(
        columns=draw(st.sampled_from([1, 1, 2, 3])),
        indent=draw(st.booleans()),
        pitch=draw(st.sampled_from([1.15, 1.25, 1.5, 2.2])),
        head=draw(st.sampled_from(["", "JOINT STATEMENT", "A/70/PV.22 01/10/2015"])),
        folio=draw(st.sampled_from(["", "- {} -", "{}", "Page {} of 99", "— {} —"])),
        margin=draw(st.sampled_from(["", "jbell on DSK with PROPOSALS"])),
    )
    paragraphs = draw(st.lists(st.lists(words, min_size=12, max_size=120), min_size=3, max_size=14))
    # A first paragraph of several lines: from lines that all are paragraphs, nothing can be learnt.
    first = draw(st.lists(words, min_size=60, max_size=90))
    return [_end(" ".join(["The", *one]) + ".", layout) for one in (first, *paragraphs)], layout


def _end(paragraph: str, layout: Layout) -> str:
    """Return ``paragraph`` with a last line that is clearly its last: no reader could tell otherwise."""
    characters = int((612 - 144 - 18 * (layout.columns - 1)) / layout.columns / 5.4)
    while len(break_lines(paragraph, characters, layout)[-1]) > 0.6 * characters:
        paragraph = paragraph[:-1] + " so that it ends."
    return paragraph


@settings(max_examples=30, deadline=None, phases=DRAWN)
@given(documents())
def test_paragraphs_come_back_from_any_layout(document: tuple[list[str], Layout]) -> None:
    paragraphs, layout = document
    pdf, last = set_pages(paragraphs, layout)
    # A few lines beside a column may as well be cells of a table.
    assume(layout.columns == 1 or last > 10)
    [extract] = read_pdf(pdf.build(), "a.pdf")

    # On a single page, nothing tells a running head from a heading.
    assert [text for text in texts(extract) if text != layout.head] == paragraphs


@pytest.mark.parametrize("indent", [True, False])
def test_numbers_of_lines_in_the_margin_are_left_out(indent: bool) -> None:
    dice = random.Random(1)
    drawn = [" ".join(dice.choices(VOCABULARY, k=12 * n)) for n in range(2, 14)]
    paragraphs = [_end(f"The Court finds {text}.", Layout()) for text in drawn]
    layout = Layout(indent=indent, pitch=2.2, numbered_lines=True, folio="- {} -")

    [extract] = read_pdf(typeset(paragraphs, layout), "a.pdf")

    assert texts(extract) == paragraphs
    assert "line numbers" in {one.reason for one in extract.left_out}
    assert extract.passages[0].pages == ("1",)


def test_words_cut_at_the_end_of_a_line_are_mended() -> None:
    word = "responsibilities"
    text = " ".join(["The Parties share", *[f"{word} and international commitments of every kind"] * 20]) + "."
    layout = Layout(columns=3, hyphens=True)
    raw = typeset([text], layout)
    assert any(line.endswith("-") for line in break_lines(text, 26, layout))

    assert texts(read_pdf(raw, "a.pdf")[0]) == [text]


def lines(*rows: tuple[str, float, float]) -> Pdf:
    """Return a file of one page with ``rows`` of text, x and y."""
    pdf = Pdf().page()
    for text, x, y in rows:
        pdf.put(text, x, y)
    return pdf


def test_a_hyphen_of_the_word_itself_stays() -> None:
    pdf = lines(
        (
            "The approach is science-based, and so is the policy, as all sides have said from the first science-",
            10,
            700,
        ),
        ("based report on. The science is good and the policy is based on it.", 10, 688),
    )

    assert "first science-based report" in texts(read_pdf(pdf.build(), "a.pdf")[0])[0]


def test_footnotes_stand_apart_with_the_paragraph_that_points_to_them() -> None:
    pdf = Pdf().page()
    pdf.put("The Parties have agreed to this in good faith and will keep to it, whatever others may do,", 72, 700)
    pdf.put("and whenever they are asked.", 72, 688).put("1", 242, 692, 6).put("The second sentence goes on.", 248, 688)
    pdf.put("A second paragraph stands below the first one, to see which of them the note is pointed to from.", 72, 650)
    pdf.put("1", 72, 104, 5).put("See the note of 3 May 1927, which says the same at greater length.", 77, 100, 7)
    pdf.put("It is printed below.", 72, 91, 7)

    [extract] = read_pdf(pdf.build(), "a.pdf")

    [note] = extract.notes
    assert (note.mark, note.paragraph) == ("1", 1)
    assert note.text == "See the note of 3 May 1927, which says the same at greater length. It is printed below."
    assert texts(extract)[0].endswith("whenever they are asked. The second sentence goes on.")
    assert len(texts(extract)) == 2


def test_raised_digits_without_a_note_are_text() -> None:
    pdf = lines(("The area is 10 km", 72, 700), ("and no more than that, as was agreed upon.", 185, 700))
    pdf.put("2", 175, 704, 6)

    assert texts(read_pdf(pdf.build(), "a.pdf")[0]) == ["The area is 10 km2 and no more than that, as was agreed upon."]


@pytest.mark.parametrize("turn", ["0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"])
def test_a_page_whose_text_is_turned_is_read_along_it(turn: str) -> None:
    step = {"0 1 -1 0": (1, 0), "0 -1 1 0": (-1, 0), "-1 0 0 -1": (0, 1)}[turn]
    pdf = Pdf().page()
    for number in range(4):
        pdf.put(
            f"Line {number} of the text goes on and",
            300 + 12 * number * step[0],
            300 + 12 * number * step[1],
            turn=turn,
        )

    assert texts(read_pdf(pdf.build(), "a.pdf")[0]) == [" ".join(f"Line {n} of the text goes on and" for n in range(4))]


def test_a_list_is_as_many_paragraphs_as_items() -> None:
    rows = ["The Parties will:", "(a) keep to what they agreed upon in May;", "(b) meet again; and", "(c) report."]
    pdf = lines(*((row, 72 if number == 0 else 100, 700 - 12 * number) for number, row in enumerate(rows)))

    extract = read_pdf(pdf.build(), "a.pdf")[0]
    assert [one.label for one in extract.passages] == [None, "a", "b", "c"]
    assert texts(extract) == rows


def test_printed_numbers_are_labels() -> None:
    body = "The Ministers have met and agreed on all that stood before them at that time, and signed"
    pdf = Pdf().page()
    for number in range(4):
        pdf.put(f"{number + 11}. {body}", 72, 700 - 40 * number, 8).put("it at once.", 72, 690 - 40 * number, 8)

    assert [one.label for one in read_pdf(pdf.build(), "a.pdf")[0].passages] == ["11", "12", "13", "14"]


def test_a_title_is_what_stands_out_and_the_properties_only_when_printed() -> None:
    pdf = Pdf(title="Microsoft Word - final_v7.docx").page()
    pdf.put("MINISTRY OF FOREIGN AFFAIRS", 200, 740, 9, 1)
    pdf.put("Joint Communique on Water", 180, 710, 16, 3).put("Geneva, 3 May 2011", 240, 690)
    for number in range(3):
        pdf.put(
            "The Ministers have met and have agreed on the text that follows, line by line, as it stands.",
            72,
            650 - 12 * number,
        )

    [extract] = read_pdf(pdf.build(), "a.pdf")

    assert dict(extract.values) == {"title": "Joint Communique on Water", "date": "2011-05-03", "place": "Geneva"}
    assert dict(extract.provenance) == {"title": "text", "date": "text", "place": "text"}
    assert "Geneva, 3 May 2011" not in texts(extract)


def test_text_without_a_head_has_no_title() -> None:
    extract = read_pdf(
        typeset(["The Parties agree on this and on all the rest of it, as they have said before."] * 3, Layout()), "a"
    )

    assert dict(extract[0].values) == {}


@pytest.mark.parametrize("title", ["", "Secret"])
def test_an_empty_password_opens(title: str) -> None:
    pdf = lines(("The Parties agree.", 72, 700))
    pdf.title = title

    assert texts(read_pdf(pdf.build(password=""), "a.pdf")[0]) == ["The Parties agree."]


def test_a_password_is_refused() -> None:
    with pytest.raises(SourceError, match="is protected by a password"):
        read_pdf(lines(("The Parties agree.", 72, 700)).build(password="secret"), "a.pdf")


def refusals() -> Iterator[tuple[str, bytes]]:
    """Yield files that cannot be read, by what is wrong."""
    whole = lines(("The Parties agree.", 72, 700)).build()
    yield "empty page", Pdf().page().build()
    yield "no page", Pdf().build()
    yield "blank page", Pdf().page().put("   ", 72, 700).build()
    yield "head only", whole[:9]
    yield "cut before its end", whole[: whole.index(b"/Type /Page ")]
    yield "nothing", b""
    yield "not a PDF", b"<html>"


@pytest.mark.parametrize(("what", "raw"), list(refusals()), ids=[what for what, _ in refusals()])
def test_a_file_without_text_is_refused(what: str, raw: bytes) -> None:
    with pytest.raises(SourceError) as refusal:
        read_pdf(raw, "a.pdf")

    assert refusal.value.path == "a.pdf"
    assert ("ocrmypdf" in refusal.value.mend) == ("page" in what and what != "no page")


@given(st.data())
@settings(max_examples=40, deadline=None, phases=DRAWN)
def test_a_file_with_any_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(typeset(["The Parties agree on this, and on all the rest."] * 3, Layout()))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_pdf(bytes(raw), "a.pdf")
    except SourceError:
        return
    assert_faithful(found[0])


def assert_faithful(extract: Extract) -> None:
    """Spans are in order, not empty, and none of them begins or ends with a blank."""
    end = 0
    for passage in extract.passages:
        for left, right in passage.spans:
            assert end <= left < right <= len(extract.text)
            assert extract.text[left:right] == extract.text[left:right].strip()
            end = right


_MEASURE = """
import sys
sys.path.insert(0, ".")
from pincite.index.reading.formats.pdf import read_pdf
from tests.reading.typesetting import Layout, typeset
text = "The Parties have agreed on all that stands here, and on the rest. " * 40
raw = typeset([text.strip()] * int(sys.argv[1]), Layout(indent=True, pitch=2.2, head="A HEAD", folio="- {} -"))
[extract] = read_pdf(raw, "a.pdf")
# The most of this program alone: what getrusage says begins with what the process held that started it.
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(len(extract.passages), extract.passages[-1].pages[-1], int(peak) // 1024)
"""


@pytest.mark.parametrize("pages", [100, pytest.param(1_000, marks=pytest.mark.torture)])
@pytest.mark.slow
def test_many_pages_take_less_than_500_mb(pages: int) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _MEASURE, str(pages)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=True)
    passages, last, megabytes = map(int, done.stdout.split())

    assert passages == pages
    assert last >= pages
    assert megabytes < 500


def test_letters_are_labels_where_they_count_on() -> None:
    rows = ["1. The Parties agree on the following:", "(a) that the first part shall be kept;"]
    rows += ["(b) that the second part shall be kept;", "A. Baker signed this text for the Parties."]
    extract = read_pdf(lines(*((row, 72, 700 - 40 * at) for at, row in enumerate(rows))).build(), "a.pdf")[0]

    assert [one.label for one in extract.passages] == ["1", "a", "b", None]


def test_who_speaks_in_a_transcript_stands_at_the_head_of_the_paragraph() -> None:
    rows = ["MR. SMITH: What is the view of the Department?", "SECRETARY JONES: We have said so before."]
    rows += ["MR. SMITH: And what will come of the talks?", "SECRETARY JONES: That is for others to say."]
    extract = read_pdf(lines(*((row, 72, 700 - 40 * at) for at, row in enumerate(rows))).build(), "a.pdf")[0]

    assert [one.speaker for one in extract.passages] == ["MR. SMITH", "SECRETARY JONES"] * 2


def test_bold_words_at_the_head_of_a_line_leave_it_in_its_paragraph() -> None:
    pdf = Pdf().page()
    lines = ["the straits stay open, and we shall keep them so,", "as we have done for a hundred years together."]
    for speech in range(3):
        y = 700 - 60 * speech
        pdf.put("Mr. Oak", 72, y, font=1).put("(Norland): We have agreed today that all", 120, y)
        for number, line in enumerate(lines, 1):
            pdf.put(line, 72, y - 12 * number)
    whole = " ".join(["Mr. Oak (Norland): We have agreed today that all", *lines])
    assert texts(read_pdf(pdf.build(), "record.pdf")[0]) == [whole] * 3


def test_a_heading_of_one_column_is_none_of_the_other() -> None:
    pdf = Pdf().page()
    lines = [
        "the straits stay open, and we shall",
        "keep them so for all who would sail",
        "in peace, as we have done for years,",
    ] * 9
    pdf.put("Agenda item 8", 72, 690, size=16, font=1).put("and debate", 72, 671, size=16, font=1)
    for number, line in enumerate(lines[:24]):
        pdf.put(line, 72, 640 - 12 * number)
    for number, line in enumerate(lines):
        pdf.put(line, 330, 700 - 12 * number)
    assert "Agenda item 8 and debate" in texts(read_pdf(pdf.build(), "record.pdf")[0])[0]


def wrapped(last: str, x: float = 72.0, y: float = 664.0) -> Pdf:
    """Return a page whose paragraph ends with ``last``, alone on its line at ``x`` and ``y``."""
    sentence = "The Parties shall keep to all that follows from the text of the resolution"
    rows = [sentence, sentence.replace("The", "and"), sentence.replace("The", "for")]
    return lines(*((row, 72.0, 700.0 - 12 * at) for at, row in enumerate(rows)), (last, x, y))


@pytest.mark.parametrize(
    "last", ["1540.", "(1540)", "1540;", "1540", "iv.", "XIV.", "(3)", "A/RES/60/1.", "over.", "more"]
)
def test_a_word_that_ends_the_sentence_of_the_line_above_is_text(last: str) -> None:
    [extract] = read_pdf(wrapped(last).build(), "a.pdf")

    assert texts(extract)[-1].endswith(f"text of the resolution {last}")
    assert not extract.left_out


@pytest.mark.parametrize("last", ["7.", "(7)", "vii", "- 7 -"])
@pytest.mark.parametrize(("x", "y"), [(72.0, 40.0), (300.0, 664.0)], ids=["at the foot", "in the middle"])
def test_a_number_apart_from_the_text_is_the_page_s(last: str, x: float, y: float) -> None:
    [extract] = read_pdf(wrapped(last, x, y).build(), "a.pdf")

    assert [one.text for one in extract.left_out] == [last]
    assert [one.pages for one in extract.passages] == [(last.strip(" -().").strip(),)]


def test_numbers_that_count_the_pages_are_no_text_even_where_lines_of_it_would_stand() -> None:
    pdf = wrapped("1")
    for number, word in ((2, "signed"), (3, "accepted")):
        pdf.page().put(f"that the Parties {word} and that all of the Parties have kept to until today", 72, 700)
        pdf.put(str(number), 72, 688)

    [extract] = read_pdf(pdf.build(), "a.pdf")

    assert [one.text for one in extract.left_out] == ["1", "2", "3"]


@pytest.mark.parametrize(("first", "kept"), [("1540.", True), ("1540", False), ("A/70/PV.22", False)])
def test_a_word_at_the_head_of_a_page_may_end_the_sentence_of_the_page_before(first: str, kept: bool) -> None:
    sentence = "The Parties shall keep to all that follows from the text of the resolution"
    pdf = lines((sentence, 72, 700), (sentence.replace("The", "and"), 72, 688)).page().put(first, 72, 700)
    for at in range(3):
        pdf.put("They also agree on all that stands below and on each of the words of it.", 72, 682 - 12 * at)

    assert (first in texts(read_pdf(pdf.build(), "a.pdf")[0])[0]) == kept


def test_a_sentence_that_left_room_for_the_first_word_of_the_next_page_ends_its_paragraph() -> None:
    pdf = lines(
        ("The Parties shall keep to all that follows from the text of the resolution", 72, 700),
        ("and from all that was agreed upon by the two of them in the month of.", 72, 688),
    )
    pdf.page().put("We ask the others to do as the Parties have done, and to keep to the text.", 72, 700)

    assert len(texts(read_pdf(pdf.build(), "a.pdf")[0])) == 2


def test_a_page_of_items_ends_where_other_pages_do() -> None:
    long = "The Parties shall keep to all that follows from the text of the resolution"
    pdf = lines((long, 72, 700), (f"and {long[4:]}", 72, 688), (f"for {long[4:]}", 72, 676), ("as it stands.", 72, 664))
    pdf.page()
    for at, head in enumerate(
        ("1. The Parties shall keep to all that follows from the text of", "2. They shall keep it.")
    ):
        pdf.put(head, 96, 700 - 24 * at)
    pdf.put("Ministers of the city of Vienna.", 110, 688)

    assert [one.label for one in read_pdf(pdf.build(), "a.pdf")[0].passages] == [None, "1", "2"]


@pytest.mark.parametrize("head", ["PRESS RELEASE No. 17", "JOINT ACTION PLAN"])
def test_what_the_first_page_says_at_its_head_is_a_running_head_of_the_last(head: str) -> None:
    body = "The Parties shall keep to all that follows from the text of the resolution"
    pdf = lines(
        (head, 200, 748), ("Minister Welcomes the Plan", 170, 720), (f"{body}.", 72, 690), ("They agree.", 72, 660)
    )
    pdf.page().put(head.title(), 72, 760, 8)
    pdf.put(f"{body}.", 72, 720)

    [extract] = read_pdf(pdf.build(), "a.pdf")

    assert texts(extract)[-1] == f"{body}."
    assert ("running head", head.title()) in [(one.reason, one.text) for one in extract.left_out]


def test_a_ministry_of_a_federation_is_no_title() -> None:
    pdf = Pdf().page().put("FEDERAL MINISTRY OF TRADE", 200, 760, 9, 1).put("New Agreement on Trade", 170, 700, 14, 1)
    for at in range(3):
        pdf.put("The Ministers have met and have agreed on the text that follows, as it stands.", 72, 660 - 11 * at)

    [extract] = read_pdf(pdf.build(), "a.pdf")

    assert extract.values["title"] == "New Agreement on Trade"
    assert [one.text for one in extract.left_out] == ["FEDERAL MINISTRY OF TRADE"]


BODIES = (
    ("The Parties shall keep to all that follows from the text", "of the resolution, and they will meet."),
    (
        "Each of them may ask for an inquiry into works on the river",
        "which it believes to be harmful.",
    ),
    ("A commission of six members reports to both Governments", "before the first of March."),
    ("Disputes that nobody settles go to arbitration in Geneva", "under the rules that were drawn up."),
)


def set_headed(heads: list[str], x: float, y: float, size: float) -> Extract:
    """Return what is read of pages that begin with ``heads``, each with two lines of text of its own."""
    pdf = Pdf()
    for number, (head, body) in enumerate(zip(heads, BODIES, strict=False), 1):
        pdf.page().put(head, x, y, size).put(str(number), 300, 40, 8).put(body[0], 72, 690).put(body[1], 72, 678)
    return read_pdf(pdf.build(), "a.pdf")[0]


def test_headings_with_numbers_at_the_heads_of_pages_are_no_running_heads() -> None:
    heads = ["Article 1", "Article 4", "Article 7"]

    assert [text for text in texts(set_headed(heads, 280, 720, 10)) if len(text) < 20] == heads


def test_a_chapter_and_its_number_above_several_pages_is_a_running_head() -> None:
    extract = set_headed(["Chapter 3", "Chapter 3", "Chapter 4", "Chapter 4"], 280, 760, 8)

    assert texts(extract) == [" ".join(body) for body in BODIES]


def test_pages_that_all_say_the_same_are_their_text() -> None:
    pdf = Pdf()
    for _ in range(3):
        pdf.page().put("The Parties agree.", 72, 700).put("They will meet.", 72, 660)

    assert texts(read_pdf(pdf.build(), "a.pdf")[0]) == ["The Parties agree.", "They will meet."] * 3


def test_an_item_behind_a_small_letter_goes_on_below_its_words() -> None:
    pdf = lines(
        ("1. The sides decided:", 72, 700),
        ("a. The two Governments have agreed that the waters of the river shall be", 90, 682),
        ("shared in equal parts.", 104, 670),
        ("b. They will meet.", 90, 658),
    )

    assert [one.label for one in read_pdf(pdf.build(), "a.pdf")[0].passages] == ["1", "a", "b"]


def test_a_column_without_a_gap_has_no_line_above_the_columns() -> None:
    left = ["The two Governments have agreed", "that the waters of the river in", "question shall be shared by all"] * 4
    right = [
        "of them in equal parts, as their",
        "experts proposed, and that they",
        "will meet again in each capital",
    ] * 4
    pdf = Pdf().page().put("Plan for the River", 72, 730, 16, 1)
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        pdf.put(one, 72, 690 - 12 * at, 8).put(other, 330, 700 - 12 * at, 8)

    [extract] = read_pdf(pdf.build(), "a.pdf")

    assert extract.values["title"] == "Plan for the River"
    assert texts(extract) == [" ".join([*left, *right])]


def test_the_running_head_of_a_single_page_stands_beside_its_number() -> None:
    pdf = wrapped("1540.")
    pdf.put("River Commission", 72, 760, 7).put("1", 500, 760, 7)

    assert [one.text for one in read_pdf(pdf.build(), "a.pdf")[0].left_out] == ["River Commission 1"]


def test_a_line_in_parts_above_the_title_is_letterhead() -> None:
    pdf = Pdf().page().put("Republic of X", 72, 760, 8).put("No. 45/2018", 440, 760, 8)
    pdf.put("New Agreement on Trade", 170, 700, 14, 1)
    for at in range(3):
        pdf.put("The Ministers have met and have agreed on the text that follows, as it stands.", 72, 660 - 11 * at)

    assert [(one.reason, one.text) for one in read_pdf(pdf.build(), "a.pdf")[0].left_out] == [
        ("letterhead", "Republic of X No. 45/2018")
    ]


def test_the_mark_of_a_note_may_be_little_smaller_than_its_words() -> None:
    pdf = lines(
        ("The Parties have agreed to all of this in good faith and will keep to it", 72, 700), ("always.", 72, 688)
    )
    pdf.put("1", 114, 692, 6).put("1", 72, 102.5, 6).put("See the rules of 1996.", 77, 100, 6.8)

    assert [(one.mark, one.text) for one in read_pdf(pdf.build(), "a.pdf")[0].notes] == [
        ("1", "See the rules of 1996.")
    ]


@pytest.mark.parametrize("end", ["of them all", "of them;"])
def test_a_dash_inside_a_sentence_begins_no_item(end: str) -> None:
    long = f"The two Governments have agreed that the waters of the river belong to all {end}"
    plain = lines(
        (
            long,
            72,
            700,
        ),
        ("– Bern.", 72, 688),
    )
    item = lines((f"1. {long[:-3]}", 72, 700), ("– Bern.", 86, 688), ("2. They meet.", 72, 676))

    assert len(texts(read_pdf(plain.build(), "a.pdf")[0])) == 1
    if end == "of them all":
        assert len(texts(read_pdf(item.build(), "a.pdf")[0])) == 2


def test_dashes_begin_items_behind_a_colon_and_behind_other_items() -> None:
    rows = ["The two Governments have agreed that the waters of the river serve to do this:"]
    rows += ["– to bring ships from each of its ports to the sea and to each other port on it;", "– to give water;"]
    pdf = lines(*((row, 72, 700 - 12 * at) for at, row in enumerate(rows)))

    assert texts(read_pdf(pdf.build(), "a.pdf")[0]) == rows


@pytest.mark.parametrize("y", [40, 760])
def test_a_page_of_nothing_but_its_number_is_read(y: int) -> None:
    pdf = wrapped("as it stands").page().put("2", 72, y)

    assert [one.text for one in read_pdf(pdf.build(), "a.pdf")[0].left_out] == ["2"]


def test_a_number_keeps_its_hyphen_at_a_line_end_and_a_cut_word_loses_it() -> None:
    pdf = lines(
        ("It was supported by all in the course of the twenty-", 72, 700), ("eighth session in peace; pro-", 72, 688)
    )
    pdf.put("cess and all.", 72, 676)

    assert "twenty-eighth session in peace; process" in texts(read_pdf(pdf.build(), "a.pdf")[0])[0]


@pytest.mark.parametrize(("times", "kept"), [(1, "kxgfx."), (5, "jbell on DSK with PROPOSALS")])
def test_words_in_the_margin_of_a_nearly_empty_page_are_none_of_its_text(times: int, kept: str) -> None:
    pdf = wrapped("as it stands in").page().put("kxgfx.", 72, 700)
    for at in range(times):
        pdf.put("jbell on DSK with PROPOSALS", 30 + 12 * at, 300, 6, turn="0 1 -1 0")

    assert kept in texts(read_pdf(pdf.build(), "a.pdf")[0])[-1]


def test_an_item_goes_on_over_a_page_where_its_own_lines_begin() -> None:
    long = "The Parties shall keep to all that follows from the text of the resolution"
    pdf = Pdf().page()
    for at, head in enumerate(("1.", "2.", "3.")):
        pdf.put(f"{head} {long[:66]}", 72, 700 - 36 * at).put(f"and {long[4:68]};", 90, 688 - 36 * at)
    pdf.page().put("Russia and all of the others will do the same, and keep to it,", 90, 700).put("always.", 90, 688)
    pdf.put("4. They will meet.", 72, 676)

    assert [one.label for one in read_pdf(pdf.build(), "a.pdf")[0].passages] == ["1", "2", "3", "4"]
