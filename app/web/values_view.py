"""The content of the page with all values of one field."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.app.answering.facet_values import ValueList
from pincite.app.answering.links import Links
from pincite.app.web.addresses import Address, Pair
from pincite.app.web.facets import ValueView, build_value
from pincite.app.web.toolbar import say_filters
from pincite.app.words import LABELS, counted, plural

_OWN = ("match", "sort", "limit", "cursor", "order")


@dataclass(frozen=True, slots=True)
class ValuesView:
    """All values of one field under a search. Absent parts are empty, so the template only tests for truth."""

    name: str
    title: str
    label: str
    plural: str
    asked: str
    found: str
    values: Sequence[ValueView]
    match: str
    kept: Sequence[Pair]
    by_count: bool
    count_link: str
    alphabet_link: str
    back_link: str
    next_link: str
    note: str
    here: str
    json_link: str


def build_values_view(found: ValueList, pairs: Sequence[Pair], links: Links) -> ValuesView:
    """The page for a part of the values. ``pairs`` are its parameters; each value leads to the search with it."""
    given = dict(pairs)
    results = Address(
        links, tuple(("sort" if k == "order" else k, v) for k, v in pairs if k not in _OWN or k == "order")
    )
    path, rejected = f"/facets/{found.name}", found.page.query.named(found.name)[1]
    first = [pair for pair in pairs if pair[0] != "cursor"]
    other = [pair for pair in first if pair[0] != "sort"]
    following = links.at(path, [*first, ("cursor", found.next_cursor)]) if found.next_cursor else ""
    api = [pair for pair in pairs if pair[0] != "order"]
    return ValuesView(
        found.name,
        f"{plural(found.name).capitalize()}",
        LABELS[found.name],
        plural(found.name),
        ", ".join([*([f"“{given['q']}”"] if given.get("q") else []), *say_filters(results.pairs)]),
        "" if found.total is None else counted(found.total, "value"),
        [build_value(found.name, bucket, results, bucket.value in rejected) for bucket in found.values],
        given.get("match", ""),
        [pair for pair in first if pair[0] != "match"],
        given.get("sort") != "value",
        links.at(path, other),
        links.at(path, [*other, ("sort", "value")]),
        links.at("/", results.pairs),
        following,
        "" if found.is_whole else "The least frequent values are not listed. Find them by their words.",
        links.absolute(links.at(path, pairs)),
        links.at(f"/v1/facets/{found.name}", api),
    )
