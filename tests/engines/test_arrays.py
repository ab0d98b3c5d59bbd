"""Segments built in memory hold what the entries say, token for token."""

import datetime
from bisect import bisect_left
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.engines.whoosh.arrays.arrayfile import find_damage, map_arrays, parse_arrays, render_arrays
from pincite.index.engines.whoosh.arrays.integers import pack_small, read_small
from pincite.index.engines.whoosh.arrays.segment import Postings, read_segment
from pincite.index.engines.whoosh.arrays.strings import Strings, pack_strings
from pincite.index.engines.whoosh.writing.build import build
from pincite.index.engines.whoosh.writing.tokens import TokenTable
from pincite.index.text.analysis import tokenize
from pincite.index.values.dates import Dates
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveDamaged, SchemaMismatch
from pincite.index.values.fields import FACETS, day_number
from pincite.index.values.heading import Heading, Person
from pincite.index.values.statement import Paragraph

WORDS = [
    "Korea",
    "korea’s",
    "U.S.",
    "été",
    "İstanbul",
    "ΣΊΣΥΦΟΣ",
    "10,000",
    "co\u00adop",
    "ﬁne",
    "각",
    'ארה"ב',
    "東京都abc",
    "ที่ไทย",
    "the",
    "\0",
]
HOSTILE = st.characters() | st.sampled_from(
    'aZ9 .\0\u0301\u0345\u00ad\u200d\u1161\u11a8\uff9e\u212a\ufb03İßΣ\ud800’中国ทีאב"״'
)


def entry(id_: str, texts: list[str], title: str = "A title", **heading: object) -> Entry:
    """A whole entry of ``texts``."""
    paragraphs = tuple(Paragraph(n, text, None, ((0, len(text)),)) for n, text in enumerate(texts, 1))
    return Entry(Heading(id=id_, title=title, **heading), "ab" * 32, paragraphs)  # type: ignore[arg-type]


def places(postings: Postings) -> dict[str, dict[int, list[int]]]:
    """Every term's positions by row, read back one row at a time."""
    found: dict[str, dict[int, list[int]]] = {}
    for term, form in enumerate(postings.terms):
        docs = postings.docs(term).tolist()
        rows = [postings.positions(term, np.array([i]))[0].tolist() for i in range(len(docs))]
        assert postings.tf(term).tolist() == [len(row) for row in rows]
        found[form] = dict(zip(docs, rows, strict=True))
    return found


def expected_places(texts: list[str]) -> dict[str, dict[int, list[int]]]:
    found: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for row, text in enumerate(texts):
        for place, token in enumerate(tokenize(text, None)):
            found[token.form].setdefault(row, []).append(place)
    return dict(found)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.text(HOSTILE, max_size=12) | st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=8))
def test_tokens_in_bulk_equal_tokens_one_by_one(texts: list[str]) -> None:
    table = TokenTable()
    table.numbers([b"a table that has been used", "été".encode()], [None, None])
    numbers, lengths = table.numbers([text.encode("utf-8", "surrogatepass") for text in texts], [None] * len(texts))
    forms = [token.form for text in texts for token in tokenize(text, None)]
    assert [table.form(number).decode() for number in numbers.tolist()] == forms
    assert lengths.tolist() == [len(tokenize(text, None)) for text in texts]


def test_any_mark_behind_any_letter_or_separator_is_cut_alike() -> None:
    marks = [chr(code) for code in range(0x300, 0x370)] + ["\u1ab0", "\u20d2", "\u3099", "\u0f71", "\u200b"]
    texts = [f"x{base}{mark}y{mark} {mark}z" for base in "AKSZaksz<=>~ .'1_" for mark in marks]
    table = TokenTable()
    numbers, _ = table.numbers([text.encode("utf-8", "surrogatepass") for text in texts], [None] * len(texts))
    forms = [token.form for text in texts for token in tokenize(text, None)]
    assert [table.form(number).decode() for number in numbers.tolist()] == forms


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=9))
def test_a_segment_holds_every_token_at_its_place(texts: list[str]) -> None:
    made = read_segment(build([entry("b", texts[1:]), entry("a", texts[:1], title="Été à Séoul")]))
    assert places(made.text) == expected_places(texts)
    assert places(made.title) == expected_places(["Été à Séoul", "A title"])
    assert made.lengths.tolist() == [len(tokenize(text, None)) for text in texts]
    assert [made.passage(doc).text for doc in range(made.n)] == texts
    assert [made.passage(doc).number for doc in range(made.n)] == [1, *range(1, len(texts))]
    assert made.statement_of.tolist() == [0] + [1] * (len(texts) - 1)


