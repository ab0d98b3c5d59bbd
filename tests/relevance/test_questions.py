"""Questions find their statements when some of their words may be lacking, or stand in the title alone."""

from contextlib import closing
from pathlib import Path

import pytest

from bench.data import QUESTIONS, STATEMENTS, absence
from bench.questions import Found, fill, measure, questions
from pincite.index.engines.whoosh import open_engine

MISSING = absence(QUESTIONS) or absence(STATEMENTS)


def test_a_question_without_an_answer_in_the_list_counts_nothing() -> None:
    found = Found({"one": 1, "two": 4, "three": 0, "four": 11})
    assert found.mrr == pytest.approx((1 + 1 / 4 + 1 / 11) / 4)
    assert found.first_ten == 2


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
def test_relaxed_finds_what_long_questions_ask_for(tmp_path: Path) -> None:
    asked = questions()
    with closing(open_engine(tmp_path, b"k" * 32)) as engine:
        fill(engine)
        found = measure(engine, asked)
    assert len(asked) == 24
    assert found["long", "and"].mrr < 0.2
    assert found["long", "relaxed"].mrr >= 0.55
    assert found["long", "relaxed"].first_ten >= 20
    assert found["short", "relaxed"].mrr >= 0.55
    assert found["long", "page"].first_ten >= 20
    assert found["short", "page"].mrr >= 0.55
    assert found["short", "page"].first_ten >= 20
