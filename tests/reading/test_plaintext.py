"""Plain text: each rule of the four layouts, of page furniture and of the head, on texts of a few lines."""

from pathlib import Path

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.plaintext import extract_text
from pincite.index.reading.paragraphs import build_paragraphs
from pincite.index.values.errors import SourceError
from tests.conftest import ROOT
from tests.reading.fidelity import assert_faithful, read_paragraphs

FIRST = "The two sides reaffirmed the importance of the alliance and agreed"
SECOND = "to meet again before the end of the year."


def read(text: str, name: str = "made.txt") -> Extract:
    extract = extract_text(text, name)
    assert_faithful(extract)
    return extract


def squeezed(extract: Extract) -> list[str]:
    return [" ".join(text.split()) for text in read_paragraphs(extract)]


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda path: path.name[:20])
def test_seed_reads_as_before(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    extract = read(text, path.name)
    title, body = text.split("\n", 1)
    assert extract.values["title"] == title
    assert read_paragraphs(extract) == [paragraph.text for paragraph in build_paragraphs(body)]
    assert extract.text == text


def test_first_line_that_begins_the_text_is_no_title() -> None:
    for opening in (
        FIRST + ".",
        "Mr. President,",
        "it was agreed",
        "1. The sides met",
        "Dear Sir",
        "Geneva, 2 June 2018",
    ):
        assert "title" not in read(f"{opening}\n\n{FIRST} {SECOND}\n\n{FIRST} {SECOND}").values


def test_title_in_capitals_over_two_lines_with_its_date_line() -> None:
    extract = read(
        f"{'JOINT STATEMENT BY':>40}\n{'THE TWO MINISTERS':>40}\n\n{'Geneva, 2 June 2018':>45}\n{FIRST}\n{SECOND}\n"
    )
    assert extract.values == {"title": "Joint Statement by the Two Ministers", "date": "2018-06-02", "place": "Geneva"}
    assert squeezed(extract) == [f"{FIRST} {SECOND}"]


@pytest.mark.parametrize(
    "furniture",
    [
        "- 2 -",
        "Page 3 of 7",
        "36",
        "(more)\n\n-2-",
        "\f",
        "27 10-54965",
        "A/70/PV.22 01/10/2015",
        "15-29658 37/55",
        "p. 4",
    ],
)
def test_sentence_goes_on_over_page_furniture(furniture: str) -> None:
    extract = read(f"{FIRST}\n\n{furniture}\n\n{SECOND}\n\n{FIRST} {SECOND}")
    assert squeezed(extract) == [f"{FIRST} {SECOND}"] * 2
    assert [line for part in extract.left_out for line in part.text.split("\n")] == furniture.replace(
        "\n\n", "\n"
    ).split()[: 0 if furniture == "\f" else None] or furniture in " ".join(part.text for part in extract.left_out)


def test_running_heads_beside_page_numbers_go() -> None:
    names = ("Energy", "Trade", "Culture")
    page = f"{{1}}: {FIRST}\n{SECOND}\n\n- {{0}} -\nJOINT STATEMENT      2 June 2018\n\n"
    extract = read("".join(page.format(*pair) for pair in enumerate(names, 1)))
    assert squeezed(extract) == [f"{name}: {FIRST} {SECOND}" for name in names]


def test_numbers_in_a_table_and_years_stay() -> None:
    text = f"{FIRST} {SECOND}\n\nTonnes by year\n1998\n1999\n2000"
    assert "1999" in " ".join(read_paragraphs(read(text)))


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("Penin-\nsula", "Peninsula"),
        ("announc-\nement", "announcement"),
        ("science-\nbased", "science-based"),
        ("U.S.-\nROK", "U.S.-ROK"),
        ("long-\nterm", "long-term"),
        ("Asia-\nPacific", "Asia-Pacific"),
        ("co\u00ad\noperation", "cooperation"),
    ],
)
def test_words_cut_at_a_line_end_are_whole(cut: str, whole: str) -> None:
    extract = read(f"They spoke of the {cut} matters and of more.\nThey did so at some length.\n\n{FIRST} {SECOND}")
    assert f"the {whole} matters" in squeezed(extract)[0]
    assert "hyphen at a line end" in [part.reason for part in extract.left_out]


