"""Blank lines split, page breaks inside a sentence do not, and no character is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.reading.paragraphs import build_paragraphs

SEED = Path(__file__).parents[2] / "seeds" / "000_216767ed398c675c.txt"


def test_the_first_seed_has_six_paragraphs_and_one_join() -> None:
    text = SEED.read_text(encoding="utf-8")
    paragraphs = build_paragraphs(text, text.index("\n"))
    assert [len(p.spans) for p in paragraphs] == [1, 1, 1, 1, 2, 1]
    assert "ironclad" in paragraphs[3].text


def test_list_items_stay_apart() -> None:
    assert len(build_paragraphs("They agreed to:\n\nfirst, meet;\n\nsecond, write.")) == 3


@pytest.mark.parametrize("end", ["a", "7", "é", ","])
def test_a_page_break_inside_a_sentence_is_joined(end: str) -> None:
    [paragraph] = build_paragraphs(f"The parties agreed{end}\n\nand met again.")
    assert paragraph.text == f"The parties agreed{end} and met again."


@pytest.mark.parametrize("end", [".", ";", ":", "!", "?", ")", '"', "-", "…"])
def test_any_other_end_keeps_paragraphs_apart(end: str) -> None:
    assert len(build_paragraphs(f"The parties agreed{end}\n\nand met again.")) == 2


@pytest.mark.parametrize("begin", ["And", "7", "(and", "- and"])
def test_only_a_small_letter_goes_on(begin: str) -> None:
    assert len(build_paragraphs(f"The parties agreed,\n\n{begin} met again.")) == 2


def test_a_text_of_nothing_but_joins_is_read_in_one_pass() -> None:
    [paragraph] = build_paragraphs("a\n\n" * 100_000)
    assert len(paragraph.spans) == 100_000


@given(st.text(alphabet="aB.,; \n\t", max_size=60))
def test_spans_hold_every_character_that_is_not_blank(text: str) -> None:
    spans = [span for p in build_paragraphs(text) for span in p.spans]
    assert spans == sorted(spans)
    assert "".join("".join(text[s:e] for s, e in spans).split()) == "".join(text.split())
