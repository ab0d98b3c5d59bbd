"""Two statements side by side: rows that give both texts back, the summary, the part of each, plain text, addresses."""

import os
import random
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.answering.comparison_text import render_comparison
from pincite.app.answering.links import Links
from pincite.app.answering.side_by_side import Comparison, compare_sides
from pincite.app.answering.sides import parse_comparison, read_address
from pincite.app.api.compared import build_comparison
from pincite.app.api.comparison_schemas import ComparisonOut
from pincite.index.aligning import Alignment, Op, RowKind
from pincite.index.aligning.anchors import find_anchors
from pincite.index.aligning.likeness import read_paragraphs
from pincite.index.query.deadline import Deadline
from pincite.index.record.values import StoredStatement, VersionNote
from pincite.index.values.errors import QueryError
from tests.aligning.lossless import check_places
from tests.aligning.pairs import build_pair, draw_words, edit
from tests.aligning.test_known_pairs import draw_real
from tests.builders import build_statement
from tests.real import real_statements
from tests.services import report

PAIRS = 1_000 if os.environ.get("PINCITE_TORTURE") == "1" else 15
"""Of each kind of text."""
LINKS = Links("https://archive.example.org")
ONE = "The ministers reaffirmed that the alliance is the linchpin of peace in the region."
TWO = "They resolved to deepen consultations on extended deterrence before the summer ends."
ASKED = parse_comparison([("left", "one"), ("right", "two")])


def stored(texts: Sequence[str], id: str = "one", date: str | None = None, at: int = 0) -> StoredStatement:  # noqa: A002
    """A statement as the record gives it, at its version ``at`` of three."""
    statement = build_statement(id, *texts, date=date)
    notes = tuple(VersionNote(f"{id}{number}", number, "2026-01-31T00:00:00Z") for number in range(3))
    return StoredStatement(
        statement.heading,
        notes[at].digest,
        notes[2].digest,
        notes,
        statement.text,
        tuple(statement.paragraphs),
        {},
        "s",
        1,
    )


def side_by_side(left: Sequence[str], right: Sequence[str], *more: tuple[str, str]) -> Comparison:
    asked = parse_comparison([("left", "one"), ("right", "two"), *more])
    return compare_sides(stored(left), stored(right, "two"), asked, Deadline())


def check_given_back(found: ComparisonOut, left: Sequence[str], right: Sequence[str]) -> None:
    """Assert that the rows as they are published give both texts back, paragraph by paragraph."""
    for row in found["rows"]:
        ours = "".join(run["text"] for run in row["words"] if run["op"] != "insert")
        theirs = "".join(run["text"] for run in row["words"] if run["op"] != "delete")
        assert theirs == "\n".join(right[number - 1] for number in row["right"])
        assert ours.split() == "\n".join(left[number - 1] for number in row["left"]).split()
    assert [number for row in found["rows"] for number in row["right"]] == list(range(1, len(right) + 1))
    assert sorted(number for row in found["rows"] for number in row["left"]) == list(range(1, len(left) + 1))


@pytest.mark.parametrize("of", ["made-up words", pytest.param("real statements", marks=pytest.mark.torture)])
def test_both_texts_come_back_row_by_row(of: str) -> None:
    draw = draw_words if of == "made-up words" else draw_real()
    for seed in range(PAIRS):
        known = build_pair(random.Random(seed), draw)
        left, right = (list(filter(None, side)) for side in (known.left, known.right))
        comparison = side_by_side(left, right)
        check_given_back(build_comparison(comparison, LINKS), left, right)
        check_places(Alignment(comparison.rows))
        check_written(comparison, left, right)
    report.count(f"{PAIRS:,} generated pairs of statements were compared")


