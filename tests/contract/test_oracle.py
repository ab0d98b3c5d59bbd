"""Generated queries through the port against the oracle, over archives that grew by commits and lost statements."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pincite.index.engine import SearchEngine
from pincite.index.query.query import Filter
from pincite.index.results import Bar, Count
from tests.agreement import disagreements
from tests.contract.archive import grow
from tests.contract.conftest import KEY
from tests.contract.engines import ENGINES, TOLERANCE
from tests.former import former_of
from tests.oracle import Oracle
from tests.oracle_page import page_of
from tests.strategies import Vocabulary, build_archive, queries, vocabulary_of

pytestmark = pytest.mark.generated
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"
ARCHIVES = 40 if IN_FULL else 2
GENERATED = settings(
    max_examples=1_000 if IN_FULL else 10,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)

Known = Callable[[int], tuple[SearchEngine, Oracle, Vocabulary]]


@pytest.fixture(params=sorted(ENGINES), scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def known(name: str, tmp_path_factory: pytest.TempPathFactory) -> Known:
    folder: Path = tmp_path_factory.mktemp("archives")

    @cache
    def made(number: int) -> tuple[SearchEngine, Oracle, Vocabulary]:
        statements = build_archive(1_000 + number)
        engine = ENGINES[name](folder / str(number), KEY)
        grow(engine, statements)
        return engine, Oracle(statements, former_of), vocabulary_of(statements, number)

    return made


@seed(20_240_503)
@GENERATED
@given(number=st.integers(0, ARCHIVES - 1), data=st.data())
def test_answers_are_those_of_the_oracle(known: Known, name: str, number: int, data: st.DataObject) -> None:
    engine, oracle, vocabulary = known(number)
    query = data.draw(queries(vocabulary))
    different = disagreements(engine.search(query), page_of(oracle, query), TOLERANCE[name])
    assert not different, "\n".join([repr(query), *different])


@seed(20_240_504)
@GENERATED
@given(number=st.integers(0, ARCHIVES - 1), data=st.data())
def test_a_filter_never_adds_hits(known: Known, number: int, data: st.DataObject) -> None:
    engine, _, vocabulary = known(number)
    query = replace(data.draw(queries(vocabulary)), facets=(), histogram=None)
    more = Filter("issuer", tuple(data.draw(st.sampled_from(vocabulary.values["issuer"])) for _ in range(2)))
    wide, narrow = engine.search(query), engine.search(replace(query, filters=(*query.filters, more)))
    assert narrow.paragraphs <= wide.paragraphs
    assert narrow.statements <= wide.statements
    found = {(hit.heading.id, hit.passage.number) for hit in engine.scan(query)}
    kept = {(hit.heading.id, hit.passage.number) for hit in engine.scan(replace(query, filters=(*query.filters, more)))}
    assert kept <= found


@seed(20_240_505)
@GENERATED
@given(number=st.integers(0, ARCHIVES - 1), data=st.data())
def test_totals_reconcile(known: Known, number: int, data: st.DataObject) -> None:
    engine, _, vocabulary = known(number)
    page = engine.search(data.draw(queries(vocabulary)))
    own = {item.field for item in page.query.filters}
    for field, counts in page.facets.items():
        listed = sum(bucket.paragraphs for bucket in counts.buckets) + counts.other_paragraphs
        if field in ("place", "series", "kind", "source", "language") and field not in own:
            assert listed + counts.missing.paragraphs == page.paragraphs
        assert all(bucket.statements <= bucket.paragraphs for bucket in counts.buckets)
    if page.histogram is not None:
        counted: list[Bar | Count] = [*page.histogram.bars, page.histogram.wider, page.histogram.unknown]
        assert sum(each.paragraphs for each in counted) == page.paragraphs
        assert sum(each.statements for each in counted) == page.statements
