"""The keywords of the client are the parameters of the API, name by name, and its errors have their pages."""

import json
from collections.abc import Sequence
from typing import Any, get_args

import pytest

from pincite.app.answering.body_pairs import read_body_pairs
from pincite.app.answering.parameters import EXPORT, FACET_VALUES, FILTERS, LIST, SEARCH, VARIANTS, Parameter
from pincite.app.client import keywords
from pincite.app.client.failures import _KINDS
from pincite.app.errors import TABLE
from pincite.index.values.fields import FACET_NAMES

WALKED = {"offset", "cursor"}


@pytest.mark.parametrize(
    ("typed", "parameters", "left_out"),
    [
        (keywords.FilterKeywords, FILTERS, set()),
        (keywords.SearchKeywords, SEARCH, set()),
        (keywords.PageKeywords, LIST, set()),
        (keywords.ExportKeywords, EXPORT, set()),
        (keywords.ValueKeywords, FACET_VALUES, set()),
    ],
)
def test_every_parameter_has_its_keyword(typed: Any, parameters: Sequence[Parameter], left_out: set[str]) -> None:
    names = {parameter.name.partition(".")[0] for parameter in parameters} - {"q"} - left_out
    assert set(typed.__annotations__) == names


@pytest.mark.parametrize("name", ["sort", "group", "format", "histogram", "explain", "date_match", "within"])
def test_its_choices_are_those_of_the_parameter(name: str) -> None:
    chosen = next(one.choices for one in (*SEARCH, *EXPORT) if one.name == name)
    typed = {**keywords.SearchKeywords.__annotations__, **keywords.ExportKeywords.__annotations__}
    assert get_args(typed[name]) == chosen


@pytest.mark.parametrize("parameter", VARIANTS, ids=lambda one: one.name)
def test_a_body_has_what_the_service_takes(parameter: Parameter) -> None:
    members = keywords.members_of({parameter.name: parameter.example})
    assert read_body_pairs(json.dumps(members).encode(), VARIANTS) == [(parameter.name, parameter.example)]


def test_the_fields_are_the_facets() -> None:
    assert get_args(keywords.Field) == FACET_NAMES


def test_every_code_of_the_table_is_an_error_of_the_client() -> None:
    assert set(_KINDS) == {code for _, _, code, _ in TABLE}
