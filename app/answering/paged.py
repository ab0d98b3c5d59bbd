"""What a page asks beyond its own parameters. The API gives the same answer when it is asked for all of it."""

from collections.abc import Sequence

from pincite.index.values.fields import FACETS

Pair = tuple[str, str]

VALUES = 5
"""How many values of a facet a page shows."""
_SINGLE = {"group": "statement", "relaxed": "on", "histogram": "auto", "facet_size": str(VALUES)}
START: tuple[Pair, ...] = (("sort", "added"), ("limit", "5"), ("facet", "year"))
"""What the start page asks: the statements added last, and years beside the other fields."""


def given_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that say something. A form sends its empty fields too."""
    return [pair for pair in pairs if pair[1].strip()]


def with_defaults(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs with the page's defaults: grouped, with few hits relaxed, facets and a histogram."""
    given = given_pairs(pairs)
    names = {name for name, _ in given}
    counted = {value for name, value in given if name == "facet"}
    facets = [("facet", item.name) for item in FACETS if not item.dated and item.name not in counted]
    return [*given, *((name, value) for name, value in _SINGLE.items() if name not in names), *facets]