def test_word_cut_at_a_page_end_is_whole() -> None:
    extract = read(f"{FIRST} on nuclear oper-\n\n- 1 -\n\nations in a crisis.\n\n{FIRST} {SECOND}")
    assert squeezed(extract)[0].endswith("on nuclear operations in a crisis.")


def test_first_line_indents_mark_paragraphs() -> None:
    one = f"   {FIRST}\n{SECOND}\n"
    assert squeezed(read(one * 4)) == [f"{FIRST} {SECOND}"] * 4


def test_short_last_lines_mark_paragraphs_of_wrapped_text() -> None:
    one = f"{FIRST}\nto work as before on all that had been set out, and {SECOND[3:17]}.\n"
    assert len(read(one * 12).passages) == 12


def test_a_text_without_blank_lines_is_parted_however_short_it_is() -> None:
    one = f"{FIRST}\nto work as before on all that had been set out, and {SECOND[3:17]}.\n"
    assert len(read(one * 3).passages) == 3
    # Where blank lines part paragraphs, a line that ends a sentence ends no more than that.
    assert len(read(f"{one * 3}\n{one}\n{one}").passages) == 3


def test_rows_of_a_table_are_a_paragraph_each() -> None:
    rules = "-------        -----     ----"
    table = f"Country        Share     Year\n{rules}\nNorland           40     2001\n  Sudland         60     2002"
    assert squeezed(read(f"{FIRST}\n{SECOND}\n\n{table}\n\n{FIRST}\n{SECOND}\n")) == [
        f"{FIRST} {SECOND}", "Country Share Year", "Norland 40 2001", "Sudland 60 2002", f"{FIRST} {SECOND}",
    ]  # fmt: skip


def test_blanks_that_fill_a_line_make_no_rows() -> None:
    filled = f"{FIRST.replace(' the ', '  the  ')}\n{SECOND.replace(' the ', '   the ')}"
    numbered = f"1.   {FIRST}\n     {SECOND}\n2.   {FIRST}\n     {SECOND}"
    assert squeezed(read(f"{filled}\n\n{numbered}\n")) == [f"{FIRST} {SECOND}"] * 3


def test_a_subject_line_is_the_title_without_its_word() -> None:
    extract = read(f"From: press@example.org\nDate: 3 May 2011\nSubject: Statement on water\n\n{FIRST} {SECOND}\n")
    assert extract.values == {"title": "Statement on water", "date": "2011-05-03"}


def test_numbers_that_count_on_are_labels_and_years_are_none() -> None:
    extract = read(f"1. {FIRST}\n{SECOND}\n\n2. {FIRST}\n{SECOND}\n\n1946. {SECOND}\n\nD. Rensoli\n\nE. Ochoa")
    assert [passage.label for passage in extract.passages] == ["1", "2", None, None, None]
    assert squeezed(extract)[0] == f"{FIRST} {SECOND}"
    assert "1. The two" in extract.text


def test_who_speaks_is_said_where_names_come_back() -> None:
    extract = read(
        "MR. PRICE: Good day.\n\nQUESTION: Why?\n\nWell.\n\nMR. PRICE: Because.\n\nNOTE: This is edited.\n\nThe end."
    )
    assert [passage.speaker for passage in extract.passages] == ["MR. PRICE", "QUESTION", None, "MR. PRICE", None, None]


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("19991221.txt", "1999-12-21"),
        ("DEU_70_2015.txt", "2015"),
        ("2021-06-16-x.txt", "2021-06-16"),
        ("19991341.txt", None),
        ("no1234567.txt", None),
    ],
)
def test_date_of_a_name_counts_where_the_text_has_none(name: str, date: str | None) -> None:
    extract = read(f"{FIRST} {SECOND}", name)
    assert (extract.values.get("date"), extract.provenance.get("date")) == (date, date and "path")
    assert read(f"Statement of the Sides\n\n3 May 2001\n\n{FIRST} {SECOND}", name).values["date"] == "2001-05-03"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "- 1 -\n\n# # #\n", "\u200b\n"])
def test_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="contains no text"):
        extract_text(text, "made.txt")


