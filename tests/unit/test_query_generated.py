"""Generated trees and archives: render is the inverse of parse, and the oracle finds what it should.

``PINCITE_TORTURE=1`` draws 5,000 trees, otherwise 200: almost all of the time is spent on drawing them.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from pincite.index.query.clauses import Clause
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.query.render import render
from tests.oracle import Oracle
from tests.oracle_page import page_of
from tests.strategies import build_archive, clauses, kinds, queries, vocabulary_of

KINDS = "Term Phrase Near Prefix Fuzzy And Or Not TitleMatch ValueMatch DateRange DateUnknown Everything"
TREES = 5_000 if os.environ.get("PINCITE_TORTURE") == "1" else 200
ARCHIVE = build_archive(7)
VOCABULARY = vocabulary_of(ARCHIVE)
ORACLE = Oracle(ARCHIVE)


@pytest.mark.generated
@settings(max_examples=TREES, deadline=None)
@given(clauses(VOCABULARY))
def test_parsing_a_rendered_tree_gives_the_tree(clause: Clause) -> None:
    assert parse(render(clause)) == clause


def test_generated_queries_use_everything_and_most_find_something() -> None:
    counted: Counter[str] = Counter()
    found = []

    @settings(max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(queries(VOCABULARY))
    def collect(query: Query) -> None:
        counted.update(kinds(query))
        found.append(page_of(ORACLE, query).paragraphs)

    collect()
    wanted = KINDS.split()
    assert {kind: counted[kind] for kind in wanted if counted[kind] < 2} == {}
    assert sum(paragraphs > 0 for paragraphs in found) > len(found) / 3
