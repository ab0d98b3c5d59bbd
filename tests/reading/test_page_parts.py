"""Parts of pages that made documents hold: what belongs to the text stays, what the site puts there goes."""

import time

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import html
from pincite.index.reading.formats.boilerplate import find_boilerplate, is_letterhead
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
        "Contact: press@example.org", "For more information, call 555-0100.", "For release at 2:00 p.m. EDT",
        "Lesen Sie auch", "Condividi su Facebook", "Поделиться", "Версия для печати",
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


def test_who_said_a_quotation_is_part_of_it() -> None:
    quote = "<blockquote><p>We stand united in this.</p><footer>Jane Doe, Minister</footer></blockquote>"
    extract = read(f"<p>{FIRST}</p>{quote}<p>{SECOND}</p>")
    assert read_paragraphs(extract) == [FIRST, "We stand united in this.", "Jane Doe, Minister", SECOND]
    assert [passage.role for passage in extract.passages] == ["text", "quote", "quote", "text"]


def test_a_heading_that_opens_when_clicked_is_one_and_a_button_beside_it_is_none() -> None:
    opens = '<h3><button aria-expanded="false">Legal pathways</button></h3><div class="collapse"><p>{}</p></div>'
    extract = read(f"<p>{FIRST}</p>{opens.format(SECOND)}<h3>Water <button>Copy</button></h3><p>{THIRD}</p>")
    assert read_paragraphs(extract) == [FIRST, "Legal pathways", SECOND, "Water", THIRD]
    assert [passage.role for passage in extract.passages][1] == "heading"


def test_a_file_to_load_with_its_size_is_a_link_alone() -> None:
    for size in ("(201.3 KB)", "[PDF, 1,2 MB]", "PDF 20 kB"):
        file = f'<div class="field__label">Attachments</div><p><a href="/a.pdf">declaration.pdf</a> {size}</p>'
        assert read_paragraphs(read(f"<p>{FIRST}</p><p>{SECOND}</p>{file}")) == [FIRST, SECOND]
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>20 MB</p><p>{SECOND}</p>")) == [FIRST, "20 MB", SECOND]


def test_what_stands_behind_the_main_part_is_none_of_the_text() -> None:
    teasers = f"<h2>Other news</h2><p>{THIRD} {THIRD}</p>"
    page = (
        f"<body><{{0}}><h1>A title of words</h1><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST} {SECOND}</p></{{1}}>{teasers}"
    )
    for tag in ("main", "article", 'div role="main"'):
        (extract,) = html.extract(page.format(tag, tag.split()[0]), "page.html", Options())
        assert read_paragraphs(extract) == [FIRST, SECOND, f"{FIRST} {SECOND}"]


def test_a_second_article_of_some_length_is_text() -> None:
    annex = f"<article><h2>Annex</h2><p>{THIRD * 6}</p></article>"
    page = f"<body><article><h1>A title of words</h1><p>{FIRST * 12}</p></article>{annex}"
    (extract,) = html.extract(page, "page.html", Options())
    assert read_paragraphs(extract)[-1] == THIRD * 6


def test_a_date_between_line_breaks_above_the_title_is_found() -> None:
    head = "<p align=center><b>Press Statement</b><br>Statement by John Roe, Spokesman<br>July 8, 1998</p>"
    page = (
        f"<body>{head}<h3>Talks on Water</h3><p>{FIRST}<p>{SECOND}<p>[end of document]<p>Return to the list of texts."
    )
    (extract,) = html.extract(page, "page.html", Options())
    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert (extract.values["title"], extract.values["date"]) == ("Talks on Water", "1998-07-08")


def test_text_ends_at_its_end_mark_where_little_follows() -> None:
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>{SECOND}</p><p>- END -</p><p>See us.</p>")) == [FIRST, SECOND]
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>(END)</p><p>{SECOND}</p>")) == [FIRST, SECOND]


def test_the_name_of_the_site_in_its_header_is_no_title() -> None:
    head = "<head><title>19 May 2023 Statement of the Leaders | Cabinet of Norland</title></head>"
    page = f"{head}<body><header><p>Cabinet of Norland</p></header><h1>The Statement</h1><p>{FIRST}</p><p>{SECOND}</p>"
    (extract,) = html.extract(page, "page.html", Options())
    assert extract.values["title"] == "The Statement"


