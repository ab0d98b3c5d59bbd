"""What programs for sites make of pages: fields of Drupal, widgets of WordPress, lists of facts, linked speakers."""

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import html
from pincite.index.reading.formats.port import Options
from tests.reading.fidelity import assert_faithful, read_paragraphs

FIRST = "The ministers met in Geneva and agreed to meet again before the end of the year."
SECOND = "They underlined that treaties must be kept by all who have signed them at any time."
TITLE = "Joint Statement on Fisheries"


def read(body: str, name: str = TITLE) -> Extract:
    page = f"<html><head><title>{name}</title></head><body>{body}</body></html>"
    (extract,) = html.extract(page, "page.html", Options())
    assert_faithful(extract)
    return extract


def test_short_items_in_a_field_whose_label_is_hidden_are_text() -> None:
    items = "<p>The two sides must:</p><ul><li>end the siege;</li><li>return to the talks.</li></ul>"
    page = (
        f'<h1>{TITLE}</h1><div class="field field--name-body field--label-hidden"><p>{FIRST}</p>{items}<p>{SECOND}</p>'
    )

    assert read_paragraphs(read(page)) == [
        FIRST, "The two sides must:", "end the siege;", "return to the talks.", SECOND,
    ]  # fmt: skip


def test_stretches_of_a_heading_are_parted() -> None:
    heading = (
        f'<h1><span class="intro">Speech of the Minister</span><span class="text">on Fisheries</span></h1><p>{FIRST}'
    )

    assert read(heading, "Site").values["title"] == "Speech of the Minister on Fisheries"


def test_a_teaser_without_a_link_is_the_lede_and_one_with_a_link_is_related() -> None:
    other = '<div class="teaser"><h3><a href="/x">Another text</a></h3><p>What it says.</p></div>'
    page = f'<h1>{TITLE}</h1><div class="teaser-text"><p>{FIRST}</p></div><div><p>{SECOND}</p></div>{other}'

    assert read_paragraphs(read(page)) == [FIRST, SECOND]


def test_a_published_time_counts_in_whatever_part_it_stands() -> None:
    time = '<div class="footer"><p><time itemprop="datePublished" datetime="2022-10-05">05.10.2022</time></p></div>'

    assert (
        read(f"<article><h1>{TITLE}</h1>{time}<p>{FIRST}</p><p>{SECOND}</p></article>").values["date"] == "2022-10-05"
    )


@pytest.mark.parametrize("at_head", [True, False])
def test_a_list_of_facts_with_a_date_is_none_of_the_text(at_head: bool) -> None:
    facts = "<dl><dt>Department</dt><dd>Press office</dd><dt>Published</dt><dd>31 May 2019</dd></dl>"
    text = f"<p>{FIRST}</p><p>{SECOND}</p>"
    extract = read(f"<h1>{TITLE}</h1>{facts if at_head else ''}{text}{'' if at_head else facts}")

    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert extract.values["date"] == "2019-05-31"


def test_a_list_of_terms_that_says_something_is_text() -> None:
    terms = f"<dl><dt>Ceasefire</dt><dd>An end of all fire, as agreed on 31 May 2019.</dd></dl><p>{SECOND}</p>"

    assert "Ceasefire" in read_paragraphs(read(f"<h1>{TITLE}</h1><p>{FIRST}</p>{terms}"))


@pytest.mark.parametrize(
    "line",
    [
        '<div class="post-info"><span>admin</span> <a href="/d">November 10, 2023</a></div>',
        '<p>Tags: <a href="/a">Baltic</a>, <a href="/b">Fish</a></p>',
        '<div class="languages"><a>हिन्दी</a></div>',
        "<p>The ministers in Geneva. Photo: A. Berg</p>",
        '<div class="person">Jane Doe</div>',
        '<div class="submitted">Submitted by psc on Wed, 04/27/2022 - 10:12</div>',
        "<p>Publicerad 18 maj 2022 · Uppdaterad 19 maj 2022</p>",
        "<div>26 August 2020</div><div>101/2020</div><div>Vienna, Austria</div>",
    ],
)
def test_lines_of_the_site_are_no_text(line: str) -> None:
    assert read_paragraphs(read(f"<h1>{TITLE}</h1>{line}<p>{FIRST}</p><p>{SECOND}</p>")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "head",
    [
        f'<div class="titulo-noticia">{TITLE}</div>',
        f"<center><font size=5><b>{TITLE}</b></font><br>(Provisional translation)</center>",
    ],
)
def test_a_title_that_stands_out_counts_before_a_name_that_is_printed_nowhere(head: str) -> None:
    extract = read(f'<div><a href="/">Home</a></div>{head}<div>{FIRST}</div><div>{SECOND}</div>', "Press 5/98")

    assert extract.values["title"] == TITLE
    assert read_paragraphs(extract) == [FIRST, SECOND]


