"""Citations: the styles by their rules, the formats by a reader of each, and text that tries to break out."""

import datetime
import json
import re
from dataclasses import replace
from urllib.parse import unquote

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.citing.bibtex import render_bibtex
from pincite.index.citing.csl_json import render_csl_json
from pincite.index.citing.fragments import text_fragment
from pincite.index.citing.prose import inner_marks, quoted, render_apa, render_chicago, render_mla
from pincite.index.citing.ris import render_ris
from pincite.index.citing.styles import STYLES
from pincite.index.citing.work import Work, parts_of
from pincite.index.values.dates import parse_edtf
from pincite.index.values.heading import Heading

HEADING = Heading(
    "000_21",
    "Joint Statement on “New START”",
    parse_edtf("2018-06-02"),
    place="Singapore",
    issuers=("United States", "Republic of Korea"),
    kind="joint statement",
    source="Department of Defense",
    source_url="https://example.org/a",
)
WORK = Work(
    HEADING,
    "f3bc98b56e5a" + "0" * 52,
    "https://archive.example.org/statements/000_21?version=f3bc98b56e5a#p4",
    datetime.date(2026, 11, 28),
    "Pincite",
    paragraph=4,
    pages=("12",),
    speaker="Mr. Song",
)


def test_chicago() -> None:
    assert render_chicago(WORK) == (
        "United States and Republic of Korea, “Joint Statement on ‘New START,’” Singapore, June 2, 2018, "
        "para. 4, p. 12, Mr. Song speaking, Department of Defense, Pincite, version f3bc98b56e5a, "
        "accessed November 28, 2026, https://archive.example.org/statements/000_21?version=f3bc98b56e5a#p4. "
        "Original: https://example.org/a."
    )


def test_apa() -> None:
    assert render_apa(WORK) == (
        "United States, & Republic of Korea. (2018, June 2). Joint Statement on “New START” [Joint statement] "
        "(para. 4, p. 12). Department of Defense. Pincite, version f3bc98b56e5a. Retrieved November 28, 2026, from "
        "https://archive.example.org/statements/000_21?version=f3bc98b56e5a#p4 (Original: https://example.org/a)"
    )


def test_mla() -> None:
    assert render_mla(WORK) == (
        "United States and Republic of Korea. “Joint Statement on ‘New START.’” Department of Defense, 2 June 2018, "
        "Singapore, par. 4, p. 12, Pincite, version f3bc98b56e5a, "
        "https://archive.example.org/statements/000_21?version=f3bc98b56e5a#p4. Accessed 28 Nov. 2026. "
        "Original: https://example.org/a."
    )


def test_what_is_unknown_is_left_out_or_said() -> None:
    bare = Work(Heading("x", "Remarks"), "a" * 12, "https://a.example/x", datetime.date(2026, 1, 2), "Pincite")
    said = "“Remarks,” n.d., Pincite, version aaaaaaaaaaaa, accessed January 2, 2026, https://a.example/x."
    assert render_chicago(bare) == said
    assert render_apa(bare).startswith("Remarks. (n.d.). Pincite, version")
    assert render_mla(bare).startswith("“Remarks.” n.d., Pincite,")
    assert "author" not in json.loads(render_csl_json(bare))[0]
    ranged = replace(bare, heading=replace(bare.heading, dates=parse_edtf("1950/1952")))
    assert "1950/1952" in render_chicago(ranged)
    assert json.loads(render_csl_json(ranged))[0]["issued"] == {"literal": "1950/1952"}
    sourced = replace(bare, heading=replace(bare.heading, source="White House"))
    assert render_chicago(sourced).startswith("White House, “Remarks,” n.d.,")


@pytest.mark.parametrize(
    ("edtf", "parts"),
    [
        ("1946", (1946,)),
        ("1862-12", (1862, 12)),
        ("2018-06-02", (2018, 6, 2)),
        ("199X", ()),
        ("1946?", ()),
        ("1950/1952", ()),
    ],
)
def test_a_date_in_doubt_has_no_parts(edtf: str, parts: tuple[int, ...]) -> None:
    assert parts_of(parse_edtf(edtf)) == parts


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("plain", "plain"),
        ("“A” and “B”", "‘A’ and ‘B’"),
        ('"A" and "B"', "‘A’ and ‘B’"),
        ("“He said ‘yes’ today”", "‘He said “yes” today’"),
        ("The President’s words", "The President’s words"),
        ("“The President’s ‘end’”", "‘The President’s “end”’"),
    ],
)
def test_marks_inside_marks(title: str, inside: str) -> None:
    assert inner_marks(title) == inside


