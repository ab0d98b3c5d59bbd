"""The ranking is as good as Lucene's BM25 on a public test collection."""

import math
from pathlib import Path

import pytest

from bench.data import SCIFACT, absence
from bench.relevance import measure, ndcg, recall

MISSING = absence(SCIFACT)


def test_ndcg_and_recall_are_the_textbook_ones() -> None:
    run = {"1": ["a", "x", "b"], "2": ["y"]}
    judged = {"1": {"a": 1, "b": 1, "c": 1}, "2": {"z": 1}}
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(run, judged) == pytest.approx((1 + 1 / math.log2(4)) / ideal / 2)
    assert ndcg(run, judged, depth=1) == pytest.approx(1 / 2)
    assert recall(run, judged) == pytest.approx(2 / 3 / 2)


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
@pytest.mark.slow
def test_scifact(tmp_path: Path) -> None:
    figures = measure(tmp_path)
    print(figures)
    assert figures["nDCG@10"] >= 0.68
    assert figures["R@100"] >= 0.90
