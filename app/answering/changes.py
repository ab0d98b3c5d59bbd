"""Versions that replaced another, page by page: what was asked for, and each change with its rows."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import CHANGES, Pairs, Parameter
from pincite.app.answering.request import read_since
from pincite.index.aligning import Alignment, align
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query
from pincite.index.query.signing import START, foreign, is_cursor, read, sign
from pincite.index.record.record import Record
from pincite.index.record.values import Replacement, StoredStatement
from pincite.index.values.arrival import Arrival
from pincite.index.values.errors import QueryError

_MOST_PARAGRAPHS = 20_000
"""A page ends after a change that brings it over so many paragraphs, so that no answer grows without bound."""

_ENTRIES = 50
"""The changes of a feed."""


@dataclass(frozen=True, slots=True)
class ChangesRequest:
    """Which changes: those since a batch or a time, so many, and those after a cursor.

    With ``is_paged`` a page may have fewer, if time is short: the next one goes on. Otherwise the last lack their rows.
    """

    since: Arrival
    limit: int
    cursor: str | None
    pairs: tuple[tuple[str, str], ...]
    is_paged: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A version that replaced another, and how both compare. ``alignment`` is None if time did not allow it."""

    replaced: Replacement
    alignment: Alignment | None


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Changes, the latest first, and the cursor of the next page, or None on the last one."""

    changes: tuple[Change, ...]
    next_cursor: str | None


def parse_changes(pairs: Pairs, parameters: Sequence[Parameter] = CHANGES) -> ChangesRequest:
    """Parse the parameters of a list of changes. Raises QueryError with every problem."""
    reader = ParameterReader(pairs, parameters)
    names = {parameter.name for parameter in parameters}
    since = next(read_since(reader, "changed"), None)
    is_paged = "cursor" in names
    limit = reader.number("limit") if is_paged else _ENTRIES
    cursor = reader.text("cursor") if is_paged else None
    if cursor and not is_cursor(cursor):
        reader.problems.append(foreign())
    reader.finish()
    least, by = (0, "batch") if since is None else (since.least, since.by)
    start = Arrival(least, None) if by == "batch" else Arrival(0, least)
    return ChangesRequest(start, limit, cursor, tuple(pairs), is_paged)


def read_page(record: Record, asked: ChangesRequest, deadline: Deadline) -> ChangesPage:
    """Return the changes that were asked for. Raises QueryError for a foreign cursor, and Abandoned."""
    key = hashlib.sha256(b"changes " + record.cursor_key()).digest()
    after = _read_cursor(key, asked)
    # One more than asked for says whether there is a next page.
    found = record.replacements(asked.since, after, asked.limit + 1)
    changes = tuple(_within(found[: asked.limit], deadline, is_paged=asked.is_paged))
    goes_on = len(changes) < len(found)
    if not changes or not goes_on:
        return ChangesPage(changes, None)
    last = changes[-1].replaced
    return ChangesPage(changes, sign(key, _bound_to(asked), [last.note.batch, last.after.heading.id]))


def compare_versions(before: StoredStatement, after: StoredStatement, deadline: Deadline) -> Alignment | None:
    """Return how two versions compare; None if time did not allow it. Raises Abandoned."""
    left, right = ([paragraph.text for paragraph in stored.paragraphs] for stored in (before, after))
    try:
        return align(left, right, deadline.check)
    except OutOfTime:
        return None


def _within(found: Sequence[Replacement], deadline: Deadline, *, is_paged: bool) -> Iterator[Change]:
    """Yield changes with their rows; those of a page, as long as there is time and room for one more."""
    paragraphs = 0
    for number, replaced in enumerate(found):
        alignment = compare_versions(replaced.before, replaced.after, deadline)
        # A page has at least one change, so that the next one begins after it.
        if alignment is None and number and is_paged:
            return
        yield Change(replaced, alignment)
        paragraphs += len(replaced.before.paragraphs) + len(replaced.after.paragraphs)
        if paragraphs > _MOST_PARAGRAPHS and is_paged:
            return


def _read_cursor(key: bytes, asked: ChangesRequest) -> tuple[int, str] | None:
    if asked.cursor in (None, START):
        return None
    values = read(key, _bound_to(asked), asked.cursor or "")
    if len(values) != 2:
        raise QueryError(foreign())
    return int(values[0]), str(values[1])


def _bound_to(asked: ChangesRequest) -> Query:
    """Return what a cursor of these changes is bound to."""
    return Query(text=f"changes since {asked.since.batch} {asked.since.at}")
