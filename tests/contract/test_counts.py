"""Facets and the histogram: exact counts of paragraphs and statements, without the facet's own filter."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from pincite.index.query.clauses import DateUnknown
from pincite.index.query.query import FacetRequest, Filter, Group, Interval, WiderThan
from pincite.index.results import Count, FacetCounts
from tests.builders import build_statement
from tests.contract.archive import Archive, between, chosen, texts
from tests.contract.conftest import Shelf


def facet(
    archive: Archive, field: str, query: str = "", size: int = 10, match: tuple[str, ...] = (), **parts: object
) -> FacetCounts:
    return archive.page(query, facets=(FacetRequest(field, size, match),), **parts).facets[field]


def told(counts: FacetCounts) -> list[tuple[str, int, int]]:
    return [(bucket.value, bucket.paragraphs, bucket.statements) for bucket in counts.buckets]


def library(shelf: Shelf) -> Archive:
    return shelf(
        build_statement("a", "apple", "apple pie", "other", issuers=("X", "Y"), place="P", date="1946"),
        build_statement("b", "apple", issuers=("X",), place="Q", date="1946-12/1947-01"),
        build_statement("c", "apple", "apple", issuers=("Z z",), date="2001"),
        build_statement("d", "apple"),
        build_statement("e", "other", issuers=("W",), place="P"),
    )


def test_values_by_paragraphs_then_by_name(shelf: Shelf) -> None:
    archive = library(shelf)
    assert told(facet(archive, "issuer", "apple")) == [("X", 3, 2), ("Y", 2, 1), ("Z z", 2, 1)]
    assert facet(archive, "issuer", "apple").missing == Count(1, 1)
    assert told(facet(archive, "issuer")) == [("X", 4, 2), ("Y", 3, 1), ("Z z", 2, 1), ("W", 1, 1)]
    assert told(facet(archive, "year", "apple")) == [("1946", 3, 2), ("2001", 2, 1), ("1947", 1, 1)]
    assert {b.label for b in facet(archive, "issuer").buckets} == {"X", "Y", "Z z", "W"}


def test_a_facet_leaves_out_its_own_filter_alone(shelf: Shelf) -> None:
    archive = library(shelf)
    filters = (*chosen("issuer", "X"), *chosen("place", "P"))
    page = archive.page(
        "apple", filters=filters, facets=(FacetRequest("issuer"), FacetRequest("place"), FacetRequest("year"))
    )
    assert (page.paragraphs, page.statements) == (2, 1)
    assert told(page.facets["issuer"]) == [("X", 2, 1), ("Y", 2, 1)]
    assert told(page.facets["place"]) == [("P", 2, 1), ("Q", 1, 1)]
    assert told(page.facets["year"]) == [("1946", 2, 1)]


@pytest.mark.parametrize("filters", [chosen("issuer", rejected=("X",)), chosen("issuer", missing=True)])
def test_rejected_and_missing_are_its_own_too(shelf: Shelf, filters: tuple[Filter, ...]) -> None:
    archive = library(shelf)
    assert [b.paragraphs for b in facet(archive, "issuer", "apple", filters=filters).buckets] == [3, 2, 2]


def test_a_value_that_a_statement_names_twice_counts_once(archive: Archive) -> None:
    archive.put(build_statement("a", "x", "x", issuers=("X", "Y", "X")))
    assert told(facet(archive, "issuer")) == [("X", 2, 1), ("Y", 2, 1)]


def test_a_date_without_an_end_touches_no_year_that_could_be_listed(archive: Archive) -> None:
    dates = {"a": "1950/..", "b": "../1950", "c": None, "d": "XXXX-06-02", "e": "1949-12/1950-01"}
    archive.put(*(build_statement(name, date=date) for name, date in dates.items()))
    assert told(facet(archive, "year")) == [("1949", 1, 1), ("1950", 1, 1)]
    assert facet(archive, "year").missing == Count(4, 4)


def test_named_values_are_always_listed(shelf: Shelf) -> None:
    archive = library(shelf)
    filters = chosen("issuer", "W", "Nobody", rejected=("Y",))
    counts = facet(archive, "issuer", "apple", size=1, filters=filters)
    assert told(counts) == [("X", 3, 2), ("Y", 2, 1), ("Nobody", 0, 0), ("W", 0, 0)]
    assert {b.value for b in counts.buckets if b.selected} == {"W", "Nobody"}
    assert (counts.other_values, counts.other_paragraphs) == (1, 2)


def test_what_is_left_out_is_stated(shelf: Shelf) -> None:
    archive = library(shelf)
    counts = facet(archive, "issuer", size=2)
    assert told(counts) == [("X", 4, 2), ("Y", 3, 1)]
    assert (counts.other_values, counts.other_paragraphs, counts.missing) == (2, 3, Count(1, 1))


def test_the_sums_of_a_single_facet_are_the_total(shelf: Shelf) -> None:
    archive = library(shelf)
    page = archive.page("apple", facets=(FacetRequest("place", 1),))
    counts = page.facets["place"]
    total = sum(b.paragraphs for b in counts.buckets) + counts.other_paragraphs + counts.missing.paragraphs
    assert total == page.paragraphs


def test_values_can_be_searched_inside_a_facet(shelf: Shelf) -> None:
    archive = library(shelf)
    assert told(facet(archive, "issuer", match=("z",))) == [("Z z", 2, 1)]
    assert told(facet(archive, "issuer", match=("z", "x"))) == []
    assert told(facet(archive, "issuer", match=("z",), filters=chosen("issuer", "X"))) == [("X", 4, 2), ("Z z", 2, 1)]


def test_counts_do_not_depend_on_the_page(shelf: Shelf) -> None:
    archive = library(shelf)
    whole = archive.page("apple", facets=(FacetRequest("issuer"),))
    for parts in ({"limit": 0}, {"limit": 1, "offset": 3}, {"group": Group.STATEMENT}):
        page = archive.page("apple", facets=(FacetRequest("issuer"),), **parts)
        assert (page.paragraphs, page.statements, page.facets) == (whole.paragraphs, whole.statements, whole.facets)


def test_more_than_ten_thousand_values_are_not_counted_out(archive: Archive) -> None:
    archive.put(build_statement("a", issuers=tuple(f"v{n:05d}" for n in range(10_002))))
    assert facet(archive, "issuer", size=2).other_values == 10_000
    assert facet(archive, "issuer", size=1).other_values is None
    assert facet(archive, "issuer", size=1).other_paragraphs == 10_001


def test_statements_are_named_by_their_ids(shelf: Shelf) -> None:
    archive = library(shelf)
    assert archive.finds("apple", statements=("c", "a", "nobody", "ap")) == ["a", "a/2", "c", "c/2"]
    assert archive.finds("apple", statements=("nobody",)) == []
    page = archive.page(
        "statement", statements=("b", "e"), facets=(FacetRequest("issuer"),), filters=chosen("issuer", "W")
    )
    assert page.titles.count == 1
    page = archive.page("apple", statements=("b", "e"), facets=(FacetRequest("issuer"),), filters=chosen("issuer", "W"))
    assert told(page.facets["issuer"]) == [("X", 1, 1), ("W", 0, 0)]
    assert archive.page("pie joint", statements=("b",)).elsewhere == 0
    assert archive.page("pie joint", statements=("a", "b")).elsewhere == 1


DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "interval", "bars"),
    [
        (("2001-01-01", "2001-03-03"), Interval.DAY, 62),
        (("2001-01-01", "2001-03-04"), Interval.MONTH, 3),
        (("2001-01-01", "2003-12-31"), Interval.MONTH, 36),
        (("2001-01-01", "2004-01-01"), Interval.YEAR, 4),
        (("2001",), Interval.MONTH, 0),
        (("1500", "2001"), Interval.YEAR, 2),
        ((None,), Interval.YEAR, 0),
    ],
)
def test_the_width_of_the_bars_is_chosen_from_the_range(
    archive: Archive, dates: tuple[str | None, ...], interval: Interval, bars: int
) -> None:
    archive.put(*(build_statement(f"s{at}", date=date) for at, date in enumerate(dates)))
    histogram = archive.page(histogram=Interval.AUTO).histogram
    assert histogram is not None
    assert (histogram.interval, len(histogram.bars)) == (interval, bars)
    assert (
        all(
            bar.last + DAY == following.first
            for bar, following in zip(histogram.bars, histogram.bars[1:], strict=False)
        )
        or bars == 2
    )


@pytest.mark.parametrize(
    ("width", "first", "last", "bars"),
    [
        (Interval.DAY, "2001-01-01", "2002-02-04", 400),
        (Interval.DAY, "2001-01-01", "2002-02-05", 2),
        (Interval.DAY, "0001-01-01", "9999-12-31", 2),
        (Interval.MONTH, "2001-01", "2034-04", 400),
        (Interval.MONTH, "2001-01", "2034-05", 2),
        (Interval.YEAR, "1601", "2000", 400),
        (Interval.YEAR, "1600", "2000", 2),
    ],
)
def test_above_400_bars_the_empty_ones_are_left_out(
    archive: Archive, width: Interval, first: str, last: str, bars: int
) -> None:
    archive.put(build_statement("a", date=first), build_statement("b", date=last))
    histogram = archive.page(histogram=width).histogram
    assert histogram is not None
    assert len(histogram.bars) == bars
    assert (histogram.bars[0].paragraphs, histogram.bars[-1].paragraphs) == (1, 1)


def test_dates_that_no_bar_holds_stand_apart(archive: Archive) -> None:
    dates = {"a": "1946-02", "b": "1946", "c": "1946-02-28", "d": None, "e": "1950/..", "f": "1946-04-01"}
    archive.put(*(build_statement(name, "x", "x", date=date) for name, date in dates.items()))
    histogram = archive.page("x", histogram=Interval.MONTH).histogram
    assert histogram is not None
    assert [(str(b.first), str(b.last), b.paragraphs, b.statements) for b in histogram.bars] == [
        ("1946-02-01", "1946-02-28", 4, 2),
        ("1946-03-01", "1946-03-31", 0, 0),
        ("1946-04-01", "1946-04-30", 2, 1),
    ]
    assert (histogram.wider, histogram.unknown) == (Count(4, 2), Count(2, 1))
    year = archive.page("x", histogram=Interval.YEAR).histogram
    assert year is not None
    assert [(b.first.year, b.paragraphs) for b in year.bars] == [(1946, 8)]


def test_the_histogram_is_of_the_result(archive: Archive) -> None:
    archive.put(*texts("x", place="P", date="1946"), build_statement("b", "x", place="Q", date="1947"))
    histogram = archive.page("x", filters=chosen("place", "Q"), histogram=Interval.YEAR).histogram
    assert histogram is not None
    assert [bar.first.year for bar in histogram.bars] == [1947]
    assert archive.page("x").histogram is None


def test_the_words_of_each_bar_are_counted_when_asked(archive: Archive) -> None:
    archive.put(
        build_statement("a", "one two three", "two", date="2001-05"),
        build_statement("b", "two words", date="2001"),
        build_statement("c", "two, and no date"),
        build_statement("d", "two of 2003", "more", date="2003-01-02"),
        build_statement("gone", "two gone", date="2002"),
    )
    archive.put(build_statement("d", "two or three of them", "more", date="2003-01-02"), batch=2, delete=["gone"])

    def words(text: str, **parts: Any) -> tuple[object, ...]:
        histogram = archive.page(text, words=True, **parts).histogram
        assert histogram is not None
        assert histogram.words is not None
        assert len(histogram.words.bars) == len(histogram.bars)
        return histogram.words.bars, histogram.words.wider, histogram.words.unknown

    assert words("two", histogram=Interval.YEAR) == ((6, 0, 5), 0, 4)
    assert words("", histogram=Interval.YEAR) == ((6, 0, 6), 0, 4)
    assert words("two", histogram=Interval.AUTO, limit=0) == words("two", histogram=Interval.MONTH)
    assert words("three", histogram=Interval.DAY) == ((5,), 3, 0)
    assert words("nothing", histogram=Interval.AUTO) == ((), 0, 0)
    plain = archive.page("two", histogram=Interval.YEAR).histogram
    assert plain is not None
    assert plain.words is None


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"dates": between("1946", "1946")}, ["a", "b", "c", "d", "f"]),
        ({"dates": replace(between("1946", "1946"), within=True)}, ["a", "b", "c"]),
        ({"dates": replace(between("1946-02", None), within=True)}, ["a", "c", "d"]),
        ({"dates": replace(between(None, "1946-02"), within=True)}, ["a", "c", "f"]),
        ({"dated": (WiderThan(Interval.YEAR),)}, ["d", "f"]),
        ({"dated": (WiderThan(Interval.QUARTER),)}, ["b", "d", "f"]),
        ({"dated": (WiderThan(Interval.MONTH),)}, ["b", "d", "f"]),
        ({"dated": (WiderThan(Interval.DAY),)}, ["a", "b", "d", "f"]),
        ({"dated": (DateUnknown(),)}, ["e"]),
        ({"dated": (DateUnknown(), WiderThan(Interval.DAY))}, []),
        ({"dates": between("1946-03", None), "dated": (WiderThan(Interval.MONTH),)}, ["b", "d"]),
    ],
)
def test_dates_may_lie_within_a_range_or_be_wider_than_a_bar(
    shelf: Shelf, parts: dict[str, Any], found: list[str]
) -> None:
    dates = {"a": "1946-02", "b": "1946", "c": "1946-02-28", "d": "1946-12/..", "e": None, "f": "../1946-01"}
    archive = shelf(*(build_statement(name, "x", date=date) for name, date in dates.items()))
    assert archive.finds(**parts) == found
    assert archive.page("title:statement", **parts).titles.count == 0
    assert archive.page("statement", **parts).titles.count == len(found)


def test_instruments_are_a_facet_and_a_field(archive: Archive) -> None:
    archive.put(
        build_statement("a", "x", "y", instruments=("Treaty of Rome", "protocol")),
        build_statement("b", "x", instruments=("treaty",)),
        build_statement("c", "x"),
    )
    counts = facet(archive, "instrument", "x")
    assert told(counts) == [("Treaty of Rome", 1, 1), ("protocol", 1, 1), ("treaty", 1, 1)]
    assert counts.missing == Count(1, 1)
    assert archive.finds("instrument:treaty") == ["a", "a/2", "b"]
    assert archive.finds("x", filters=chosen("instrument", rejected=("treaty",))) == ["a", "c"]
    assert archive.page("y").hits[0].heading.instruments == ("Treaty of Rome", "protocol")
