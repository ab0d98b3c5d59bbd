"""Relaxed: what holds some of the words when fewer than three statements hold all of them together."""

from dataclasses import replace
from typing import Any

import pytest

from pincite.index.query.deadline import Deadline
from pincite.index.query.query import DateFilter, Group, Sort, Within
from pincite.index.results import Hit, Relaxed
from pincite.index.values.dates import parse_edtf
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.contract.archive import Archive, asked, chosen
from tests.contract.conftest import Shelf

STATEMENTS = (
    build_statement("a", "Apples and pears.", "Apples and plums.", title="On fruit", date="1946", place="York"),
    build_statement("b", "Apples here.", "Apples there, with pears.", title="On plums", date="1950"),
    build_statement("c", "Pears and plums, plums.", title="Nothing", place="York"),
    build_statement("d", "Only cherries.", "Only apples.", title="Pears and more", date="1990"),
    build_statement("e", "Grass.", title="Apples, pears and plums"),
)


def relaxed(archive: Archive, text: str, **parts: Any) -> Relaxed:
    found = archive.page(text, relaxed=True, **parts).relaxed
    assert found is not None
    return found


def told(hits: tuple[Hit, ...]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(f"{hit.heading.id}/{hit.passage.number}", hit.lacks, hit.in_title) for hit in hits]


@pytest.fixture
def fruit(shelf: Shelf) -> Archive:
    return shelf(*STATEMENTS, commits=3)


def test_as_many_words_are_required_as_three_statements_have(fruit: Archive) -> None:
    found = relaxed(fruit, "apples pears plums")

    assert (found.required, found.of, found.absent) == (2, 3, ())
    assert sorted(told(found.hits)) == [
        ("a/1", ("plums",), ()),
        ("a/2", ("pears",), ()),
        ("b/1", ("pears",), ("plums",)),
        ("b/2", (), ("plums",)),
        ("c/1", ("apples",), ()),
        ("d/2", ("plums",), ("pears",)),
    ]
    assert told(found.hits)[0] == ("b/2", (), ("plums",))
    scores = [hit.score or 0.0 for hit in found.hits[1:]]
    assert scores == sorted(scores, reverse=True)
    assert (found.paragraphs, found.statements) == (6, 4)


def test_a_word_of_the_title_alone_lists_nothing(fruit: Archive) -> None:
    assert "e" not in {hit.heading.id for hit in relaxed(fruit, "apples pears grapes").hits}


def test_a_word_that_nothing_holds_is_absent_under_the_filters(fruit: Archive) -> None:
    assert relaxed(fruit, "apples pears grapes").absent == ("grapes",)
    assert relaxed(fruit, "apples grass grapes", filters=chosen("place", "York")).absent == ("grass", "grapes")
    assert relaxed(fruit, "grapes lemons").hits == ()


def test_filters_and_fields_hold(fruit: Archive) -> None:
    york = relaxed(fruit, "apples pears plums", filters=chosen("place", "York"))
    assert {hit.heading.id for hit in york.hits} == {"a", "c"}
    assert york.required == 1
    dated = relaxed(fruit, "apples pears cherries date:1940..1960")
    assert {hit.heading.id for hit in dated.hits} == {"a", "b"}
    dates = DateFilter(parse_edtf("1990").earliest, None)
    assert {hit.heading.id for hit in relaxed(fruit, "apples plums", dates=dates).hits} == {"d"}
    assert told(relaxed(fruit, "grass plums title:apples").hits) == [("e/1", (), ("plums",))]


def test_what_the_query_finds_is_not_listed_again(fruit: Archive) -> None:
    page = fruit.page("apples pears", relaxed=True)
    assert page.paragraphs == 2
    assert page.relaxed is not None
    assert {hit.passage.text for hit in page.hits}.isdisjoint({hit.passage.text for hit in page.relaxed.hits})
    everywhere = fruit.page("apples cherries", relaxed=True, within=Within.STATEMENT)
    assert {hit.heading.id for hit in everywhere.hits} == {"d"}
    assert everywhere.relaxed is not None
    assert "d" not in {hit.heading.id for hit in everywhere.relaxed.hits}