def test_every_line_end_ends_a_line() -> None:
    for end in ("\r\n", "\r", "\u0085", "\u2028", "\f", "\v"):
        assert "\n" in read(f"{FIRST}{end}{SECOND}").text
    assert len(read(f"{FIRST}.\u2029{FIRST}.").passages) == 2


def test_made_lines_cost_little() -> None:
    hostile = (
        "C" * 5000,
        "share " * 5000,
        "大 " * 5000,
        "(" * 5000,
        "1." * 5000,
        "A/" * 5000,
        "- " * 5000,
        "12 " * 5000,
    )
    for line in hostile:
        read("\n".join([line] * 20 + [FIRST]))


def test_lines_of_chinese_are_as_long_as_they_look() -> None:
    lines = ["部長們在台北會晤，並檢討了兩國之間聯盟的狀況。" * 3, "雙方將於秋季再次會晤，以檢討上述承諾的進展。" * 3]
    extract = read("\n".join(["聯合聲明", *lines, *lines]))
    assert extract.values["title"] == "聯合聲明"
    assert read_paragraphs(extract) == [*lines, *lines]


def test_lines_that_each_end_a_sentence_are_paragraphs() -> None:
    lines = [f"Our {word} is strong, and we shall keep it so." for word in ("land", "trade", "great navy", "old law")]
    lines.append("My country, which has never failed its friends in this house, will give twelve million.")
    assert squeezed(read("\n".join(lines))) == lines


def test_a_title_in_capitals_stands_below_kind_number_and_day_of_a_release() -> None:
    head = ["Press Release", "SG/SM/5811", "14 November 1995", "SECRETARY-GENERAL WELCOMES ACCORD ON THE STRAITS"]
    extract = read("\n\n".join([*head, FIRST + " " + SECOND, FIRST + " " + SECOND]))
    assert extract.values["title"] == "Secretary-General Welcomes Accord on the Straits"
    assert extract.values["date"] == "1995-11-14"
    assert squeezed(extract) == [f"{FIRST} {SECOND}"] * 2


@pytest.mark.parametrize("above", ["", "- 2 -"])
def test_the_title_comes_back_at_the_top_of_a_page(above: str) -> None:
    extract = read(f"VALDORIA PACT\n\n{FIRST}\n{above}\f  Valdoria Pact\n\n{SECOND}\n\n{FIRST} {SECOND}\n")
    assert squeezed(extract) == [f"{FIRST} {SECOND}", f"{FIRST} {SECOND}"]
    assert "Valdoria Pact" in [one.text for one in extract.left_out]


@pytest.mark.parametrize("last", ["(1540)", "(1540).", "A/RES/60/1."])
def test_a_word_that_ends_the_sentence_of_the_line_above_is_text(last: str) -> None:
    lines = ["The Parties shall keep to all that follows from", "them, and above all from the second resolution"]

    assert read_paragraphs(extract_text("\n".join([*lines, last, "", "They agree."]), "a.txt"))[0].endswith(last)


def test_a_number_below_a_line_with_room_for_it_is_the_page_s() -> None:
    lines = ["The Parties shall keep to all that follows from", "them, and above all from the second", "(2)", ""]

    assert "(2)" not in " ".join(read_paragraphs(extract_text("\n".join([*lines, "of the resolutions."]), "a.txt")))


def test_the_rest_of_a_word_that_was_cut_is_no_word() -> None:
    text = "The United States will continue to support the peace pro-\ncess in every way that is open to it."

    assert "process" in squeezed(read(text))[0]


def test_headings_of_one_word_and_a_number_are_no_running_heads() -> None:
    text = "\n\n".join(f"Article {at}\n\n{FIRST} {SECOND}" for at in (1, 2, 3))

    assert squeezed(read(f"TREATY OF PEACE\n\n{text}\n"))[::2] == ["Article 1", "Article 2", "Article 3"]


def test_lines_of_a_paragraph_that_end_with_numbers_are_no_running_heads() -> None:
    lines = [
        f"The two sides will keep to all that stands in resolution {at}\nand to what follows from it." for at in (5, 7)
    ]

    assert len(squeezed(read("\n\n".join(lines)))[0]) > 80


