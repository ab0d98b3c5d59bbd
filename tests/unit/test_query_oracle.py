"""The oracle against answers worked out by hand, and the comparison that finds an engine's faults."""

import datetime
import math
from dataclasses import replace

import pytest

from pincite.index.query.clauses import DateUnknown, Words
from pincite.index.query.parser import parse
from pincite.index.query.query import DateFilter, FacetRequest, Filter, Group, Interval, Query, Sort, WiderThan, Within
from pincite.index.results import Bar, Bucket, Count, SearchPage
from tests.agreement import disagreements
from tests.builders import build_statement
from tests.oracle import Oracle
from tests.oracle_page import page_of

ORACLE = Oracle(
    [
        build_statement(
            "a", "peace peace now", "war and peace", title="Peace", date="1946", issuers=("Japan", "Canada")
        ),
        build_statement("b", "war now", title="bread", date="1947-03", issuers=("Japan",)),
        build_statement("c", "bread x y peace z bread", title="War", date="1947-03-05", language="xx"),
        build_statement("d", "naciones", "naciones unidas", title="Apple", language="es", issuers=("Spain",)),
    ]
)


def search(text: str, **rest: object) -> SearchPage:
    return page_of(ORACLE, Query(parse(text), **rest))  # type: ignore[arg-type]


def keys(page: SearchPage) -> list[tuple[str, int]]:
    return [(hit.heading.id, hit.passage.number) for hit in page.hits]


def test_a_word_scores_bm25() -> None:
    page = search("peace")
    idf = math.log(1 + (6 - 3 + 0.5) / 3.5)
    average = 17 / 6
    expected = [idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / average)) for tf, length in ((2, 3), (1, 3), (1, 6))]
    expected = [score + share for score, share in zip(expected, (idf / 4, idf / 4, 0), strict=True)]
    assert keys(page) == [("a", 1), ("a", 2), ("c", 1)]
    assert [hit.score for hit in page.hits] == pytest.approx(expected)


def test_titles_alone_score_by_titles() -> None:
    page = search("title:peace OR title:nothing")
    assert keys(page) == [("a", 1), ("a", 2)]
    assert [hit.score for hit in page.hits] == pytest.approx([math.log(1 + 3.5 / 1.5) / 2.2] * 2)
    assert [hit.score for hit in search("title:peace date:1946").hits] == [0, 0]


def test_dates_within_wider_and_unknown_and_named_statements() -> None:
    march = datetime.date(1947, 3, 1)
    assert keys(search("", dates=DateFilter(march, None, within=True), sort=Sort.TITLE)) == [("b", 1), ("c", 1)]
    assert keys(search("", dates=DateFilter(None, march, within=True))) == [("a", 1), ("a", 2)]
    assert keys(search("", dated=(WiderThan(Interval.MONTH),))) == [("a", 1), ("a", 2)]
    assert keys(search("", dated=(WiderThan(Interval.DAY), DateFilter(march)))) == [("b", 1)]
    assert keys(search("", dated=(DateUnknown(),))) == [("d", 1), ("d", 2)]
    assert keys(search("peace", statements=("c", "b"))) == [("c", 1)]


def test_repeated_terms_count_again_and_not_scores_nothing() -> None:
    once = search("peace").hits[0].score
    assert once
    assert search("peace peace").hits[0].score == pytest.approx(2 * once)
    assert search("peace -war").hits[0].score == pytest.approx(once)
    assert search("pea*").hits[0].score == 1.0
    assert search("date:1946").hits[0].score == 0.0


def words(text: str) -> Words:
    clause = parse(text)
    assert isinstance(clause, Words)
    return clause


def test_proximity_counts_the_ends_of_windows() -> None:
    assert keys(search('"bread peace"~1')) == [("c", 1)]
    row = ORACLE.texts["c"][0]
    assert [ORACLE.frequency(words(f'"bread peace"~{n}'), row, True) for n in (0, 1, 2, 100)] == [0, 1, 2, 2]
    assert ORACLE.frequency(words('"bread bread"~4'), row, True) == 1
    assert ORACLE.frequency(words('"bread bread"~3'), row, True) == 0


def test_facets_are_counted_without_their_own_filter() -> None:
    query = {"filters": (Filter("issuer", ("Canada", "Nobody")),), "facets": (FacetRequest("issuer", 1),)}
    page = search("peace OR war", **query)
    facet = page.facets["issuer"]
    assert (page.paragraphs, page.statements) == (2, 1)
    assert facet.buckets == (
        Bucket("Japan", "Japan", 3, 2),
        Bucket("Canada", "Canada", 2, 1, selected=True),
        Bucket("Nobody", "Nobody", 0, 0, selected=True),
    )
    assert (facet.other_values, facet.other_paragraphs, facet.missing) == (0, 0, Count(1, 1))


def test_filters() -> None:
    assert keys(search("", filters=(Filter("issuer", rejected=("Japan",)),))) == [("c", 1), ("d", 1), ("d", 2)]
    assert keys(search("", filters=(Filter("issuer", ("Spain",), missing=True),))) == [("c", 1), ("d", 1), ("d", 2)]
    after = DateFilter(datetime.date(1946, 12, 31), datetime.date(1947, 3, 4))
    assert keys(search("", dates=after)) == [("b", 1), ("a", 1), ("a", 2)]


def test_histogram() -> None:
    histogram = search("", histogram=Interval.AUTO).histogram
    assert histogram is not None
    assert histogram.interval is Interval.MONTH
    assert histogram.bars == (Bar(datetime.date(1947, 3, 1), datetime.date(1947, 3, 31), 2, 2),)
    assert (histogram.wider, histogram.unknown) == (Count(2, 1), Count(2, 1))


def test_orders() -> None:
    assert [i for i, _ in keys(search("", sort=Sort.NEWEST))] == ["b", "c", "a", "a", "d", "d"]
    assert [i for i, _ in keys(search("", sort=Sort.OLDEST))] == ["a", "a", "b", "c", "d", "d"]
    assert [i for i, _ in keys(search("", sort=Sort.TITLE))] == ["d", "d", "b", "a", "a", "c"]


def test_groups() -> None:
    page = search("peace", group=Group.STATEMENT, limit=1)
    assert keys(page) == [("a", 1)]
    assert [hit.passage.number for hit in page.hits[0].others] == [2]
    assert (page.hits[0].more, page.paragraphs, page.statements) == (0, 3, 2)


def test_within_a_statement_and_elsewhere() -> None:
    assert keys(search("now and", within=Within.STATEMENT)) == [("a", 2), ("a", 1)]
    assert keys(search("war bread", within=Within.STATEMENT)) == [("c", 1), ("b", 1)]
    assert search("war bread").elsewhere == 2
    assert search("war").elsewhere is None


def test_titles_and_forms() -> None:
    page = search("nación OR peace")
    assert page.forms == {"nación": ("naciones",), "peace": ("peace",)}
    assert search("war").titles.count == 1
    assert search("war peace").titles.count == 0


def test_a_difference_is_told() -> None:
    page = search("peace OR war")
    assert disagreements(page, page) == []
    assert disagreements(replace(page, paragraphs=0), page)
    assert disagreements(replace(page, hits=page.hits[1:]), page)
    assert disagreements(replace(page, hits=(*page.hits[1:], page.hits[0])), page)
    worse = page.hits[0]._replace(score=(page.hits[0].score or 0) - 1e-6)
    assert disagreements(replace(page, hits=(worse, *page.hits[1:])), page)
    unscored = search("", sort=Sort.TITLE)
    assert disagreements(replace(unscored, hits=tuple(reversed(unscored.hits))), unscored)
