"""Paging: offset, grouping, walks that never repeat or skip, the scan."""

import base64
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.query.query import FacetRequest, Group, Query, Sort, Within
from pincite.index.results import Hit, SearchPage
from pincite.index.values.errors import CursorExpired, QueryError
from tests.builders import build_statement
from tests.contract.archive import Archive, asked, between, chosen, texts, write
from tests.contract.conftest import Shelf
from tests.strategies import build_archive

KEPT_COMMITS = 20


def keys(hits: tuple[Hit, ...] | list[Hit]) -> list[tuple[str, int]]:
    return [(hit.heading.id, hit.passage.number) for hit in hits]


def walk(engine: SearchEngine, query: Query, between: Callable[[], object] = lambda: None) -> list[SearchPage]:
    pages = [engine.search(replace(query, cursor="*"))]
    while pages[-1].next_cursor is not None:
        between()
        pages.append(engine.search(replace(query, cursor=pages[-1].next_cursor)))
    return pages


def test_offset_and_limit_cut_one_list(archive: Archive) -> None:
    archive.put(*texts(*["apple"] * 9))
    assert archive.order("apple", limit=3, offset=4) == ["e", "f", "g"]
    assert [hit.rank for hit in archive.page("apple", limit=3, offset=4).hits] == [5, 6, 7]
    assert archive.order("apple", limit=3, offset=8) == ["i"]
    assert archive.order("apple", limit=3, offset=9) == []
    assert archive.order("apple", limit=0) == []
    assert archive.page("apple", limit=0).paragraphs == 9


@pytest.mark.sampled(4)
@pytest.mark.parametrize("group", list(Group))
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "treaty OR peace OR the", "-treaty", "pea*", "date:1946.."])
def test_a_walk_is_the_whole_list(shelf: Shelf, text: str, sort: Sort, group: Group) -> None:
    archive = shelf(*build_archive(7, 80), commits=2)
    query = asked(text, sort=sort, group=group, limit=7)
    pages = walk(archive.engine, query)
    found = [hit for page in pages for hit in page.hits]
    assert (
        len(set(keys(found)))
        == len(found)
        == (pages[0].statements if group is Group.STATEMENT else pages[0].paragraphs)
    )
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    scanned = list(archive.engine.scan(query))
    assert scanned == found
    at_once = archive.engine.search(replace(query, limit=100)).hits
    assert list(at_once) == found[:100]
    assert archive.engine.search(replace(query, offset=5)).hits == tuple(found[5:12])


@pytest.mark.sampled(2)
@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.NEWEST])
def test_a_walk_goes_on_while_commits_land(archive: Archive, sort: Sort) -> None:
    statements = build_archive(3, 90)
    archive.put(*statements)
    query = asked("treaty OR peace OR the", sort=sort, limit=4)
    before = [hit for page in walk(archive.engine, query) for hit in page.hits]
    chance, batches = random.Random(1), iter(range(2, 2 + KEPT_COMMITS))

    def land() -> None:
        batch = next(batches, None)
        if batch is not None:
            gone = chance.choice(statements).heading.id
            archive.put(build_statement(f"new-{batch}", "peace treaty the"), batch=batch, delete=[gone])

    pages = walk(archive.engine, query, land)
    assert [hit for page in pages for hit in page.hits] == before
    assert {(page.commit, page.paragraphs) for page in pages} == {(pages[0].commit, pages[0].paragraphs)}
    assert archive.engine.search(query).commit > pages[0].commit


def test_a_walk_goes_on_in_another_process(opened: Callable[[], SearchEngine]) -> None:
    one = opened()
    write(one, texts(*["apple"] * 5))
    first = one.search(asked("apple", limit=2, cursor="*"))
    write(one, texts("apple"), batch=2, delete=[chr(ord("a") + at) for at in range(1, 5)])
    second = opened().search(asked("apple", limit=2, cursor=first.next_cursor))
    assert keys(second.hits) == [("c", 1), ("d", 1)]


