"""Parameters as they arrive to a query, one by one: the API, the page and the command line read them here."""

import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pincite.app.answering.parameters import EXPORT, MAX_FACET_SIZE, MAX_LIMIT, MAX_OFFSET, SEARCH
from pincite.app.answering.request import parse_export, parse_search
from pincite.index.query.clauses import DateUnknown, Term
from pincite.index.query.limits import DEADLINE
from pincite.index.query.query import (
    DateFilter,
    FacetRequest,
    Filter,
    Group,
    Interval,
    Query,
    Since,
    Sort,
    WiderThan,
    Within,
)
from pincite.index.values.errors import QueryError
from pincite.index.values.fields import FACET_NAMES

MAY, JUNE = datetime.date(2018, 5, 1), datetime.date(2018, 6, 30)
_QUARTER = DateFilter(datetime.date(2018, 4, 1), JUNE, within=True)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("", {}),
        ("q=&issuer=&limit=&sort=&cursor=&missing=&facet_match.place=", {}),
        ("q=Peace", {"match": Term("peace"), "text": "Peace"}),
        ("q=the+peace", {"match": Term("peace"), "text": "the peace", "dropped": ("the",)}),
        ("variants=off", {"variants": False}),
        ("within=statement", {"within": Within.STATEMENT}),
        ("issuer=B&issuer=A&issuer=B", {"filters": (Filter("issuer", ("B", "A")),)}),
        ("reject_issuer=B&issuer=A", {"filters": (Filter("issuer", ("A",), ("B",)),)}),
        ("missing=place&missing=year", {"filters": (Filter("place", missing=True), Filter("year", missing=True))}),
        ("year=2018&kind=a&kind=b", {"filters": (Filter("kind", ("a", "b")), Filter("year", ("2018",)))}),
        ("statement=b&statement=a&statement=b", {"statements": ("b", "a")}),
        ("date_from=2018-05", {"dates": DateFilter(MAY, None)}),
        ("date_to=2018-06", {"dates": DateFilter(None, JUNE)}),
        ("date_from=2018-05&date_to=2018-06", {"dates": DateFilter(MAY, JUNE)}),
        ("date_from=2018-05&date_match=within", {"dates": DateFilter(MAY, None, within=True)}),
        ("date_match=within", {}),
        ("dated=unknown&dated=wider-month", {"dated": (DateUnknown(), WiderThan(Interval.MONTH))}),
        ("dated=2018-Q2&dated=wider-quarter", {"dated": (_QUARTER, WiderThan(Interval.QUARTER))}),
        ("dated=2018-05-01", {"dated": (DateFilter(MAY, MAY, within=True),)}),
        ("date_from=2018-05/2019&date_to=../2018-06", {"dates": DateFilter(MAY, JUNE)}),
        ("facet=year&facet=issuer", {"facets": (FacetRequest("issuer"), FacetRequest("year"))}),
        ("facet=place&facet_size=1000", {"facets": (FacetRequest("place", 1_000),)}),
        ("facet_match.place=New+YORK", {"facets": (FacetRequest("place", 10, ("new", "york")),)}),
        *(
            (f"histogram={width}", {"histogram": Interval(width)})
            for width in ("auto", "year", "quarter", "month", "day")
        ),
        ("group=statement", {"group": Group.STATEMENT}),
        *((f"sort={order}", {"sort": Sort(order)}) for order in ("relevance", "newest", "oldest", "title", "added")),
        ("limit=0", {"limit": 0}),
        ("limit=100&offset=10000", {"limit": 100, "offset": 10_000}),
        ("cursor=*", {"cursor": "*"}),
        ("explain=query", {}),
        ("explain=hits", {"explain": True}),
        ("relaxed=on", {"relaxed": True}),
        ("words=on", {"words": True}),
        ("reissues=once", {"first_issues": True}),
        ("reissues=all", {}),
        ("added_since=17", {"since": (Since("added", 17),)}),
        ("changed_since=1970-01-02", {"since": (Since("changed", 86_400, "time"),)}),
        ("changed_since=1970-01-02T00:00:00+01:00", {"since": (Since("changed", 82_800, "time"),)}),
        (
            "changed_since=1970-01-02T00:00:00Z&added_since=0",
            {"since": (Since("added", 0), Since("changed", 86_400, "time"))},
        ),
        ("relaxed=off", {}),
    ],
)
def test_a_parameter_is_its_part_of_the_query(asked: str, parts: dict[str, Any]) -> None:
    assert parse_search(parse_qsl(asked, keep_blank_values=True)).query == Query(**parts)


def test_every_facet_filters_rejects_and_is_counted() -> None:
    for name in FACET_NAMES:
        pairs = [(name, "1946"), (f"reject_{name}", "1947"), ("missing", name), ("facet", name)]
        query = parse_search(pairs).query
        assert query.filters == (Filter(name, ("1946",), ("1947",), True),)
        assert query.facets == (FacetRequest(name),)


def test_without_parameters_there_are_ten_hits_and_values_and_a_second() -> None:
    assert (Query().limit, Query().offset, FacetRequest("place").size) == (10, 0, 10)
    assert Query().deadline == DEADLINE.value == 1
    assert (MAX_LIMIT, MAX_OFFSET, MAX_FACET_SIZE) == (100, 10_000, 1_000)


