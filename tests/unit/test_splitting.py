"""Paragraphs over the bound come apart at sentence ends, at blanks, or where they must; nothing is lost."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pincite.index.reading.paragraphs import build_paragraphs
from pincite.index.reading.splitting import split_paragraphs
from pincite.index.values.statement import build_paragraph

TEXTS = st.text(st.sampled_from("aB.。!?」\"' \n\t\u3000\u0301\u200dé中") | st.characters(exclude_categories=["Cs"]))


def split(text: str, limit: int) -> list[str]:
    return [p.text for p in split_paragraphs(text, build_paragraphs(text), limit)[0]]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("One is. Two is. Three.", 15, ["One is. Two is.", "Three."]),
        ("One is. Two is. Three.", 13, ["One is.", "Two is.", "Three."]),
        ("He said “One.” Then two.", 18, ["He said “One.”", "Then two."]),
        ("The U.S. Congress met", 18, ["The U.S. Congress", "met"]),
        ("It is e.g. the one. No.", 17, ["It is e.g. the", "one. No."]),
        ("一二三。四五六。", 6, ["一二三。", "四五六。"]),
        ("one two three", 8, ["one two", "three"]),
        ("one   two\tthree", 5, ["one", "two", "three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("abce\u0301fg", 4, ["abc", "e\u0301fg"]),
        ("\u0301" * 5, 2, ["\u0301\u0301", "\u0301\u0301", "\u0301"]),
        ("going\n\non and on", 8, ["going on", "and on"]),
        ("going\n\non and on", 6, ["going", "on and", "on"]),
        ("A one.\n\nA two three.", 8, ["A one.", "A two", "three."]),
    ],
)
def test_where_a_paragraph_comes_apart(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_labels_and_numbers_go_on() -> None:
    text = "a b c"
    whole = build_paragraph(1, text, ((0, 3),), "1."), build_paragraph(2, text, ((4, 5),))
    paragraphs, splits = split_paragraphs(text, whole, 2)
    assert [(p.number, p.label, p.text) for p in paragraphs] == [(1, "1.", "a"), (2, "1.", "b"), (3, None, "c")]
    assert splits == ((1, 2),)


@given(TEXTS, st.integers(1, 12))
@example("a\n\n" * 40, 7)
def test_nothing_is_lost_and_every_part_is_within_the_bound(text: str, limit: int) -> None:
    before = build_paragraphs(text)
    after, splits = split_paragraphs(text, before, limit)

    spans = [span for p in after for span in p.spans]
    assert spans == sorted(spans)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    kept = {at for start, end in spans for at in range(start, end)}
    assert all(text[at].isspace() for at in set(range(len(text))) - kept)
    assert all(len(p.text) <= limit for p in after)
    assert [p.number for p in after] == list(range(1, len(after) + 1))
    assert all(p == build_paragraph(p.number, text, p.spans) for p in after)

    came = [(first, last) for first, last in splits if first < last]
    assert len(came) == len(splits) == sum(len(p.text) > limit for p in before)
    parts = {number for first, last in splits for number in range(first, last + 1)}
    untouched = [p.spans for p in after if p.number not in parts]
    assert untouched == [p.spans for p in before if len(p.text) <= limit]


@given(st.lists(st.sampled_from(["One is here.", "Two are!", "Is it three?"]), min_size=1, max_size=20))
def test_sentences_that_fit_stay_whole(sentences: list[str]) -> None:
    parts = split(" ".join(sentences), 25)
    assert " ".join(parts) == " ".join(sentences)
    assert all(part[-1] in ".!?" for part in parts)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("unit", ["a", ".", "a ", "\u0301", "a\n\n", '."', "中"])
def test_a_text_of_one_kind_is_read_in_one_pass(unit: str) -> None:
    text = "x" + unit * 300_000 + "x"
    assert all(len(part) <= 200_000 for part in split(text, 200_000))