def test_letters_in_brackets_behind_line_breaks_begin_paragraphs() -> None:
    lines = "The sides agree:<br>(i) to meet;<br>(ii) to part.<br>a) in May;<br>b) in June."
    extract = read(f"<p>{FIRST}</p><p>{lines}</p><p>as said in article 2<br>(b) of the treaty of that year</p>")
    assert read_paragraphs(extract) == [
        FIRST, "The sides agree:", "to meet;", "to part.", "in May;", "in June.",
        "as said in article 2 (b) of the treaty of that year",
    ]  # fmt: skip
    assert [passage.label for passage in extract.passages] == [None, None, "i", "ii", "a", "b", None]


def test_numbers_as_japanese_prints_them_are_labels_and_years_of_an_era_dates() -> None:
    first, second = "我々は国際秩序を堅持する。" * 3, "我々は経済の強靭性を高める。" * 3
    numbered = f"<p>１　{first}</p><p>（１）{second}</p><p>（２）{first}</p><p>２　{second}</p>"
    extract = read(f"<p>令和5年5月19日</p>{numbered}<p>（以上）</p>")
    assert read_paragraphs(extract) == [first, second, first, second]
    assert [passage.label for passage in extract.passages] == ["１", "１", "２", "２"]
    assert extract.values["date"] == "2023-05-19"


@pytest.mark.parametrize(
    "heading", ["Related content", "Associated links", "Latest news", "À consulter également", "Siehe auch", "関連記事"]
)
def test_related_pages_are_left_out_with_all_that_is_said_of_them(heading: str) -> None:
    teaser = f"<h2>{heading}</h2><ul><li><a href='/a'>Water</a><p>{THIRD}</p></li></ul>"
    assert read_paragraphs(read(f"<p>{FIRST}</p><p>{SECOND}</p>{teaser}")) == [FIRST, SECOND]


def test_a_section_of_some_size_is_text_whatever_its_heading() -> None:
    for heading in ("Latest news", "Contacts"):
        texts = read_paragraphs(read(f"<p>{FIRST}</p><h2>{heading}</h2><p>{SECOND}</p><p>{THIRD}</p>"))
        assert texts[-2:] == [SECOND, THIRD]


def test_people_to_ask_are_left_out_even_below_a_short_text() -> None:
    people = (
        "<h2>Media contacts</h2><p>Jane Doe<br>Press Secretary<br>343-555-0100</p><p>John Roe</p><p>a@example.org</p>"
    )
    assert read_paragraphs(read(f"<p>{FIRST}</p>{people}")) == [FIRST]


def test_what_a_line_of_the_site_says_goes_with_it() -> None:
    page = f"<p>{FIRST}</p><p>{SECOND}</p><dl><dt>Date modified:</dt><dd><time>2022-04-01</time></dd></dl>"
    assert read_paragraphs(read(page)) == [FIRST, SECOND]


def test_headings_of_links_alone_are_left_out_and_headings_of_headings_stay() -> None:
    links = '<h2>Documents</h2><ul><li><a href="/a">Declaration</a></li></ul>'
    extract = read(f"<p>{FIRST}</p>{links}<h2>Decisions</h2><h3>Trade</h3><p>{SECOND}</p>")
    assert read_paragraphs(extract) == [FIRST, "Decisions", "Trade", SECOND]


def test_initials_behind_a_last_rule_are_left_out() -> None:
    text = [FIRST, SECOND, THIRD]
    page = "".join(f"<p>{one}</p>" for one in text)
    assert read_paragraphs(read(f"{page}<p>***</p><p>AK/TS</p>")) == text
    assert read_paragraphs(read(f"{page}<p>***</p><p>We part.</p>")) == [*text, "We part."]


@pytest.mark.parametrize(
    ("line", "date", "place"),
    [
        ("March 3, 2022 - Ottawa, Ontario - Global Affairs Norland", "2022-03-03", "Ottawa, Ontario"),
        ("12 mars 2024 - Seul le prononcé fait foi", "2024-03-12", None),
        ("Statement | 7 September 2022 | Brussels", "2022-09-07", "Brussels"),
        ("Remarks, 7 September 2022", "2022-09-07", None),
    ],
)
def test_a_date_line_may_say_what_the_text_is_and_who_says_it(line: str, date: str, place: str | None) -> None:
    extract = read(f"<p>{line}</p><p>{FIRST}</p><p>{SECOND}</p>")
    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert (extract.values["date"], extract.values.get("place")) == (date, place)