def test_an_export_takes_what_makes_a_result_and_nothing_that_makes_a_page() -> None:
    pairs = [("q", "Peace"), ("within", "statement"), ("place", "P"), ("date_to", "2018-06"), ("sort", "oldest")]
    query, written, has_mark = parse_export([*pairs, ("variants", "off"), ("format", "kwic")])
    assert query == parse_search([*pairs, ("variants", "off")]).query
    assert (written, has_mark) == ("kwic", False)
    assert parse_export([("bom", "on")])[2]
    only = {parameter.name for parameter in SEARCH} - {parameter.name for parameter in EXPORT}
    for name in only:
        with pytest.raises(QueryError) as caught:
            parse_export([(name, "1")])
        assert [(p.parameter, p.code) for p in caught.value.problems] == [(name, "unknown_parameter")]


MEANT = {
    "query": "q", "search": "q", "text": "q", "keywords": "q", "size": "limit", "per_page": "limit", "count": "limit",
    "rows": "limit", "page_size": "limit", "skip": "offset", "order": "sort", "sort_by": "sort", "since": "date_from",
    "until": "date_to", "year_from": "date_from", "end_date": "date_to", "facets": "facet", "author": "person",
    "organization": "issuer", "lang": "language", "type": "kind", "isuer": "issuer", "reject_isuer": "reject_issuer",
    "facet_match.isuer": "facet_match.issuer", "Limit": "limit", "page": None, "from": None, "start": None,
    "year[gte]": "date_from", "date_lte": "date_to", "date>": "date_from", "date-from": "date_from",
    "startDate": "date_from", "yearFrom": "date_from", "issuer[]": "issuer", "page_": None, "dates": None,
    "date_gt": None, "date>>": None, "-issuer": "reject_issuer", "issuer!": "reject_issuer", "-q": None,
    "exclude_kind": "reject_kind", "not_place": "reject_place", "year__ne": "reject_year", "-limit": None,
    "date": None, "before": None, "utm_source": None, "fbclid": None, "source_id": None, "colour": None, "x": None,
}  # fmt: skip


@pytest.mark.parametrize(("name", "meant"), MEANT.items())
def test_a_name_is_mended_to_what_means_the_same_or_not_at_all(name: str, meant: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse_search([(name, "1")])
    assert [problem.mend for problem in caught.value.problems] == [meant]


@pytest.mark.parametrize("name", ["page", "from", "date", "country"])
def test_a_name_of_several_meanings_gets_a_hint(name: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_search([(name, "1")])
    assert "`" in caught.value.problems[0].expected


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("sort", "-date", "newest"),
        ("sort", "date:desc", "newest"),
        ("sort", "date", "oldest"),
        ("sort", "score", "relevance"),
        ("sort", "newst", "newest"),
        ("sort", "popularity", None),
        ("variants", "false", "off"),
        ("variants", "true", "on"),
        ("group", "document", "statement"),
        ("histogram", "monthly", "month"),
        ("histogram", "week", None),
        ("sort", "-title", None),
        ("sort", "-oldest", None),
        ("missing", "-place", None),
        ("variants", "of", None),
        ("limit", "1000", None),
        ("limit", "-1", None),
        ("limit", "all", None),
        ("limit", "1e1", None),
        ("limit", "+5", "5"),
        ("limit", "10.0", "10"),
        ("limit", "١٠", "10"),
        ("offset", "20000", None),
        ("year", ">2018", None),
        ("year", "-2018", None),
        ("year", "2018~", None),
        ("year", "2018?", None),
        ("year", "[2018]", None),
        ("year", "“2018”", "2018"),
        ("year", "(2018)", "2018"),
        ("dated", "2018..", None),
        ("dated", "..2018", None),
    ],
)
def test_a_value_is_mended_to_what_means_the_same_or_not_at_all(name: str, value: str, meant: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse_search([(name, value)])
    assert [problem.mend for problem in caught.value.problems] == [meant]


@pytest.mark.parametrize(("values", "meant"), [(["a", "b"], None), (["a", "a"], "a"), (["a" * 200] * 2, "a" * 200)])
def test_a_value_given_twice_is_mended_only_if_both_are_the_same(values: list[str], meant: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse_search([("q", value) for value in values])
    assert [problem.mend for problem in caught.value.problems] == [meant]


@pytest.mark.parametrize("blank", [" ", "\u200b", "\u3000", "\ufeff", "\u2800", "\ufe0f", "\u202e"])
def test_a_value_that_shows_nothing_is_an_empty_field(blank: str) -> None:
    for name in ("issuer", "reject_kind", "place", "series", "person", "source", "instrument"):
        assert parse_search([(name, blank)]).query == parse_search([]).query, name


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\n", "\u200b", "\u2003", "\u3000", "\ufeff"])
def test_blanks_around_a_value_are_no_part_of_it(blank: str) -> None:
    values = {"date_from": "2018", "date_to": "2019-05", "limit": "5", "sort": "newest", "facet": "issuer"}
    padded = [(name, f"{blank}{value}{blank}") for name, value in values.items()]
    assert parse_search(padded).query == parse_search(list(values.items())).query
    assert parse_search([("date_from", blank)]).query == parse_search([]).query