def test_a_statement_stands_once_with_its_best_paragraph(fruit: Archive) -> None:
    found = relaxed(fruit, "apples pears plums", group=Group.STATEMENT)

    assert [hit.rank for hit in found.hits] == [1, 2, 3, 4]
    assert told(found.hits)[0] == ("b/2", (), ("plums",))
    assert told(found.hits[0].others) == [("b/1", ("pears",), ("plums",))]
    assert {hit.heading.id: len(hit.others) for hit in found.hits} == {"a": 1, "b": 1, "c": 0, "d": 0}


def test_further_paragraphs_of_a_statement_are_counted(archive: Archive) -> None:
    archive.put(build_statement("a", *["apples"] * 3, *["apples pears"] * 2), build_statement("b", "pears"))
    (first, _) = relaxed(archive, "apples pears plums", group=Group.STATEMENT).hits
    assert [first.passage.number, *(other.passage.number for other in first.others), first.more] == [4, 5, 1, 2]


def test_the_order_is_by_words_whatever_the_sort(fruit: Archive) -> None:
    plain = relaxed(fruit, "apples pears plums")
    for sort in Sort:
        assert relaxed(fruit, "apples pears plums", sort=sort) == plain
    assert all(hit.score is not None for hit in plain.hits)
    assert relaxed(fruit, "apples pears plums", limit=2).hits == plain.hits[:2]
    assert relaxed(fruit, "apples pears plums", limit=0) == replace(plain, hits=())


@pytest.mark.parametrize(
    "text",
    ["", "apples", "apples apples", "the apples", "apples OR pears", "apples -pears", "title:apples title:plums"],
)
def test_nothing_is_relaxed_but_words_beside_each_other(fruit: Archive, text: str) -> None:
    assert fruit.page(text, relaxed=True).relaxed is None


def test_nothing_is_relaxed_on_a_later_page_or_where_it_is_not_asked_for(fruit: Archive) -> None:
    assert fruit.page("apples plums").relaxed is None
    assert fruit.page("apples plums", relaxed=True, offset=1).relaxed is None
    assert fruit.page("apples plums", relaxed=True, cursor="*").relaxed is None


def test_nothing_is_relaxed_when_three_statements_match(archive: Archive) -> None:
    three: list[Statement] = [build_statement(name, "apples pears") for name in "abc"]
    archive.put(*three[:2], build_statement("z", "apples"))
    assert told(relaxed(archive, "apples pears").hits) == [("z/1", ("pears",), ())]
    archive.put(*three, batch=2)
    assert archive.page("apples pears", relaxed=True).relaxed is None


def test_an_archive_without_statements_has_all_words_absent(archive: Archive) -> None:
    assert archive.page("apples pears", relaxed=True).relaxed == Relaxed(1, 2, ("apples", "pears"), 0, 0)


def test_what_is_replaced_or_deleted_holds_nothing(archive: Archive) -> None:
    archive.put(build_statement("a", "apples"), build_statement("b", "apples"), build_statement("c", "apples"))
    archive.put(build_statement("a", "grass"), batch=2, delete=["b"])
    found = relaxed(archive, "apples pears")
    assert told(found.hits) == [("c/1", ("pears",), ())]
    assert (found.paragraphs, found.statements) == (1, 1)


def test_sixty_four_words_may_be_lacking(archive: Archive) -> None:
    archive.put(*(build_statement(f"s{at}", f"word{at} word{at + 1} word{at + 2}") for at in range(60)))
    found = relaxed(archive, " ".join(f"word{at}" for at in range(64)))
    assert (found.required, found.of, found.paragraphs, found.absent) == (3, 64, 60, ("word62", "word63"))


def test_without_time_the_page_says_so(archive: Archive) -> None:
    archive.put(*STATEMENTS)
    page = archive.engine.search(asked("apples pears plums", relaxed=True), Deadline(0.0))
    assert "relaxed" in page.incomplete
    assert page.relaxed is None
