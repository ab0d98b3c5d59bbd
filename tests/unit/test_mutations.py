"""The mutation script: its operators change what they say, and its draw is always the same, one in each file."""

import ast

import pytest

from tests.conftest import ROOT
from tests.mutations.drawing import COUNT, SEED, draw
from tests.mutations.operators import OPERATORS, mutations_of
from tests.mutations.rooms import files_of
from tests.mutations.survivors import REASONS


@pytest.mark.parametrize(
    ("source", "operator", "mutated"),
    [
        ("a < b", "comparison", "a <= b"),
        ("é == b", "comparison", "é != b"),
        ("a not in b", "comparison", "a in b"),
        ("a + b", "arithmetic", "a - b"),
        ("a and b", "and/or", "a or b"),
        ("not a", "not", "a"),
        ("x = 5", "number", "x = 6"),
        ("x = True", "true/false", "x = False"),
        ("min(a, b)", "min/max, any/all", "max(a, b)"),
    ],
)
def test_an_operator_changes_what_it_says(source: str, operator: str, mutated: str) -> None:
    assert operator in OPERATORS
    assert [one.apply(source) for one in mutations_of(source) if one.operator == operator] == [mutated]


def test_annotations_and_texts_are_left_alone() -> None:
    assert mutations_of('x: Literal[1]\ny = "a" + z\n') == []


def test_the_draw_is_always_the_same_and_in_as_many_files() -> None:
    drawn = draw(SEED, COUNT)
    assert drawn == draw(SEED, COUNT)
    assert len({one.module for one in drawn}) == COUNT == 40


def test_every_mutation_that_is_drawn_is_a_program_and_differs() -> None:
    for one in draw(SEED, COUNT):
        source = (ROOT / one.module).read_text(encoding="utf-8")
        mutated = one.mutation.apply(source)
        ast.parse(mutated)
        assert mutated != source


def test_a_reason_is_given_only_for_what_is_drawn() -> None:
    assert REASONS.keys() <= {one.key for one in draw(SEED, COUNT)}


def test_the_nearest_tests_import_the_module_or_bear_its_name() -> None:
    assert files_of("index/reading/series_order.py")[0] == "tests/unit/test_series_order.py"
    assert files_of("app/api/compare.py")[0] == "tests/api/test_compare.py"
    assert files_of("index/query/fielded.py")[0].startswith("tests/unit/test_query_")
