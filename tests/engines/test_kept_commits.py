"""Which commits stay in memory for cursors: the current one and the last used four; the longest unused goes first."""

from pincite.index.engines.whoosh.engine import KEPT_COMMITS, WhooshEngine
from pincite.index.query.query import Query
from pincite.index.query.signing import START
from tests.builders import build_statement
from tests.contract.archive import asked
from tests.engines.memory import MemorySource, build_commit

STATEMENTS = [build_statement(f"s{number}", "peace") for number in range(9)]


def kept(engine: WhooshEngine) -> list[int]:
    """Return the numbers of the commits in memory, the longest unused first."""
    return [commit for _, commit in engine._views]


def first_page(engine: WhooshEngine) -> Query:
    """Open a cursor on the newest commit, and return the query for its next page."""
    page = engine.search(walk(START))
    assert page.next_cursor
    return walk(page.next_cursor)


def walk(cursor: str) -> Query:
    return asked("peace", cursor=cursor, limit=1)


def commit(source: MemorySource, engine: WhooshEngine) -> None:
    source.commits.append(build_commit([(STATEMENTS, [])], source.commits[-1].commit + 1))
    engine._looked = 0.0
    engine.search(asked("peace"))


def test_the_commit_that_no_cursor_used_longest_is_dropped_first() -> None:
    source = MemorySource(build_commit([(STATEMENTS, [])], 1))
    engine = WhooshEngine(source, cursor_key=b"k" * 32)
    of_first = first_page(engine)
    for _ in range(KEPT_COMMITS):
        commit(source, engine)
    assert kept(engine) == [1, 2, 3, 4, 5]

    engine.search(of_first)
    assert kept(engine) == [2, 3, 4, 5, 1]
    commit(source, engine)
    assert kept(engine) == [3, 4, 5, 1, 6]
    commit(source, engine)
    assert kept(engine) == [4, 5, 1, 6, 7]
