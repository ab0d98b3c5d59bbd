"""Completions that find what they say: what the index holds, written as queries, each of which is counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pincite.index.engine import SearchEngine
from pincite.index.query.completing import Suggestion, mix
from pincite.index.query.continuing import Beginning, Completion, close, continued, read_beginning, words_of_titles
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query
from pincite.index.query.understand import understand

_MOST = 50
"""Beginnings that are looked up at once: twice as many as are wanted, since some will find nothing."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Completions, and whether time allowed to count all that might be ones."""

    completions: tuple[Completion, ...] = ()
    is_whole: bool = True


Proposal = tuple[Suggestion, Query]


def propose(engine: SearchEngine, typed: str, limit: int) -> tuple[Proposal, ...]:
    """Return what may go on from ``typed``, each with the query that it would make of it."""
    beginning = read_beginning(typed)
    if beginning is None:
        return ()
    written = continued(beginning, _going_on(engine, beginning, min(2 * limit, _MOST)))
    closed = ((one, close(text)) for one, text in written)
    made = ((one, Query(understand(found[1]).match, text=found[0], limit=0)) for one, found in closed if found)
    return tuple({query.text: (one, query) for one, query in made}.values())


def count(engine: SearchEngine, proposals: Iterable[Proposal], limit: int, deadline: Deadline) -> Suggestions:
    """Return at most ``limit`` of ``proposals``: those that find something, as far as time allows. Raises Abandoned."""
    found: list[Completion] = []
    try:
        for one, query in proposals:
            deadline.check()
            page = engine.search(query, deadline)
            if page.partial:
                raise OutOfTime
            if page.statements:
                found.append(Completion(one.kind, query.text, one.text, page.statements))
    except OutOfTime:
        return Suggestions(_chosen(found, limit), is_whole=False)
    return Suggestions(_chosen(found, limit))


def _going_on(engine: SearchEngine, beginning: Beginning, most: int) -> Iterator[Suggestion]:
    """Words that go on from the last one, and values and titles that go on from all that was typed of them."""
    yield from (one for one in engine.suggest(beginning.word, most) if one.kind == "word")
    values = [one for one in engine.suggest(beginning.begun, most) if one.kind != "word"] if beginning.begun else []
    if beginning.field == "title":
        yield from words_of_titles(beginning, values)
    yield from values


def _chosen(found: list[Completion], limit: int) -> tuple[Completion, ...]:
    """Words, values and titles, those of most statements first, at most ``limit`` of each in turn."""
    ordered = sorted(found, key=lambda one: (-one.statements, one.text))
    words, titles = ([one for one in ordered if one.kind == kind] for kind in ("word", "title"))
    values = [one for one in ordered if one.kind not in ("word", "title")]
    return mix((words, values, titles), limit)