@pytest.mark.torture
def test_all_consecutive_statements_of_a_real_series_come_back() -> None:
    found = [one for one in real_statements(10**6, 1) if one.heading.series == "FOMC statements"]
    found.sort(key=lambda one: (str(one.heading.dates.earliest), one.heading.id))
    for before, after in pairwise(found):
        left, right = ([paragraph.text for paragraph in one.paragraphs] for one in (before, after))
        comparison = side_by_side(left, right)
        check_given_back(build_comparison(comparison, LINKS), left, right)
        check_written(comparison, left, right)
    report.count(f"{len(found) - 1} pairs of a real series were compared")


MARKED = {op: chr(0xE000 + number) for number, op in enumerate(Op)}
"""What no text here has, before each piece: a text may have ``[-`` of its own."""


def check_written(comparison: Comparison, left: Sequence[str], right: Sequence[str]) -> None:
    """Assert that the plain text has every word of both sides, but for paragraphs that are the same."""
    lines = render_comparison(comparison, LINKS, lambda op, text: MARKED[op] + text)
    written = "".join(line.removeprefix("   | ") for line in lines if line.startswith("   | "))
    pieces = re.findall("([\ue000-\ue002])([^\ue000-\ue002]*)", written)
    shown = [row for row in comparison.rows if row.kind is not RowKind.SAME]
    for other, side, texts in ((Op.INSERT, "left", left), (Op.DELETE, "right", right)):
        kept = "".join(text for mark, text in pieces if mark != MARKED[other])
        wanted = "".join(texts[number - 1] for row in shown for number in getattr(row, side))
        assert without_signs(kept) == without_signs(wanted)


def without_signs(text: str) -> str:
    return re.sub(r"[\s\[\]{}+-]", "", text)


def test_no_blank_and_no_repeated_paragraph_is_an_anchor() -> None:
    for seed in range(PAIRS):
        known = build_pair(random.Random(seed))
        sides = read_paragraphs(known.left, known.right, lambda: None)
        for pair in find_anchors(*sides):
            for at, texts in zip(pair, (known.left, known.right), strict=True):
                folded = " ".join(texts[at].split()).casefold()
                assert folded
                assert [" ".join(text.split()).casefold() for text in texts].count(folded) == 1


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(1, 5))
def test_a_part_has_the_numbers_of_the_whole(first: int, its_first: int, limit: int) -> None:
    texts = [f"{ONE} Number {number} of them was adopted." for number in range(6)]
    more = (("left_from", str(first)), ("right_from", str(its_first)), ("limit", str(limit)))
    comparison = side_by_side(texts, texts[::-1], *more)
    wanted = (range(first, min(first + limit, 7)), range(its_first, min(its_first + limit, 7)))
    assert sorted(number for row in comparison.rows for number in row.left) == list(wanted[0])
    assert [number for row in comparison.rows for number in row.right] == list(wanted[1])
    for row in comparison.rows:
        assert "".join(comparison.left_text(row)[slice(*run.left)] for run in row.words) == comparison.left_text(row)
    assert set(more) <= {*comparison.pairs, *(pair for pair in more if pair[1] == "1" and pair[0] != "limit")}


def test_the_summary_is_a_sentence() -> None:
    comparison = side_by_side([ONE, TWO, "They dined."], [ONE, TWO.replace("summer", "winter"), "A toast was given."])
    assert comparison.summary == "1 paragraph the same, 1 reworded, 1 dropped, 1 new"
    assert comparison.remark == ""


def test_the_same_text_twice_and_texts_that_share_nothing() -> None:
    same = compare_sides(stored([ONE, TWO]), stored([ONE, TWO]), ASKED, Deadline())
    assert (same.summary, same.remark) == ("2 paragraphs the same", "Both sides have the same text.")
    nothing = side_by_side([ONE], ["Der Ausschuss tagte gestern in Genf."])
    assert nothing.summary == "1 paragraph dropped, 1 new"
    assert nothing.remark == "No paragraph of one side corresponds to one of the other."


