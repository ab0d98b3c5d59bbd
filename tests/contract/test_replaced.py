"""Replaced versions: an index of their own, of what the current version of a statement lacks."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.query.query import FacetRequest, Group, Interval, Sort, Versions
from pincite.index.query.signing import START
from pincite.index.results import Count
from pincite.index.text.fingerprints import fingerprints_of
from pincite.index.values.entry import Entry, IndexedReplaced, Passage
from pincite.index.values.errors import QueryError
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.contract.archive import Archive, asked, chosen, write
from tests.contract.conftest import Shelf
from tests.oracle import Former

OLD, OLDER = "a" * 64, "b" * 64
REPLACED = Versions.REPLACED


def former(**held: Sequence[Passage]) -> Former:
    """Gives what replaced versions of the statements have, by id."""
    return lambda statement: held.get(statement.heading.id, ())


def passages(*texts: str, version: str = OLD, first: int = 1) -> tuple[Passage, ...]:
    return tuple(Passage(number, None, text, version) for number, text in enumerate(texts, first))


THREE = former(a=(*passages("apple pie", "peace"), Passage(2, "2.", "apple", OLDER)), c=passages("apple", first=7))


def three() -> list[Statement]:
    return [
        build_statement("a", "peace now", title="First apple", place="P"),
        build_statement("b", "apple"),
        build_statement("c", "apple tart", title="Third", place="Q"),
    ]


def found(archive: Archive, text: str = "", **parts: object) -> list[tuple[str, int, str]]:
    """What stands in replaced versions: statement, number and version, in the order of the answer."""
    hits = archive.page(text, **{"versions": REPLACED, **parts}).hits
    return [(hit.heading.id, hit.passage.number, hit.passage.version[0]) for hit in hits]


def test_each_kind_of_version_is_found_where_it_is_asked_for(archive: Archive) -> None:
    checkpoint = archive.put(*three(), former=THREE)
    assert (checkpoint.statements, checkpoint.paragraphs, checkpoint.replaced) == (3, 3, 4)
    assert archive.finds("apple") == ["b", "c"]
    assert found(archive, "apple", sort=Sort.TITLE) == [("a", 1, "a"), ("a", 2, "b"), ("c", 7, "a")]
    assert found(archive, "peace") == [("a", 2, "a")]
    assert found(archive, "now") == found(archive, "tart") == []
    page = archive.page("apple", versions=REPLACED)
    assert (page.paragraphs, page.statements, page.commit) == (3, 2, archive.page().commit)
    assert archive.finds("peace") == ["a"]


def test_of_one_number_the_newest_version_comes_first(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    assert found(archive) == [("a", 1, "a"), ("a", 2, "a"), ("a", 2, "b"), ("c", 7, "a")]
    (first, _) = archive.page(versions=REPLACED, group=Group.STATEMENT).hits
    assert [hit.passage.version[0] for hit in (first, *first.others)] == ["a", "a", "b"]
    assert [hit.passage.label for hit in (first, *first.others)] == [None, None, "2."]


def test_headings_are_the_present_ones(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    (hit,) = archive.page("peace", versions=REPLACED).hits
    assert (hit.heading.title, hit.passage) == ("First apple", Passage(2, None, "peace", OLD))
    archive.put(build_statement("a", "peace now", title="Renamed", place="R"), batch=2, former=THREE)
    (hit,) = archive.page("peace", versions=REPLACED).hits
    assert (hit.heading.title, hit.heading.place) == ("Renamed", "R")
    assert archive.page("apple", versions=REPLACED).titles.count == 0


def test_counts_are_those_of_replaced_versions(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    page = archive.page(
        "apple", versions=REPLACED, facets=(FacetRequest("place"),), histogram=Interval.YEAR, words=True
    )
    counts = page.facets["place"]
    assert [(b.value, b.paragraphs, b.statements) for b in counts.buckets] == [("P", 2, 1), ("Q", 1, 1)]
    assert page.histogram is not None
    assert (page.histogram.unknown, counts.missing) == (Count(3, 2), Count())
    assert page.histogram.words is not None
    assert page.histogram.words.unknown == 4
    assert [heading.id for heading in page.titles.headings] == ["a"]
    assert found(archive, "apple", filters=chosen("place", "Q")) == [("c", 7, "a")]


def test_scores_weigh_words_by_replaced_versions_alone(archive: Archive) -> None:
    archive.put(*three(), *[build_statement(f"d{n}", "pie pies") for n in range(5)], former=THREE)
    alone = archive.page("pie", versions=REPLACED).hits[0].score
    archive.put(*[build_statement(f"e{n}", "pie") for n in range(20)], batch=2)
    assert archive.page("pie", versions=REPLACED).hits[0].score == pytest.approx(alone)
    assert archive.page("pie*", versions=REPLACED).forms == {"pie*": ("pie",)}


def test_what_an_entry_brings_takes_the_place_of_what_was_there(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    again = archive.put(
        build_statement("a", "apple pie", title="First"), batch=2, former=former(a=passages("peace now"))
    )
    assert found(archive) == [("a", 1, "a"), ("c", 7, "a")]
    assert (again.replaced, found(archive, "now")) == (2, [("a", 1, "a")])
    last = archive.put(build_statement("a", "peace"), build_statement("c", "peace"), batch=3)
    assert (last.replaced, found(archive)) == (0, [])
    assert list(archive.engine.replaced()) == []


def test_a_deletion_takes_both_out(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    checkpoint = archive.put(batch=2, delete=["a", "never was"])
    assert (checkpoint.paragraphs, checkpoint.replaced) == (2, 1)
    assert (archive.finds("peace"), found(archive)) == ([], [("c", 7, "a")])
    archive.put(three()[0], batch=3, former=THREE)
    assert found(archive, "peace") == [("a", 2, "a")]


@pytest.mark.parametrize("order", ["put first", "delete first"])
def test_what_one_commit_deletes_and_puts_stands(archive: Archive, order: str) -> None:
    archive.put(*three(), former=THREE)
    a, b, _ = three()
    with archive.engine.writer() as writer:
        if order == "delete first":
            writer.delete(["a", "c"])
        writer.put([_entry(a, passages("peaceful")), _entry(b, passages("apple sauce"))])
        if order == "put first":
            writer.delete(["a", "c"])
        checkpoint = writer.commit(2)
    assert (checkpoint.statements, checkpoint.replaced) == (2, 2)
    assert found(archive) == [("a", 1, "a"), ("b", 1, "a")]


def test_nothing_of_either_is_visible_before_the_commit(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    with archive.engine.writer() as writer:
        writer.put([_entry(three()[0], passages("cherry"))])
        assert found(archive, "cherry") == []
        assert found(archive, "pie") == [("a", 1, "a")]
    assert found(archive, "cherry") == []
    assert found(archive, "pie") == [("a", 1, "a")]


def test_a_fresh_build_holds_what_it_was_given(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    write(archive.engine, three(), batch=2, fresh=True, former=former(b=passages("fresh")))
    assert found(archive) == [("b", 1, "a")]
    write(archive.engine, three(), batch=3, fresh=True)
    assert found(archive) == []


def test_all_of_them_are_told_by_id(archive: Archive) -> None:
    for batch, one in enumerate(three(), 1):
        archive.put(one, batch=batch, former=THREE)
    a, _, c = three()
    assert list(archive.engine.replaced()) == [
        IndexedReplaced(one.heading, one.digest, tuple(THREE(one))) for one in (a, c)
    ]
    assert [one.heading.id for one in archive.engine.indexed()] == ["a", "b", "c"]


def test_scan_gives_the_whole_list(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    listed = [(hit.heading.id, hit.passage.number) for hit in archive.engine.scan(asked(versions=REPLACED))]
    assert listed == [("a", 1), ("a", 2), ("a", 2), ("c", 7)]


def test_a_cursor_walks_over_one_commit_and_one_kind(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    query = asked(versions=REPLACED, cursor=START, limit=3)
    page = archive.engine.search(query)
    archive.put(*three(), batch=2)
    assert page.next_cursor is not None
    rest = archive.engine.search(replace(query, cursor=page.next_cursor))
    assert [(hit.heading.id, hit.rank) for hit in rest.hits] == [("c", 4)]
    with pytest.raises(QueryError):
        archive.engine.search(replace(query, cursor=page.next_cursor, versions=Versions.CURRENT))


def test_a_cursor_outlives_commits_that_replace_nothing(archive: Archive) -> None:
    archive.put(*three(), former=THREE)
    query = asked(versions=REPLACED, cursor=START, limit=1)
    cursor = archive.engine.search(query).next_cursor
    for batch in range(2, 5):
        archive.put(build_statement("z", "peace"), batch=batch)
    page = archive.engine.search(replace(query, cursor=cursor))
    assert [hit.rank for hit in page.hits] == [2]


def test_candidates_are_of_the_versions_asked_for(archive: Archive) -> None:
    sentence = "The two leaders agreed to build a lasting and stable peace regime on the peninsula."
    archive.put(
        build_statement("a", sentence, "peace"), build_statement("b", "peace"), former=former(b=passages(sentence))
    )
    prints = fingerprints_of(sentence, None).tolist()
    for versions, identity in ((Versions.CURRENT, "a"), (REPLACED, "b")):
        (one,) = archive.engine.candidates(prints, asked(versions=versions), 9)
        assert (one.heading.id, one.passage.text, one.shared) == (identity, sentence, len(set(prints)))
    assert archive.engine.candidates(prints, asked(versions=REPLACED, filters=chosen("place", "P")), 9) == ()


def test_an_archive_without_any_answers_that_there_are_none(archive: Archive) -> None:
    page = archive.page("apple", versions=REPLACED, facets=(FacetRequest("place"),), histogram=Interval.AUTO)
    assert (page.paragraphs, page.hits, page.partial) == (0, (), False)
    archive.put(*three())
    page = archive.page("apple pie", versions=REPLACED, facets=(FacetRequest("place"),), relaxed=True)
    assert (page.paragraphs, page.elsewhere, page.facets["place"].missing) == (0, 0, Count())
    assert page.relaxed is not None
    assert (page.relaxed.absent, page.relaxed.paragraphs) == (("apple", "pie"), 0)
    assert list(archive.engine.scan(asked(versions=REPLACED))) == []
    assert list(archive.engine.replaced()) == []
    assert archive.engine.estimate(asked("apple", versions=REPLACED)) >= 0


def test_every_worker_sees_them(opened: Callable[[], SearchEngine]) -> None:
    one, other = Archive(opened()), Archive(opened())
    assert found(other) == []
    one.put(*three(), former=THREE)
    other.engine.checkpoint()
    assert len(found(other)) == 4


def test_values_and_words_are_offered_from_current_versions(shelf: Shelf) -> None:
    archive = shelf(build_statement("a", "peace", place="Now"))
    archive.put(build_statement("a", "peace", place="Now"), batch=2, former=former(a=passages("quondam words")))
    assert archive.engine.suggest("quon", 5) == ()
    assert [(b.value, b.paragraphs) for b in archive.engine.values("place", ("no",), 5)] == [("Now", 1)]


def _entry(statement: Statement, replaced: Sequence[Passage]) -> Entry:
    return Entry(statement.heading, statement.digest, statement.paragraphs, replaced)
