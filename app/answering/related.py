"""What stands beside a statement: its neighbours in its series, its other issues, what it cites and who cites it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from pincite.app.answering.citing import Cited, CitedBy, find_cited, find_citing
from pincite.app.answering.in_series import find_in_series
from pincite.app.answering.neighbours import NOBODY, Neighbours
from pincite.app.answering.repeated import Candidates, IssuedAlso, find_repeats
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query
from pincite.index.reading.series_order import SeriesOrder
from pincite.index.record.values import StoredStatement
from pincite.index.results import SearchPage
from pincite.index.values.errors import EngineUnavailable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Related:
    """``issued_also`` are statements with nearly the same words. ``incomplete`` names what time did not allow."""

    in_series: Neighbours = NOBODY
    issued_also: tuple[IssuedAlso, ...] = ()
    cites: tuple[Cited, ...] = ()
    cited_by: CitedBy | None = None
    incomplete: tuple[str, ...] = ()


NOTHING_RELATED = Related()


@dataclass(frozen=True, slots=True)
class AskedBeside:
    """What is asked about a statement: the searches of a request, the archive's candidates and texts, its order."""

    search: Callable[[Query], SearchPage]
    candidates: Candidates
    read: Callable[[str], StoredStatement]
    order: SeriesOrder
    deadline: Deadline


def find_related(stored: StoredStatement, asked: AskedBeside) -> Related:
    """Return what stands beside a version. Raises what the searches raise, but for an engine that does not respond."""
    heading, lacks = stored.heading, list[str]()
    in_series = _unless_late("in_series", lambda: find_in_series(heading, asked.search, asked.order), NOBODY, lacks)
    cited_by = _unless_late("cited_by", lambda: find_citing(heading, asked.search), None, lacks)
    repeats = partial(find_repeats, stored, asked.candidates, asked.read, asked.deadline)
    return Related(
        in_series, _unless_late("issued_also", repeats, (), lacks), find_cited(stored), cited_by, tuple(lacks)
    )


def _unless_late(name: str, find: Callable[[], T], without: T, lacks: list[str]) -> T:
    # The text is in the record, and is shown whatever the engine does.
    try:
        return find()
    except (OutOfTime, EngineUnavailable):
        lacks.append(name)
        return without