def test_a_walk_is_over_when_its_commit_is_gone(opened: Callable[[], SearchEngine]) -> None:
    one = opened()
    write(one, texts(*["apple"] * 5))
    cursor = one.search(asked("apple", limit=2, cursor="*")).next_cursor
    one.close()
    one = opened()
    for batch in range(2, KEPT_COMMITS + 5):
        write(one, texts("apple"), batch=batch)
    with pytest.raises(CursorExpired, match=r"cursor=\*"):
        opened().search(asked("apple", limit=2, cursor=cursor))


def forge(cursor: str) -> str:
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[-2] ^= 1
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize("cursor", ["", "**", "a", "é", "A" * 22, "A" * 2_000, "e30", "\ud800", "a b"])
def test_a_cursor_that_was_not_given_out_is_refused(shelf: Callable[..., Archive], cursor: str) -> None:
    archive = shelf(*texts(*["apple"] * 5))
    with pytest.raises(QueryError) as caught:
        archive.page("apple", limit=2, cursor=cursor)
    assert [problem.parameter for problem in caught.value.problems] == ["cursor"]


def test_a_forged_or_foreign_cursor_is_refused(archive: Archive) -> None:
    archive.put(*texts(*["apple banana"] * 5))
    cursor = archive.page("apple", limit=2, cursor="*").next_cursor
    assert cursor is not None
    for query in (
        asked("apple", limit=2, cursor=forge(cursor)),
        asked("banana", limit=2, cursor=cursor),
        asked("apple", limit=2, cursor=cursor, sort=Sort.NEWEST),
        asked("apple", limit=2, cursor=cursor, group=Group.STATEMENT),
        asked("apple", limit=2, cursor=cursor, variants=False),
        asked("apple", limit=2, cursor=cursor, within=Within.STATEMENT),
        asked("apple", limit=2, cursor=cursor, filters=chosen("place", "P")),
        asked("apple", limit=2, cursor=cursor, dates=between("1946", None)),
    ):
        with pytest.raises(QueryError) as caught:
            archive.engine.search(query)
        assert [problem.parameter for problem in caught.value.problems] == ["cursor"]
    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_what_a_page_shows_beside_the_list_may_change_during_a_walk(archive: Archive) -> None:
    archive.put(*texts(*["apple"] * 5, place="P"))
    cursor = archive.page("apple", limit=2, cursor="*").next_cursor
    page = archive.page("apple", limit=1, cursor=cursor, facets=(FacetRequest("place"),))
    assert (keys(page.hits), page.facets["place"].buckets[0].paragraphs) == ([("c", 1)], 5)


def test_grouped_hits_show_the_best_paragraphs(archive: Archive) -> None:
    archive.put(
        build_statement("a", "apple and a lot of other words", "apple", "apple apple", "apple x", "apple y", "banana"),
        build_statement("b", "apple and nothing else but some more words"),
    )
    page = archive.page("apple", group=Group.STATEMENT)
    first, second = page.hits
    assert (first.heading.id, first.passage.number, first.more) == ("a", 3, 2)
    assert [(hit.passage.number, hit.more) for hit in first.others] == [(2, 0), (4, 0)]
    assert (second.heading.id, second.others, second.more) == ("b", (), 0)
    assert (page.paragraphs, page.statements) == (6, 2)
    newest = archive.page("apple", group=Group.STATEMENT, sort=Sort.NEWEST).hits[0]
    assert [newest.passage.number, *(hit.passage.number for hit in newest.others)] == [1, 2, 3]


def test_groups_are_counted_by_offset_and_limit(archive: Archive) -> None:
    archive.put(*(build_statement(name, "apple", "apple") for name in "abcd"))
    page = archive.page("apple", group=Group.STATEMENT, limit=2, offset=1)
    assert [(hit.heading.id, hit.rank) for hit in page.hits] == [("b", 2), ("c", 3)]


def test_a_scan_is_of_one_commit(archive: Archive) -> None:
    archive.put(*texts(*["apple"] * 5))
    hits = archive.engine.scan(asked("apple", limit=1, offset=3))
    first = next(hits)
    archive.put(*texts("pear"), batch=2, delete=["b"])
    assert keys([first, *hits]) == [(name, 1) for name in "abcde"]