@pytest.mark.parametrize(
    ("left", "right", "summary"),
    [
        (stored([ONE], "a", "2017"), stored([TWO], "b", "2018"), "1 paragraph dropped, 1 new"),
        (stored([ONE], "a", "2018"), stored([TWO], "b", "2017"), "1 paragraph only on the left, 1 only on the right"),
        (stored([ONE], "a", "2018"), stored([TWO], "b", "2018-03"), "1 paragraph dropped, 1 new"),
        (stored([ONE], "a"), stored([TWO], "b", "2018"), "1 paragraph dropped, 1 new"),
        (stored([ONE], at=0), stored([TWO], at=2), "1 paragraph dropped, 1 new"),
        (stored([ONE], at=2), stored([TWO], at=1), "1 paragraph only on the left, 1 only on the right"),
    ],
)
def test_nothing_is_new_on_the_older_side(left: StoredStatement, right: StoredStatement, summary: str) -> None:
    assert compare_sides(left, right, ASKED, Deadline()).summary == summary


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("joint-2018", ("joint-2018", None)),
        ("https://a.example.org/statements/joint-2018", ("joint-2018", None)),
        ("/statements/covid-%25e2%2581%25a019?q=x&version=f3bc98b56e5a#p4", ("covid-%e2%81%a019", "f3bc98b56e5a")),
        ("https://a.example.org/base/v1/statements/a%20b/paragraphs/4?version=nonsense", ("a b", "nonsense")),
        ("statements/x/changes", ("x", None)),
        ("https://[/statements/", ("https://[/statements/", None)),
    ],
)
def test_an_address_names_a_statement(text: str, found: tuple[str, str | None]) -> None:
    assert read_address(text) == found


@pytest.mark.parametrize(
    ("pairs", "codes"),
    [
        ([], {("left", "no_statement")}),
        ([("left", "a"), ("right_version", "f3bc98b56e5a")], {("right_version", "conflict")}),
        ([("left", "/statements/a?version=nonsense")], {("left", "malformed_value")}),
        (
            [("left", "a"), ("left_from", "0"), ("limit", "x")],
            {("left_from", "out_of_range"), ("limit", "out_of_range")},
        ),
    ],
)
def test_every_problem_is_named(pairs: list[tuple[str, str]], codes: set[tuple[str, str]]) -> None:
    with pytest.raises(QueryError) as caught:
        parse_comparison(pairs)
    assert {(problem.parameter, problem.code) for problem in caught.value.problems} == codes


def test_what_is_too_much_says_how_to_narrow() -> None:
    rng = random.Random(5)
    left = [text for _ in range(40) for text in draw_words(rng)]
    with pytest.raises(QueryError) as caught:
        compare_sides(stored(left), stored([edit(rng, text, 0.3) for text in left], "two"), ASKED, Deadline(0))
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.code, problem.mend) == ("limit", "too_large", str(len(left) // 2))
    assert f"{len(left):,} and {len(left):,}" in problem.expected


def test_plain_text_breaks_lines_at_blanks_and_between_the_parts_of_a_split() -> None:
    lines = list(render_comparison(side_by_side([f"{ONE} {TWO}"], [ONE, TWO]), LINKS))
    assert lines[-3:] == ["¶ 1 → ¶ 1, 2, split", f"   | {ONE}", f"   | {TWO}"]
    long = "x" * 150
    lines = list(render_comparison(side_by_side([ONE], [ONE, f"{long} {long}"]), LINKS))
    assert lines[-2:] == [f"   | {{+{long}", f"   | {long}+}}"]


def test_what_is_the_same_is_one_line() -> None:
    texts = [f"{ONE} Number {number} of them was adopted." for number in range(6)]
    lines = list(render_comparison(side_by_side(texts, [*texts[:3], TWO, *texts[3:]]), LINKS))
    assert lines[-5:] == ["", "¶ 4, new", f"   | {{+{TWO}+}}", "", "¶ 4–6 → ¶ 5–7, the same"]
    assert "¶ 1–3 → ¶ 1–3, the same" in lines
