"""The reissues of a commit of the embedded engine: its sketches, what time allows, and who finds them ahead."""

import time
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.answering.reissued import learn_reissues
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline, OutOfTime, never
from pincite.index.query.query import FacetRequest, Query
from pincite.index.text.fingerprints import fingerprints_of
from tests.builders import build_statement
from tests.contract.archive import grow, write
from tests.strategies import build_archive

KEY = b"the key of the cursors of a test"
WORDS = " ".join(f"word{at}" for at in range(60))
ONCE = Query(EVERYTHING, facets=(FacetRequest("issuer"),), deadline=60.0, first_issues=True)
COPIES = [build_statement(name, WORDS) for name in "abc"]


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return open_engine(tmp_path / "index", KEY)


def test_sketches_are_the_smallest_fingerprints(engine: WhooshEngine) -> None:
    statements = build_archive(3, paragraphs=120)
    grow(engine, statements)
    expected = {
        one.heading.id: sorted({int(p) for x in one.paragraphs for p in fingerprints_of(x.text, one.heading.language)})
        for one in statements
    }
    assert max(map(len, expected.values())) > 40
    held: dict[str, list[int]] = {}
    for part in engine._newest().parts:
        rows, prints = part.segment.sketches
        for row in range(part.s):
            if part.live is None or part.live[row]:
                held[part.arrays.ids[row]] = prints[rows == row].tolist()
    assert held == {identity: prints[:32] for identity, prints in expected.items()}


def test_what_was_compared_is_kept_when_time_is_over(engine: WhooshEngine) -> None:
    write(engine, COPIES)
    view = engine._newest()
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise OutOfTime

    with pytest.raises(OutOfTime):
        learn_reissues(view, check)
    assert view.reissues is None
    learn_reissues(view, never)
    assert view.reissues == {"b", "c"}


def test_an_answer_that_is_late_is_partial_and_the_next_is_not(tmp_path: Path) -> None:
    with_thread = open_engine(tmp_path / "index", KEY, watch=True)
    write(with_thread, COPIES)
    with_thread.checkpoint()
    ticks = iter([0.0] * 3)
    page = with_thread.search(ONCE, Deadline(1.0, clock=lambda: next(ticks, 2.0)))
    assert page.partial
    assert (page.paragraphs, page.hits) == (0, ())
    assert set(page.incomplete) >= {"hits", "facets"}
    page = with_thread.search(ONCE)
    assert (page.partial, page.paragraphs) == (False, 1)
    with_thread.close()


def test_only_the_first_search_of_a_commit_is_heavy(engine: WhooshEngine) -> None:
    write(engine, COPIES)
    assert engine.estimate(ONCE) >= LIGHT
    engine.search(ONCE)
    assert engine.estimate(ONCE) < LIGHT
    write(engine, [build_statement("d", WORDS)], 2)
    assert engine.estimate(ONCE) >= LIGHT


def test_a_thread_finds_them_once_somebody_asked(tmp_path: Path) -> None:
    serving = open_engine(tmp_path / "index", KEY, watch=True)
    write(serving, COPIES)
    assert serving.search(Query(EVERYTHING)).paragraphs == 3
    time.sleep(0.7)
    assert serving._newest().reissues is None
    serving.estimate(ONCE)
    assert _known(serving) == ["b", "c"]
    write(open_engine(tmp_path / "index", KEY), [build_statement("0", WORDS)], 2)
    for _ in range(200):
        view = serving._current
        if view is not None and view.paragraphs == 4:
            break
        time.sleep(0.05)
    assert view is not None
    assert view.reissues == frozenset("abc")
    serving.close()


def _known(engine: WhooshEngine) -> list[str]:
    for _ in range(200):
        if (known := engine._newest().reissues) is not None:
            return sorted(known)
        time.sleep(0.05)
    return []