def read_bibtex(text: str) -> dict[str, str]:
    parser = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    (entry,) = bibtexparser.loads(text, parser).entries
    return dict(entry)


@pytest.mark.parametrize(
    ("title", "said"),
    [("No. 27. Mr. Baker.", "“No. 27. Mr. Baker,”"), ("Why?", "“Why?”"), ("On “A”", "“On ‘A,’”"), ("A", "“A,”")],
)
def test_the_stop_stands_inside_the_marks(title: str, said: str) -> None:
    assert quoted(title, ",") == said


def test_each_format_is_read_by_its_reader() -> None:
    entry = read_bibtex(render_bibtex(WORK))
    assert entry["author"] == "{United States} and {Republic of Korea}"
    assert entry["title"] == "{Joint Statement on “New START”}"
    assert (entry["year"], entry["month"], entry["ID"]) == ("2018", "June", "000-21-p4")
    assert entry["url"] == WORK.url
    (record,) = rispy.loads(render_ris(WORK))
    assert record["authors"] == ["United States", "Republic of Korea"]
    assert (record["title"], record["year"], record["date"]) == (HEADING.title, "2018", "2018/06/02/")
    assert record["urls"] == [WORK.url]
    (item,) = json.loads(render_csl_json(WORK))
    assert item["author"] == [{"literal": "United States"}, {"literal": "Republic of Korea"}]
    assert item["issued"] == {"date-parts": [[2018, 6, 2]]}
    assert item["URL"] == WORK.url
    assert "para. 4, p. 12; speaker: Mr. Song" in item["note"]


HOSTILE = st.text(max_size=60) | st.text(alphabet='{}\\%$&#_^~"@,=\n\r\u2028- ER', max_size=40)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE)
def test_no_text_breaks_out_of_its_field(title: str, name: str) -> None:
    heading = replace(HEADING, title=f"T{title}", issuers=(f"I{name}",), place=title)
    work = replace(WORK, heading=heading)
    entry = read_bibtex(render_bibtex(work))
    assert set(entry) <= {
        *("ENTRYTYPE", "ID", "author", "title", "year", "date", "address", "howpublished", "series", "type"),
        *("language", "note", "url", "urldate", "month"),
    }
    assert entry["url"] == work.url
    depth = 0
    for char in re.sub(r"\\[{}]", "", render_bibtex(work)):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
    ris = render_ris(work)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n")[:-1])
    assert len(rispy.loads(ris)) == 1
    assert json.loads(render_csl_json(work))[0]["title"] == heading.title


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=80))
def test_a_fragment_names_the_ends_of_its_text(text: str, before: str, after: str) -> None:
    fragment = text_fragment(text, before, after)
    if not text.split():
        assert fragment == ""
        return
    assert fragment.startswith(":~:text=")
    assert not re.search(r"[^A-Za-z0-9%.,_~:=-]", fragment)
    parts = [unquote(p) for p in fragment.removeprefix(":~:text=").split(",") if p[0] != "-" and p[-1] != "-"]
    flat = " ".join(re.findall(r"\S+", text))
    assert flat.startswith(parts[0])
    assert flat.endswith(parts[-1]) or len(parts[-1]) == 300


def test_a_fragment_says_what_stands_beside_it_where_its_words_occur_twice() -> None:
    assert text_fragment("So agreed.") == ":~:text=So%20agreed."
    assert text_fragment("So agreed.", "First. So agreed. Then", "the end") == (
        ":~:text=First.%20So%20agreed.%20Then-,So%20agreed.,-the%20end"
    )
    long = " ".join(f"w{n}" for n in range(30))
    assert text_fragment(long) == ":~:text=w0%20w1%20w2%20w3%20w4,w25%20w26%20w27%20w28%20w29"


def test_every_style_has_a_name_of_its_own() -> None:
    assert len({style.name for style in STYLES}) == len(STYLES) == 6