def test_long_paragraphs_and_frequent_terms_keep_their_numbers() -> None:
    text = "the " * 70_000 + "end"
    made = read_segment(build([entry("a", [text, "the end"])]))
    assert places(made.text) == expected_places([text, "the end"])


def test_more_terms_than_sixteen_bits_are_sorted_right() -> None:
    texts = [
        " ".join(f"w{(n * 7919) % 70_001}" for n in range(start, start + 7_000)) for start in range(0, 70_000, 7_000)
    ]
    made = read_segment(build([entry("a", texts)]))
    assert list(made.text.terms) == sorted({f"w{n}" for n in ((m * 7919) % 70_001 for m in range(70_000))})
    row = made.text.terms.find("w7919")
    assert made.text.docs(row).tolist() == [0]
    assert made.text.positions(row, np.array([0]))[0].tolist() == [1]


def test_headings_facets_dates_and_titles_come_back() -> None:
    day = datetime.date(2018, 6, 2)
    full = Heading(
        id="b/1 %",
        title="Zebra",
        dates=Dates("2018-06-02", day, day),
        place="Singapore",
        issuers=("United States", "Korea", "Korea"),
        people=(Person("Mattis", "Secretary"), Person("Song")),
        topics=("defence",),
        instruments=("treaty",),
        language="en",
    )
    numbered = (Paragraph(1, "one", "12.", ((0, 3),)), Paragraph(2, "two", None, ((4, 7),)))
    made = read_segment(build([Entry(full, "0f" * 32, numbered), entry("a", ["x"], title="apple")]))
    assert list(made.ids) == ["a", "b/1 %"]
    assert made.heading(1) == full
    assert made.version(1) == "0f" * 32
    assert made.title_rank.tolist() == [0, 1]
    assert made.latest.tolist() == [day_number(None), day_number(day)]
    assert [made.passage(doc).label for doc in range(3)] == [None, "12.", None]
    for facet in FACETS:
        column = made.facets[facet.name]
        ordinals = column.ordinals[column.offsets[1] : column.offsets[2]].tolist()
        assert sorted(facet.values(full)) == [column.values[ordinal] for ordinal in ordinals]


def test_variants_are_found_by_key() -> None:
    made = read_segment(build([entry("a", ["verify verified verification Erdoğan erdogan the"])]))
    terms = [made.text.terms[term] for term in made.text.variants("verifi").tolist()]
    assert terms == ["verified", "verify"]
    assert [made.text.terms[t] for t in made.text.variants("erdogan").tolist()] == ["erdogan", "erdoğan"]
    assert made.text.variants("absent").tolist() == []


def test_a_statement_without_paragraphs_or_tokens_stands() -> None:
    made = read_segment(build([entry("a", []), entry("b", ["", "…"]), entry("c", [])]))
    assert (made.n, made.s, len(made.text.terms)) == (2, 3, 0)
    assert [made.passage(doc).text for doc in (0, 1)] == ["", "…"]
    assert read_segment(build([])).s == 0


@pytest.mark.parametrize(
    "bad",
    [[entry("a", ["x"]), entry("a", ["y"])], [Entry(Heading("a", "t"), "ab" * 32, (Paragraph(2, "x", None, ()),))]],
)
def test_doubles_and_gaps_are_refused(bad: list[Entry]) -> None:
    with pytest.raises(ValueError, match=r"twice|numbered"):
        build(bad)