def test_names_that_a_record_prints_as_links_say_who_speaks() -> None:
    def speech(name: str, party: str, text: str) -> str:
        head = f'<div class="primary-text"><a href="/m">{name}</a></div><div class="secondary-text">{party}</div>'
        return (
            f'<div class="contribution"><div class="header">{head}</div><div class="content"><p>{text}</p></div></div>'
        )

    body = speech("Jane Doe", "(Hornsey) (Lab)", FIRST) + speech("The Minister (John Roe)", "", SECOND)
    extract = read(f"<h1>{TITLE}</h1>{body}<h2>Fish</h2><p>{FIRST}</p>")

    assert [one.speaker for one in extract.passages] == ["Jane Doe", "The Minister (John Roe)", None, None]
    assert read_paragraphs(extract) == [FIRST, SECOND, "Fish", FIRST]


def test_when_a_page_was_changed_is_no_part_of_its_date_line() -> None:
    line = "<p>Publicado em 14/04/2023 09h12 Atualizado em 17/04/2023 11h00</p>"
    extract = read(f"<h1>{TITLE}</h1>{line}<p>{FIRST}</p><p>{SECOND}</p>")

    assert (extract.values["date"], read_paragraphs(extract)) == ("2023-04-14", [FIRST, SECOND])


@pytest.mark.parametrize(
    "heading", ["Address for enquiries", "Presskontakt", "Ansprechpartner", "Контакты", "Contactos"]
)
def test_whom_to_ask_is_none_of_the_text_in_any_language(heading: str) -> None:
    contacts = f"<h3>{heading}</h3><p>Jane Doe<br>+41 460 55 55</p>"

    assert read_paragraphs(read(f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{contacts}")) == [FIRST, SECOND]


def test_how_to_cite_a_page_is_none_of_its_text() -> None:
    cite = f'<div class="field-document-citation"><b>Doe, {TITLE}</b> Online by A. Writer, The Project</div>'

    assert read_paragraphs(read(f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{cite}")) == [FIRST, SECOND]


def test_the_mark_of_a_note_that_stands_in_no_element_is_no_part_of_a_word() -> None:
    page = f'<h1>{TITLE}</h1><p>{FIRST}<sup><a href="#1">1</a></sup><p>{SECOND}<hr><a name="1">(1)</a> Ratified later.'

    assert read_paragraphs(read(page)) == [FIRST, SECOND, "(1) Ratified later."]


def test_a_bold_line_above_a_sentence_is_a_heading_and_a_bold_word_before_a_colon_is_none() -> None:
    extract = read(
        f"<h1>{TITLE}</h1><div>{FIRST}<br><br><b>Commission</b><br>{SECOND}<br><br><b>Note:</b><br>{FIRST}</div>"
    )

    assert read_paragraphs(extract) == [FIRST, "Commission", SECOND, f"Note: {FIRST}"]


def test_when_a_page_was_published_is_none_of_the_text_at_its_end() -> None:
    line = "<div><span>Published: </span><span>12 May 2011</span></div>"
    extract = read(f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{line}")

    assert (read_paragraphs(extract), extract.values["date"]) == ([FIRST, SECOND], "2011-05-12")


def test_the_official_journal_prints_its_masthead_in_a_table_and_its_title_in_a_paragraph() -> None:
    cells = "".join(
        f"<td><p class=oj-hd-{name}>{text}</p></td>"
        for name, text in (("date", "10.5.2019"), ("lg", "EN"), ("ti", "Official Journal of the European Union"))
    )
    heads = f"<p class=oj-doc-ti>{TITLE}</p><p class=oj-doc-ti>of 3 May 2019</p>"
    extract = read(f"<table><tr>{cells}</tr></table>{heads}<p>{FIRST}</p><p>{SECOND}</p>", "L_2019123EN")

    assert (extract.values["title"], extract.values["date"]) == (TITLE, "2019-05-03")
    assert read_paragraphs(extract) == [FIRST, SECOND]


def test_signs_alone_and_the_foot_of_a_wiki_are_no_text() -> None:
    arrows = "<div>←</div><div>→</div>"
    foot = "<div class=licenseContainer>In the public domain.</div><div class=printfooter>Retrieved from a wiki</div>"

    assert read_paragraphs(read(f"<h1>{TITLE}</h1>{arrows}<p>{FIRST}</p><p>{SECOND}</p>{foot}")) == [FIRST, SECOND]


def test_articles_that_announce_other_pages_are_none_of_the_text() -> None:
    card = '<article><h3><a href="/b">Other talks</a></h3><p>A few words. <a href="/b">Read more</a></p></article>'
    main = f"<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>"

    assert read_paragraphs(read(f"<main>{main}<h2>More from the Ministry</h2>{card * 2}</main>")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "form",
    [
        "<dl><dt>MR. SMITH:</dt><dd>{0}</dd><dt>SECRETARY JONES:</dt><dd>{1}</dd></dl>",
        "<p>MR. SMITH:</p><p>{0}</p><p>SECRETARY JONES:</p><p>{1}</p>",
        "<p class=speaker>MR. SMITH</p><p>{0}</p><p class=speaker>SECRETARY JONES</p><p>{1}</p>",
    ],
)
def test_a_name_in_a_paragraph_of_its_own_speaks_below_it(form: str) -> None:
    extract = read(f"<h1>{TITLE}</h1>{form.format(FIRST, SECOND)}")
    speakers = dict(zip(read_paragraphs(extract), (one.speaker for one in extract.passages), strict=True))

    assert (speakers[FIRST], speakers[SECOND]) == ("MR. SMITH", "SECRETARY JONES")
