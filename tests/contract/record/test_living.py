"""Replaced versions, trials and pruning in the record, on every database."""

import pytest

from pincite.index.ingest import try_ingest
from pincite.index.reading.sources import discover
from pincite.index.record.record import Record
from pincite.index.record.tables import PRUNED
from pincite.index.values.arrival import Arrival
from pincite.index.values.errors import Withdrawn
from tests.builders import build_statement
from tests.contract.record.houses import House, line, numbers
from tests.contract.record.records import put, rows_of

EVERY = Arrival(0, None)


def replaced(record: Record, since: Arrival = EVERY, after: tuple[int, str] | None = None, limit: int = 9) -> list[str]:
    """The changes of a record, each as id, the text before and the text after."""
    found = record.replacements(since, after, limit)
    return [f"{one.after.heading.id}: {one.before.text} > {one.after.text}" for one in found]


def test_each_version_is_listed_with_the_one_before_it_the_latest_first(record: Record) -> None:
    for text in ("A", "B", "C"):
        put(record, build_statement("one", text), build_statement("two", text.lower()))
    put(record, build_statement("new", "N"))

    assert replaced(record) == ["one: B > C", "two: b > c", "one: A > B", "two: a > b"]
    assert replaced(record, limit=1) == ["one: B > C"]
    assert replaced(record, after=(3, "one"), limit=2) == ["two: b > c", "one: A > B"]
    assert replaced(record, Arrival(3, None)) == ["one: B > C", "two: b > c"]
    assert [one.note.batch for one in record.replacements(EVERY, None, 9)] == [3, 3, 2, 2]


def test_changes_are_found_since_a_time(record: Record) -> None:
    put(record, build_statement("one", "A"))
    put(record, build_statement("one", "B"))
    (change,) = record.replacements(EVERY, None, 9)
    at = record.statement("one").heading.changed
    assert at is not None
    assert at.at is not None

    assert replaced(record, Arrival(0, at.at)) == ["one: A > B"]
    assert replaced(record, Arrival(0, at.at + 1)) == []
    assert change.note.time == at.time


def test_a_text_that_comes_back_and_a_withdrawn_statement_are_no_change(record: Record) -> None:
    for text in ("A", "B", "A"):
        put(record, build_statement("one", text))
    assert replaced(record) == ["one: A > B"]
    record.withdraw("one", "By order.")
    assert replaced(record) == []


def test_a_trial_leaves_nothing(house: House) -> None:
    house.write("a.jsonl", line("one"), line("two"))
    house.ingest()
    before = house.state()
    house.write("a.jsonl", line("one", "Other words."), line("three"))

    report = try_ingest(house.record, discover([house.seeds]))

    assert numbers(report) == (1, 1, 0, 0)
    assert house.state() == before
    assert numbers(house.ingest()) == (1, 1, 0, 0)


def test_pruning_is_one_batch_and_the_versions_stay(house: House) -> None:
    path = house.write("a.jsonl", line("one"), line("two"))
    house.write("b.jsonl", line("three"))
    house.ingest()
    location = str(path)

    assert house.record.prune([location]) == ("one", "two")
    assert house.record.last_batch() == 2
    assert house.record.prune([location]) == ()
    assert house.record.last_batch() == 2
    with pytest.raises(Withdrawn, match="no longer in the folder"):
        house.record.statement("one")
    assert house.record.counts().versions == 3
    assert {row["reason"] for row in rows_of(house.record)["withdrawals"]} == {PRUNED}
    # The file is there after all.
    assert numbers(house.ingest()) == (0, 0, 2, 1)
    assert set(house.texts()) == {"one", "two", "three"}
    assert list(house.record.check("deep")) == []
