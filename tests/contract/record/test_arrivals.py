"""The record tells when each statement was added, and when its current version: the same to every reader of it."""

from datetime import UTC, datetime, timedelta

import pytest

from pincite.index.record.record import Record
from pincite.index.values.arrival import Arrival, parse_arrival, seconds_of
from pincite.index.values.heading import Heading
from tests.builders import build_statement
from tests.contract.record.records import put

Arrivals = tuple[Arrival | None, Arrival | None]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def hourly(record: Record) -> Record:
    """A record whose clock says a later hour each time."""
    hours = (BEGIN + timedelta(hours=number) for number in range(1_000))
    record._now = lambda: next(hours)
    return record


def arrivals(heading: Heading) -> Arrivals:
    return heading.added, heading.changed


def told(record: Record, identity: str) -> Arrivals:
    """What every way out of the record says of a statement, which is the same."""
    (by_id,) = (entry for entry in record.entries_by_id() if entry.heading.id == identity)
    (by_batch,) = (e for changes in record.changes_since(0) for e in changes.entries if e.heading.id == identity)
    ways = {arrivals(record.statement(identity).heading), arrivals(by_id.heading), arrivals(by_batch.heading)}
    assert len(ways) == 1
    return ways.pop()


def test_the_first_version_says_when_it_was_added_and_the_current_one_when_it_was_changed(hourly: Record) -> None:
    first = put(hourly, build_statement("a", "one"), build_statement("b", "one"))
    (added, changed) = arrivals(first.entries[0].heading)
    assert added == changed == told(hourly, "a")[0]
    assert added is not None
    assert (added.batch, added.time) == (1, "2026-01-01T01:00:00+00:00")

    second = put(hourly, build_statement("a", "two"), build_statement("c", "one"))
    assert [told(hourly, name) for name in "abc"] == [
        (added, Arrival(2, seconds_of("2026-01-01T03:00:00Z"))),
        (added, added),
        (Arrival(2, seconds_of("2026-01-01T03:00:00Z")),) * 2,
    ]
    assert [arrivals(entry.heading) for entry in second.entries] == [told(hourly, "a"), told(hourly, "c")]


def test_another_heading_is_no_other_version(hourly: Record) -> None:
    put(hourly, build_statement("a", "one"))
    before = told(hourly, "a")
    batch = put(hourly, build_statement("a", "one", title="Another title"))
    assert told(hourly, "a") == before == arrivals(batch.entries[0].heading)


def test_a_version_that_comes_back_is_as_old_as_it_is(hourly: Record) -> None:
    for text in ("one", "two", "one"):
        put(hourly, build_statement("a", text))
    added, changed = told(hourly, "a")
    assert added == changed


def test_a_statement_that_comes_back_was_added_before(hourly: Record) -> None:
    put(hourly, build_statement("a", "one"))
    before = told(hourly, "a")
    hourly.withdraw("a", "by mistake")
    hourly.withdraw("a", None)
    assert told(hourly, "a") == before


def test_times_are_read_as_they_are_written() -> None:
    assert (
        seconds_of("1970-01-02") == seconds_of("1970-01-02T00:00:00") == seconds_of("1970-01-02T01:00+01:00") == 86_400
    )
    assert seconds_of("1969-12-31T23:59:58.5Z") == -2
    assert parse_arrival(3, "yesterday") == Arrival(3, None)
    assert Arrival(3, None).time is None
    assert Arrival(3, 86_400).time == "1970-01-02T00:00:00+00:00"
