"""Parts of pages that made documents hold: what belongs to the text stays, what the site puts there goes."""

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import html
from pincite.index.reading.formats.port import Options
from tests.reading.fidelity import assert_faithful, read_paragraphs

FIRST = "The ministers met in Geneva and agreed to meet again before the end of the year."
SECOND = "They underlined that treaties must be kept by all who have signed them at any time."
THIRD = "Both sides will report to their governments on the state of the work every spring."


def read(inside: str) -> Extract:
    (extract,) = html.extract(f"<body><main><h1>A title of words</h1>{inside}</main></body>", "page.html", Options())
    assert_faithful(extract)
    return extract


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#ftn1" name="ref1">[1]</a>',
        '<a href="#ftn1"><span class="MsoFootnoteReference">[1]</span></a>',
        '<b><a href="#ftn1">1</a></b>',
        '<sup><a href="#ftn1">1</a></sup>',
    ],
)
def test_text_behind_a_footnote_mark_is_no_link_and_no_heading(mark: str) -> None:
    note = '<div id="ftn1"><p><a href="#ref1">[1]</a> Adopted by consensus.</p></div>'
    extract = read(f"<p>{FIRST}{mark}</p><p>{SECOND}</p><p>Short words</p><ul><li>trade</li></ul><p>{THIRD}</p>{note}")
    assert read_paragraphs(extract) == [FIRST, SECOND, "Short words", "trade", THIRD]
    assert [(one.mark, one.text, one.paragraph) for one in extract.notes] == [("1", "Adopted by consensus.", 1)]
    assert {passage.role for passage in extract.passages} == {"text", "item"}


def test_a_list_goes_on_counting_behind_the_notes_that_stand_in_it() -> None:
    notes = '<ol><li id="n1">One note.</li></ol>'
    extract = read(
        f'<ol><li>{FIRST}<a href="#n1">1</a></li><li>{SECOND}{notes}</li><li>{THIRD}</li></ol><p>{FIRST} Twice.</p>'
    )
    assert [passage.label for passage in extract.passages] == ["1", "2", "3", None]


def test_lists_without_links_are_text() -> None:
    items = "<ul><li>Clean water</li><li>Open data</li></ul>"
    wanted = ["Clean water", "Open data"]
    assert read_paragraphs(read(f"<p>{FIRST}</p>{items}")) == [FIRST, *wanted]
    assert read_paragraphs(read(f"{items}<p>{FIRST}</p>")) == [*wanted, FIRST]
    assert read_paragraphs(read(f"{items}<ul><li>{FIRST}</li></ul>")) == [*wanted, FIRST]


def test_a_list_of_links_is_text_where_a_sentence_leads_to_it_and_text_follows() -> None:
    links = '<ul><li><a href="/a">Annex on trade</a></li><li><a href="/b">Annex on services</a></li></ul>'
    lead = "The leaders endorsed the following annexes:"
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>{lead}</p>{links}<p>{SECOND}</p>")) == [
        FIRST, lead, "Annex on trade", "Annex on services", SECOND,
    ]  # fmt: skip
    item = f"<ol><li>{FIRST}</li><li>{lead}{links}</li><li>{SECOND}</li></ol>"
    assert read_paragraphs(read(item)) == [FIRST, lead, "Annex on trade", "Annex on services", SECOND]
    # A list that nothing leads to, or that the page ends with, is what the site puts there.
    assert read_paragraphs(read(f"<p>{FIRST}</p>{links}<p>{SECOND}</p>")) == [FIRST, SECOND]
    assert read_paragraphs(read(f"<p>{FIRST}</p><h2>Downloads:</h2>{links}")) == [FIRST]
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>Related documents:</p>{links}<p>{SECOND}</p>"))[-1] == SECOND


def test_a_row_that_holds_one_number_is_a_row() -> None:
    rows = "<tr><th>Member</th><th>Share</th></tr><tr><td rowspan=2>Peru</td><td>1.80</td></tr><tr><td>2.10</td></tr>"
    extract = read(f"<p>{FIRST}</p><table>{rows}</table><p>{SECOND}</p>")
    assert read_paragraphs(extract) == [FIRST, "Member Share", "Peru 1.80", "2.10", SECOND]
    assert {passage.label for passage in extract.passages} == {None}


@pytest.mark.parametrize("line", ["12/03/2021", "Date: 03/04/2021", "3-4-2021"])
def test_a_date_of_two_readings_is_a_date_line_without_a_date(line: str) -> None:
    extract = read(f"<p>{line}</p><p>{FIRST}</p><p>{SECOND}</p>")
    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert "date" not in extract.values


@pytest.mark.parametrize(
    ("line", "date", "place"),
    [
        ("Pressemitteilung vom 12. März 2024", "2024-03-12", None),
        ("Communiqué de presse, Paris, le 2 mai 2024", "2024-05-02", "Paris"),
        ("2023-04-14 23:10 来源：外交部", "2023-04-14", None),
        ("Ciudad de México, 14 de junio de 2023", "2023-06-14", "Ciudad de México"),
    ],
)
def test_what_a_document_is_and_where_it_comes_from_are_no_places(line: str, date: str, place: str | None) -> None:
    extract = read(f"<p>{line}</p><p>{FIRST}</p><p>{SECOND}</p>")
    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert (extract.values["date"], extract.values.get("place")) == (date, place)


@pytest.mark.parametrize(
    "line",
    [
        "Partager Imprimer", "Partager cette page", "À lire aussi", "Compartir:", "Imprimir", "Ver también",
        "Seite drucken", "(c) 2019 The Ministry", "Copyright © United Nations", "Copyright Ministry of Peace 2010",
        "Contact: press@example.org", "For more information, call 555-0100.", "For release at 2:00 p.m. EDT", "Lesen Sie auch", "Condividi su Facebook", "Поделиться", "Версия для печати",
        "Читайте также:", "Leia também", "(Photo: Cabinet Office)", "Foto: dpa", "--o0o--", "- ENDS -", "/ends",
        "FOR FURTHER INFORMATION MEDIA SHOULD CONTACT THE NEWS DESK AT (202) 555-0100.",
    ],
)  # fmt: skip
def test_lines_of_the_site_are_none_of_the_text_in_any_language(line: str) -> None:
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>{SECOND}</p><p>{line}</p>")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Image of a nation.", "Partager les bénéfices est un devoir de chacun.", "Ends meet",
        "(c) promote trade in services;", "Contacts, also at the level of ministers, will go on.",
        "Copyright and related rights will be protected by both Parties.", "For release of those held, talks go on.",
    ],
)  # fmt: skip
def test_sentences_that_begin_so_are_text(line: str) -> None:
    assert line in read_paragraphs(read(f"<p>{FIRST}</p><p>{line}</p><p>{SECOND}</p>"))