def test_a_line_of_the_page_dates_it_whatever_else_it_says() -> None:
    posted = '<div class="release-date">Posted On: 10 MAY 2023 6:30PM by the Bureau</div>'
    assert read(f"{posted}<p>{FIRST}</p><p>{SECOND}</p>").values["date"] == "2023-05-10"
    changed = '<div class="page-date">Last updated on 10 May 2023 by the Bureau</div>'
    assert "date" not in read(f"{changed}<p>{FIRST}</p><p>{SECOND}</p>").values


@pytest.mark.parametrize("words", ["partager en a-a-a-a ", "photo ", "copyright 20 ", "for release 1", "{% ", "a@a."])
def test_lines_made_to_cost_much_cost_little(words: str) -> None:
    began = time.process_time()
    for shift in range(3):
        find_boilerplate((words * 300)[: 299 - shift] + "!")
        is_letterhead((words * 300)[: 299 - shift] + "!")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "line",
    ["by", "3 min read", "Reading time: 4 minutes", "This was published under the 2010 to 2015 coalition government"],
)
def test_a_line_of_the_site_is_no_text(line: str) -> None:
    assert find_boilerplate(line) == "boilerplate"


@pytest.mark.parametrize("heading", ["Most read", "Most popular posts", "Les plus lus", "Más leídas"])
def test_what_is_read_most_is_none_of_the_text(heading: str) -> None:
    extract = read(f"<div><p>{FIRST}</p><p>{SECOND}</p></div><div><h3>{heading}</h3><div>{THIRD[:60]}</div></div>")
    assert read_paragraphs(extract) == [FIRST, SECOND]


def test_a_footnote_mark_may_say_that_it_is_one() -> None:
    mark = '<sup><a href="#fn:1" rel="footnote">[footnote 1]</a></sup>'
    extract = read(f'<p>{FIRST}{mark}</p><ol><li id="fn:1"><p>Adopted in 1994. <a href="#r">↩</a></p></li></ol>')
    assert read_paragraphs(extract) == [FIRST]
    assert [(one.mark, one.text, one.paragraph) for one in extract.notes] == [("1", "Adopted in 1994.", 1)]


def test_a_line_below_the_lede_says_when_the_page_was_published() -> None:
    lines = "<dl><dt>From:</dt><dd>Foreign Office</dd><dt>Published</dt><dd>6 February 2020</dd></dl>"
    extract = read(f'<p>{FIRST}</p><div class="metadata">{lines}</div><p>{SECOND}</p><p>{THIRD}</p>')
    assert extract.values["date"] == "2020-02-06"
    assert read_paragraphs(extract) == [FIRST, SECOND, THIRD]
    changed = lines.replace("Published", "Changed")
    extract = read(f'<p>{FIRST}</p><div class="metadata">{changed}</div><p>{SECOND}</p><p>{THIRD}</p>')
    assert "date" not in extract.values


def test_a_date_below_a_bold_title_is_apart_from_it() -> None:
    page = (
        "<title>MOFA: Joint Communique of Both</title><table><tr><td><center><font size=+2><b>Joint Communique of Both"
        f"</b></font><br>October 12, 1998</center><br><br>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</td></tr></table>"
    )
    (extract,) = html.extract(page, "page.html", Options())
    assert (extract.values["title"], extract.values["date"]) == ("Joint Communique of Both", "1998-10-12")
    assert read_paragraphs(extract) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("line", ["Дата публикации: 12 марта 2019 года, 15:00", "Текстовая версия"])
def test_what_a_site_says_of_its_page_is_no_text(line: str) -> None:
    assert find_boilerplate(line) == "boilerplate"


def test_a_title_that_the_text_prints_counts_before_the_name_of_its_page() -> None:
    lines = [
        "                 REMARKS BY THE PRESIDENT",
        "               AT STRAITS SIGNING CEREMONY",
        "",
        FIRST,
        "",
        SECOND,
    ]
    page = "<title>1996-05-03 Remarks by President at Straits Ceremony</title><pre>{}</pre>".format("\n".join(lines))
    (extract,) = html.extract(page, "page.html", Options())
    assert extract.values["title"] == "Remarks by the President at Straits Signing Ceremony"
    assert read_paragraphs(extract) == [FIRST, SECOND]
