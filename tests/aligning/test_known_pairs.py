"""2,000 generated pairs with one known operation each: both texts come back, and the operation is found."""

import os
import random
from collections import Counter

import pytest

from pincite.index.aligning import Alignment, align
from tests.aligning.lossless import check_rows
from tests.aligning.pairs import Draw, Known, build_pair, draw_words
from tests.real import real_statements
from tests.services import report

PAIRS = 1_000 if os.environ.get("PINCITE_TORTURE") == "1" else 100
"""Of each kind of text."""
FOUND = 0.97


def is_found(known: Known, alignment: Alignment) -> bool:
    row = alignment.of_left[known.ours[0]] if known.ours else alignment.of_right[known.theirs[0]]
    return (row.kind, row.left, row.right) == (known.kind, known.ours, known.theirs)


def count_found(draw: Draw) -> Counter[bool]:
    found: Counter[bool] = Counter()
    for seed in range(PAIRS):
        known = build_pair(random.Random(seed), draw)
        alignment = align(known.left, known.right)
        check_rows(alignment, known.left, known.right)
        found[is_found(known, alignment)] += 1
    report.count(f"{PAIRS:,} generated pairs of texts were aligned")
    return found


def draw_real() -> Draw:
    """Paragraphs of a real statement, each once, those of a few words left out."""
    texts = []
    for statement in real_statements(4_000, 11):
        long = (" ".join(paragraph.text.split()) for paragraph in statement.paragraphs)
        texts.append(list(dict.fromkeys(text for text in long if text.count(" ") >= 17)))
    texts = [text for text in texts if len(text) >= 6]

    def draw(rng: random.Random) -> list[str]:
        text = rng.choice(texts)
        at = rng.randrange(max(1, len(text) - 29))
        return text[at : at + rng.randint(6, 30)]

    return draw


@pytest.mark.parametrize("of", ["made-up words", "real statements"])
def test_the_operation_is_found_and_both_texts_come_back(of: str) -> None:
    found = count_found(draw_words if of == "made-up words" else draw_real())
    assert found[True] >= FOUND * PAIRS, found
