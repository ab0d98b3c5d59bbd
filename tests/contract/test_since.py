"""Since when: filters by the batch and the time that brought a statement or its current version, and their order."""

import pytest

from pincite.index.query.query import Group, Since, Sort
from pincite.index.values.arrival import Arrival
from tests.builders import build_statement
from tests.contract.archive import Archive
from tests.contract.conftest import Shelf

STATEMENTS = (
    build_statement("a", "peace", added=Arrival(1, 100), changed=Arrival(3, 300)),
    build_statement("b", "peace", added=Arrival(2, 200), changed=Arrival(2, 200)),
    build_statement("c", "peace", "and peace", added=Arrival(3, 300), changed=Arrival(3, 300)),
    build_statement("d", "peace"),
    build_statement("e", "peace", added=Arrival(2, None), changed=Arrival(4, None)),
    build_statement("f", "peace", added=Arrival(2, -5_000), changed=Arrival(2, -5_000)),
)


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (Since("added", 0), "abccef"),
        (Since("added", 2), "bccef"),
        (Since("added", 3), "cc"),
        (Since("added", 4), ""),
        (Since("changed", 3), "acce"),
        (Since("changed", 4), "e"),
        (Since("added", 200, "time"), "bcc"),
        (Since("added", 201, "time"), "cc"),
        (Since("added", -9_999, "time"), "abccf"),
        (Since("changed", 300, "time"), "acc"),
        (Since("changed", 301, "time"), ""),
    ],
    ids=str,
)
def test_since_is_inclusive_and_what_is_not_known_never_passes(shelf: Shelf, since: Since, found: str) -> None:
    archive = shelf(*STATEMENTS, commits=3)
    assert "".join(one[0] for one in archive.finds("peace", since=(since,))) == found
    assert "".join(one[0] for one in archive.finds(since=(since,))) == found


def test_all_of_since_must_hold(shelf: Shelf) -> None:
    archive = shelf(*STATEMENTS)
    assert archive.finds(since=(Since("added", 2), Since("changed", 300, "time"))) == ["c", "c/2"]


def test_the_last_added_come_first_and_ties_by_id(shelf: Shelf) -> None:
    archive = shelf(*STATEMENTS, commits=2)
    order = ["c", "c/2", "b", "e", "f", "a", "d"]
    assert archive.order("peace", sort=Sort.ADDED) == order
    assert archive.order(sort=Sort.ADDED, group=Group.STATEMENT) == [one for one in order if one != "c/2"]
    assert archive.page("peace", sort=Sort.ADDED, limit=2, offset=2).hits[0].heading.id == "b"


def test_what_is_known_comes_with_each_heading(shelf: Shelf) -> None:
    archive = shelf(*STATEMENTS, commits=2)
    expected = {one.heading.id: one.heading for one in STATEMENTS}
    for hit in archive.page("peace", group=Group.STATEMENT).hits:
        assert hit.heading == expected[hit.heading.id]
    assert [one.heading for one in archive.engine.indexed()] == list(expected.values())
    titled = archive.page("joint").titles
    assert titled.headings == tuple(expected[name] for name in "abcde")


def test_a_later_commit_tells_anew(archive: Archive) -> None:
    archive.put(build_statement("a", "peace", added=Arrival(1, 100), changed=Arrival(1, 100)))
    archive.put(build_statement("a", "peace now", added=Arrival(1, 100), changed=Arrival(2, 200)), batch=2)
    (hit,) = archive.page("peace", since=(Since("changed", 2),)).hits
    assert (hit.heading.added, hit.heading.changed) == (Arrival(1, 100), Arrival(2, 200))
    assert archive.finds("peace", since=(Since("added", 2),)) == []