def test_a_subject_line_below_from_and_to_is_the_title() -> None:
    head = "FROM: AMEMBASSY ANKARA\nTO: SECSTATE WASHDC\nSUBJECT: TALKS ON THE STRAITS"
    extract = read(f"{head}\n\n1. {FIRST} {SECOND}\n\n2. {FIRST} {SECOND}\n")

    assert extract.values["title"] == "Talks on the Straits"
    assert squeezed(extract)[:2] == ["FROM: AMEMBASSY ANKARA", "TO: SECSTATE WASHDC"]


def test_a_title_may_stand_below_the_day_of_a_release() -> None:
    extract = read(
        f"FOR IMMEDIATE RELEASE\nMarch 3, 2011\n\nSecretary Announces Talks\n\n{FIRST} {SECOND}\n\n{FIRST} {SECOND}\n"
    )

    assert (extract.values["title"], extract.values["date"]) == ("Secretary Announces Talks", "2011-03-03")


def test_the_masthead_of_the_united_nations_is_no_title() -> None:
    head = "United Nations                         A/RES/61/9\n\nGeneral Assembly\nSixty-first session\nAgenda item 12"
    extract = read(f"{head}\n\n61/9. Cooperation between two organizations\n\n{FIRST} {SECOND}\n\n{FIRST} {SECOND}\n")

    assert extract.values["title"] == "61/9. Cooperation between two organizations"
    assert squeezed(extract) == [f"{FIRST} {SECOND}"] * 2


def test_a_blank_as_wide_as_a_letter_begins_a_paragraph() -> None:
    text = "\u3000両国は、経済及び文化の分野における協力を強化することで一致した。\n"

    assert len(squeezed(read(f"共同宣言\n\n{text * 3}"))) == 3


def test_names_speak_where_somebody_leads_the_talk() -> None:
    heads = ["Moderator", "Prof. Anna Berg", "Moderator", "Prof. Anna Berg", "Question", "Climate"]
    texts = "\n\n".join(f"{head}: {FIRST} {SECOND}" for head in heads)

    assert [one.speaker for one in read(texts).passages] == [*heads[:5], None]
    assert not any(one.speaker for one in read(texts.replace("Moderator", "Location")).passages)


def test_turkish_capitals_become_plain_small_letters() -> None:
    assert read(f"ORTAK BİLDİRİ\n\n{FIRST} {SECOND}\n\n{FIRST} {SECOND}\n").values["title"] == "Ortak Bildiri"


def test_wrapped_paragraphs_below_a_title_are_parted() -> None:
    lines = [f"{FIRST}", "to meet again.", f"{FIRST}", "to go on with it.", f"{FIRST}", "to part."]

    assert len(squeezed(read("\n".join(["JOINT COMMUNIQUE ON THE RIVER", "", *lines])))) == 3


def test_a_line_inside_a_sentence_below_a_page_number_is_a_running_head() -> None:
    text = f"{FIRST}\n\n                  7\n\f\nTHE RIVER COMMISSION            1998\n\n{SECOND}\n"

    assert squeezed(read(text)) == [f"{FIRST} {SECOND}"]


def test_a_message_is_dated_by_its_head() -> None:
    head = (
        "From: press@mfa.example\nTo: list@un.example\nDate: Thu, 12 May 2011 10:00:00 +0200\nSubject: Joint statement"
    )
    extract = read(f"{head}\n\n{FIRST} {SECOND}\n\n{FIRST} {SECOND}\n")

    assert (extract.values["title"], extract.values["date"]) == ("Joint statement", "2011-05-12")


def test_a_word_and_a_number_inside_sentences_is_a_running_head() -> None:
    text = "\n\n".join(f"{FIRST}\n\nConfidential {at}\n\n{SECOND}" for at in (2, 3))

    assert squeezed(read(text)) == [f"{FIRST} {SECOND}"] * 2


def test_questions_and_answers_are_paragraphs_of_their_own() -> None:
    text = f"Q. What was agreed?\nA. {FIRST} {SECOND}\n\nQ. And then?\nA. They left.\n"

    assert len(squeezed(read(text))) == 4


def test_a_number_keeps_its_hyphen_at_a_line_end() -> None:
    assert "twenty-eighth" in squeezed(read("It was supported by all in the course of the twenty-\neighth session."))[0]