@given(st.lists(st.integers(0, 300) | st.integers(0, 2**31 - 1), max_size=50), st.data())
def test_small_integers_come_back(values: list[int], data: st.DataObject) -> None:
    column = read_small("x", pack_small("x", np.array(values, np.int64)))
    start = data.draw(st.integers(0, len(values)))
    stop = data.draw(st.integers(start, len(values)))
    assert column.slice(start, stop).tolist() == values[start:stop]
    which = sorted(data.draw(st.sets(st.integers(0, len(values) - 1), max_size=20))) if values else []
    assert column.take(np.array(which, np.int64)).tolist() == [values[i] for i in which]
    start = which[0] if which else 0
    places = [at - start for at in which]
    sums = [sum(values[start:at]) for at in which]
    assert column.sums(start, len(values), np.array(places, np.int64)).tolist() == sums
    if len(values):
        assert column.sums(0, len(values), np.array(which, np.int64)).tolist() == [sum(values[:at]) for at in which]


@given(
    st.sets(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=30),
    st.text("ab\u0301\U0001f600", max_size=2),
)
def test_strings_are_found_by_name_and_prefix(items: set[str], prefix: str) -> None:
    ordered = sorted(items)
    strings = Strings(*pack_strings([item.encode() for item in ordered]))
    assert list(strings) == ordered == [strings[i] for i in range(len(strings))]
    assert [strings.find(item) for item in ordered] == list(range(len(ordered)))
    low, high = strings.span(prefix)
    assert ordered[low:high] == [item for item in ordered if item.startswith(prefix)]
    assert (strings.find(prefix) >= 0) == (prefix in items)


@pytest.mark.parametrize("count", [63, 64, 65, 129, 1_000])
def test_strings_of_a_long_list_are_found(count: int) -> None:
    ordered = sorted(str(3 * number) for number in range(count))
    strings = Strings(*pack_strings([item.encode() for item in ordered]))
    assert [strings.find(item) for item in ordered] == list(range(count))
    assert {strings.find(str(3 * number + 1)) for number in range(count)} == {-1}
    asked = ["", "1", "12", "129", "9", "99", "a", *ordered]
    assert [strings.lower_bound(item) for item in asked] == [bisect_left(ordered, item) for item in asked]
    spans = [(bisect_left(ordered, item), bisect_left(ordered, f"{item}a")) for item in asked]
    assert [strings.span(item) for item in asked] == spans


def test_a_file_gives_the_arrays_back_and_names_what_changed(tmp_path) -> None:
    made = build([entry("a", ["one two", "three"])])
    path = tmp_path / "x.arrays"
    path.write_bytes(b"".join(render_arrays("x.arrays", made)))
    mapped = map_arrays(path, path.stat().st_size)
    assert mapped.keys() == made.keys()
    assert all(np.array_equal(mapped[name], made[name]) and mapped[name].dtype == made[name].dtype for name in made)
    assert not mapped["lengths"].flags.writeable
    data = bytearray(path.read_bytes())
    assert find_damage(bytes(data), "x.arrays") == []
    at = bytes(data).index(made["text.terms.blob"].tobytes())
    data[at] ^= 1
    assert find_damage(bytes(data), "x.arrays") == ["text.terms.blob"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda data: data[:-1], ArchiveDamaged),
        (lambda data: data[:12], ArchiveDamaged),
        (lambda data: b"GIF89a!!" + data[8:], ArchiveDamaged),
        (lambda data: data[:20] + b"\xff" + data[21:], ArchiveDamaged),
        (lambda data: data.replace(b'"format":2', b'"format":1'), SchemaMismatch),
        (lambda data: data.replace(b'"file":"x.arrays"', b'"file":"y.arrays"'), ArchiveDamaged),
    ],
)
def test_a_truncated_foreign_or_other_file_is_refused(change, error) -> None:
    data = b"".join(render_arrays("x.arrays", build([entry("a", ["one"])])))
    with pytest.raises(error, match="pincite rebuild"):
        parse_arrays(change(data), "x.arrays")
