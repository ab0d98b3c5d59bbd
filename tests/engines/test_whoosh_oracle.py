"""The evaluator against the oracle: generated queries over generated archives, and over real paragraphs.

``PINCITE_TORTURE=1`` runs ten times as many generated ones, and 2,000 over 5,000 real paragraphs, otherwise 30 over
1,000: the oracle reads each of them for every query. Both print how often each kind of query part was drawn.
"""

import os
from collections import Counter
from functools import cache, lru_cache

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pincite.index.engines.whoosh.engine import WhooshEngine
from tests.agreement import disagreements
from tests.engines.memory import memory_engine
from tests.former import former_of
from tests.oracle import Oracle
from tests.oracle_page import page_of
from tests.real import real_statements
from tests.services import report
from tests.strategies import Vocabulary, build_archive, kinds, queries, vocabulary_of, was_relaxed

pytestmark = pytest.mark.generated
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"
MANY = 10 if IN_FULL else 1
PARAGRAPHS, ASKED = (5_000, 2_000) if IN_FULL else (1_000, 20)
ARCHIVES = 12 * MANY
SEGMENTS = (1, 1, 2, 5)

DRAWN: Counter[str] = Counter()


def many(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@cache
def generated(number: int) -> tuple[WhooshEngine, Oracle, Vocabulary]:
    statements = build_archive(number)
    engine = memory_engine(statements, SEGMENTS[number % len(SEGMENTS)], number)
    return engine, Oracle(statements, former_of), vocabulary_of(statements, number)


@lru_cache(maxsize=1)
def real(paragraphs: int) -> tuple[WhooshEngine, Oracle, Vocabulary]:
    statements = real_statements(paragraphs)
    return memory_engine(statements, 3, 1), Oracle(statements, former_of), vocabulary_of(statements, 1, 2_000)


def check(archive: tuple[WhooshEngine, Oracle, Vocabulary], data: st.DataObject) -> None:
    engine, oracle, vocabulary = archive
    query = data.draw(queries(vocabulary))
    page = engine.search(query)
    different = disagreements(page, page_of(oracle, query))
    assert not different, "\n".join([repr(query), *different])
    DRAWN.update([*kinds(query), "found something" if page.paragraphs else "found nothing", *was_relaxed(page)])


@seed(20_240_501)
@many(120 if MANY == 1 else 18_000)
@given(st.integers(0, ARCHIVES - 1), st.data())
def test_generated_archives(number: int, data: st.DataObject) -> None:
    check(generated(number), data)


@seed(20_240_502)
@many(ASKED)
@given(st.data())
def test_real_paragraphs(data: st.DataObject) -> None:
    check(real(PARAGRAPHS), data)


def test_every_kind_was_drawn() -> None:
    if not DRAWN:
        pytest.skip("the tests that draw queries did not run in this process")
    report.count("generated query parts: " + ", ".join(f"{name} {count}" for name, count in sorted(DRAWN.items())))
    assert all(count >= (5 if IN_FULL else 2) for name, count in DRAWN.items() if not name.startswith("title "))
