"""How many functions of Python an answer calls: its time at 100,000 paragraphs goes mostly into these.

Times differ from run to run, so that no test notices a loss of some percent. Calls can be counted. The limits are
about 8 % above what CPython 3.11 counts; later versions count fewer.
"""

import sys
from types import FrameType

import pytest

from pincite.index.query.clauses import And, Clause, Phrase, Prefix, Term
from pincite.index.query.query import FacetRequest, Query
from pincite.index.showing.snippets import add_snippets
from tests.builders import build_statement
from tests.engines.memory import memory_engine

FACETS = tuple(FacetRequest(name) for name in ("place", "series", "source", "year", "person"))
STATEMENTS = [
    build_statement(
        f"s{number:02}",
        "The treaty was committed to paper.",
        f"A commitment to peace, {'in the words of many who signed it, ' * 10} was renewed for peace in 19{number:02}.",
        title="On peace" if number % 5 else "On war",
        date=f"19{number:02}",
        people=(f"Person {number}", "Somebody"),
        place=f"Place {number % 15}",
        series=f"Series {number % 3}",
        source="Source",
        language="en",
    )
    for number in range(40)
]


@pytest.mark.parametrize(
    ("clause", "most"),
    [
        (Term("peace"), 1_170),
        (And((Term("commit"), Term("peace"))), 1_450),
        (Prefix("comm"), 950),
        (Phrase(("a", "commitment")), 1_400),
    ],
)
def test_an_answer_with_ten_snippets_and_five_facets_calls_few_functions(clause: Clause, most: int) -> None:
    engine = memory_engine(STATEMENTS)
    query = Query(clause, facets=FACETS)
    add_snippets(engine.search(query))
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        page = add_snippets(engine.search(query))
    finally:
        sys.setprofile(before)
    assert (len(page.hits), len(page.facets)) == (10, 5)
    assert counted <= most, counted
