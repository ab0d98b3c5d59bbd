"""docs/fields.md lists every key of a source, every facet and every field of a query as the code has them."""

import pytest

from pincite.app.answering.parameters import SEARCH
from pincite.app.cli.arguments import build_parser
from pincite.index.query.parser import parse
from pincite.index.reading.metadata import KEYS
from pincite.index.values.fields import FACETS, QUERY_FIELDS
from pincite.index.values.heading import HEADING_FIELDS
from tests.docs.pages import code, read, table_of

PAGE = read("docs/fields.md")
HELD = {"text": "one text", "texts": "list of texts", "people": "list of people", "dates": "EDTF date"}
KEY_TABLE = ("key", "value", "label on pages", "facet")
FACET_TABLE = ("facet", "label", "values of one statement", "example")
USES = table_of(PAGE, "to do", "HTTP parameter", "command line")


def quoted(text: str | None) -> str:
    return "" if text is None else f"`{text}`"


def keys() -> list[list[str]]:
    """Return the table of keys that the code calls for."""
    fields = {field.key: field for field in HEADING_FIELDS}
    return [
        [quoted(key), HELD[fields[key].holds], fields[key].label, quoted(fields[key].facet)]
        if key in fields
        else [quoted(key), "one text", "", ""]
        for key in KEYS
    ]


def facets() -> list[list[str]]:
    """Return the table of facets that the code calls for."""
    many = {True: "any number", False: "at most one"}
    return [[quoted(f.name), f.label, many[f.multiple], quoted(f.example)] for f in FACETS]


def test_the_keys_are_those_of_the_code() -> None:
    assert table_of(PAGE, *KEY_TABLE) == keys()


def test_the_facets_are_those_of_the_code() -> None:
    assert table_of(PAGE, *FACET_TABLE) == facets()


def test_the_fields_of_a_query_are_those_of_the_code() -> None:
    assert f"{' '.join(map(quoted, QUERY_FIELDS))} may stand before a colon" in " ".join(PAGE.split())


@pytest.mark.parametrize("spoiled", [("`topics`", "`topic`"), ("list of people", "one text"), ("`event`", "`events`")])
def test_a_spoiled_table_of_keys_differs(spoiled: tuple[str, str]) -> None:
    assert table_of(PAGE.replace(*spoiled), *KEY_TABLE) != keys()


@pytest.mark.parametrize("row", USES, ids=lambda row: row[0])
def test_each_use_of_a_facet_can_be_asked_for(row: list[str]) -> None:
    name, _, value = code(row[1]).partition("=")
    assert name in {parameter.name for parameter in SEARCH}
    option, given = code(row[2]).split()
    asked = build_parser().parse_args(["search", "peace", option, given])
    assert value == given
    assert [value] in vars(asked).values()


def test_there_are_uses() -> None:
    assert len(USES) == 5
    parse("issuer:korea")
