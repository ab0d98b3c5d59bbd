"""The ranking is as good as Lucene's BM25 on a public test collection."""

import math
import os
from contextlib import closing
from pathlib import Path

import pytest

from bench.data import SCIFACT, absence
from bench.relevance import measure, ndcg, recall
from tests.contract.engines import ENGINES, forget

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
    """The embedded engine ranks well; with the torture tests each release of a cluster too, and alike."""
    # The toy engine ranks alike by the contract suite, and would take most of an hour.
    is_long = os.environ.get("PINCITE_TORTURE") == "1"
    names = sorted(ENGINES.keys() - {"toy"}) if is_long else ["whoosh"]
    figures: dict[str, dict[str, float]] = {}
    for name in names:
        with closing(ENGINES[name](tmp_path / name, b"k" * 32)) as engine:
            figures[name] = measure(engine)
        forget(name, tmp_path / name)
    print(figures)
    assert min(found["nDCG@10"] for found in figures.values()) >= 0.689
    assert min(found["R@100"] for found in figures.values()) >= 0.90
    for kind in ("nDCG@10", "R@100"):
        assert max(found[kind] for found in figures.values()) - min(found[kind] for found in figures.values()) <= 0.005
