"""Parts of Markdown files that made documents hold: what a generator of sites reads, pictures, release lines, names."""

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import markdown
from pincite.index.reading.formats.port import Options
from tests.reading.fidelity import assert_faithful, read_paragraphs

FIRST = "The ministers met in Geneva and agreed to meet again before the end of the year."
SECOND = "They underlined that treaties must be kept by all who have signed them."


def read(text: str) -> Extract:
    (extract,) = markdown.extract(text, "made.md", Options())
    assert_faithful(extract)
    return extract


@pytest.mark.parametrize(
    "line",
    [
        '{{< figure src="a.jpg" caption="Ministers" >}}', "{{% notice %}}", "{% include share.html %}",
        "{: .no_toc }", "[TOC]", "{{< a >}} {{< /a >}}",
    ],
)  # fmt: skip
def test_lines_for_a_generator_of_sites_are_left_out(line: str) -> None:
    extract = read(f"{FIRST}\n\n{line}\n\n{SECOND}\n{line}\n")
    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert {part.reason for part in extract.left_out} == {"template"}


@pytest.mark.parametrize("words", ["{curly} words", "A {% sign %} inside.", "{{ two }} and more"])
def test_curly_brackets_in_a_sentence_are_text(words: str) -> None:
    assert read_paragraphs(read(f"{FIRST}\n\n{words}\n")) == [FIRST, words]


def test_what_a_picture_shows_is_no_paragraph() -> None:
    extract = read(f"![The ministers](a.jpg)\n\n3 May 2011\n\n{FIRST} ![seal](s.png)\n")
    assert read_paragraphs(extract) == [f"{FIRST} seal"]
    assert extract.values["date"] == "2011-05-03"
    assert ("caption", "The ministers") in [(part.reason, part.text) for part in extract.left_out]


def test_release_lines_and_contacts_are_left_out_where_text_is_left() -> None:
    head = "# On Peace\n\n**FOR IMMEDIATE RELEASE**\n\nBern, 3 May 2011\n\n"
    extract = read(f"{head}{FIRST}\n\n{SECOND}\n\nContact: a@example.org\n")
    assert read_paragraphs(extract) == [FIRST, SECOND]
    assert (extract.values["title"], extract.values["place"]) == ("On Peace", "Bern")
    assert read_paragraphs(read(f"{FIRST}\n\nContact: the press\n\n{SECOND}\n")) == [
        FIRST,
        "Contact: the press",
        SECOND,
    ]
    assert read_paragraphs(read("Contact: a@example.org\n")) == ["Contact: a@example.org"]


def test_names_in_bold_say_who_speaks() -> None:
    lines = ["**Minister Roe:** We met.", "**Question:** When?", "**Minister Roe:** In May.", "We parted."]
    extract = read("\n\n".join(lines))
    assert [passage.speaker for passage in extract.passages] == ["Minister Roe", "Question", "Minister Roe", None]


def test_headings_in_bold_are_no_speakers() -> None:
    extract = read("**Trade:** We met.\n\n**Energy:** We agreed.\n\n**Water:** We parted.\n")
    assert {passage.speaker for passage in extract.passages} == {None}


def test_the_title_block_of_pandoc_gives_title_and_date() -> None:
    [extract] = markdown.extract(
        f"% Joint Declaration\n% A. Writer\n% 3 May 2017\n\n{FIRST}\n\n{FIRST}\n", "a.md", Options()
    )

    assert (extract.values["title"], extract.values["date"]) == ("Joint Declaration", "2017-05-03")
    assert read_paragraphs(extract) == [FIRST, FIRST]
    assert "A. Writer" in extract.left_out[0].text


def test_a_text_that_begins_with_a_percentage_sign_is_text() -> None:
    [extract] = markdown.extract(f"% of all votes were cast\nby noon.\n\n{FIRST}\n", "a.md", Options())

    assert "title" not in extract.values


def test_tags_kinds_of_boxes_and_links_between_notes_are_no_words() -> None:
    text = f"#tag1 #tag2\n\n{FIRST}\n\n> [!NOTE]\n> {FIRST}\n\nSee [[Minutes|the minutes]] and [[Annex]].\n"
    [extract] = markdown.extract(text, "a.md", Options())

    assert read_paragraphs(extract) == [FIRST, FIRST, "See the minutes and Annex."]


def test_a_page_saved_as_markdown_keeps_its_title_and_loses_what_the_site_adds() -> None:
    head = "[Skip to content](#main)\n\n# Joint Statement\n\n12 May 2011\n\nShare this page"
    tail = "### Related content\n\n- [Another statement](/x)\n- [A third](/y)\n\n© Crown copyright"
    extract = read(f"{head}\n\n{FIRST}\n\n{SECOND}\n\n{tail}\n")

    assert (extract.values["title"], extract.values["date"]) == ("Joint Statement", "2011-05-12")
    assert read_paragraphs(extract) == [FIRST, SECOND]


def test_a_line_above_the_date_line_is_the_title_without_any_markup() -> None:
    extract = read(f"Joint Statement on Water\n\nGeneva, 12 May 2011\n\n{FIRST}\n\n{SECOND}\n")

    assert dict(extract.values) == {"title": "Joint Statement on Water", "date": "2011-05-12", "place": "Geneva"}
    assert read_paragraphs(extract) == [FIRST, SECOND]
