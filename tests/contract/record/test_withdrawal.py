"""A withdrawn statement is out of record's and index's answers, and its versions stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import catch_up, ingest, rebuild, verify, withdraw
from pincite.index.query.query import Query
from pincite.index.reading.sources import discover
from pincite.index.record.record import Record
from pincite.index.record.values import Batch, Changes, Incoming
from pincite.index.values.errors import NotFound, Withdrawn
from tests.builders import build_statement


@pytest.fixture
def engine(tmp_path: Path, record: Record) -> Iterator[SearchEngine]:
    engine = open_engine(tmp_path / "index", record.cursor_key())
    yield engine
    engine.close()


def put(record: Record, *ids: str, text: str = "Some words.") -> Batch:
    incoming = [Incoming(build_statement(identity, text), f"{identity} {text}", "/a.jsonl") for identity in ids]
    return record.put_batch(record.begin_run(), incoming)


def changes(record: Record, batch: int = 0) -> list[tuple[int, list[str], tuple[str, ...]]]:
    return [(c.batch, [entry.heading.id for entry in c.entries], c.withdrawn) for c in record.changes_since(batch, 1)]


def found(engine: SearchEngine) -> list[str]:
    return [hit.heading.id for hit in engine.search(Query()).hits]


def test_a_withdrawn_statement_is_counted_apart_and_says_why(record: Record) -> None:
    put(record, "one", "two")

    assert record.withdraw("one", " A court's\n order. ") == 2

    with pytest.raises(Withdrawn, match=r"^the statement 'one' was withdrawn on \d{4}-\d\d-\d\d: A court's order\.$"):
        record.statement("one")
    counts = record.counts()
    assert (counts.statements, counts.paragraphs, counts.versions, counts.withdrawn) == (1, 1, 2, 1)
    assert [entry.heading.id for entry in record.entries_by_id()] == ["two"]
    assert changes(record) == [(1, ["two"], ()), (2, [], ("one",))]


def test_a_version_of_a_withdrawn_statement_is_withdrawn_too(record: Record) -> None:
    put(record, "one")
    digest = record.statement("one").version
    record.withdraw("one", "Reason")

    with pytest.raises(Withdrawn):
        record.statement("one", digest)


def test_what_is_taken_back_in_is_as_it_was(record: Record) -> None:
    put(record, "one")
    before = record.statement("one")
    record.withdraw("one", "Reason")

    assert record.withdraw("one", None) == 3

    after = record.statement("one")
    assert (after.text, after.versions, after.heading, after.batch) == (before.text, before.versions, before.heading, 3)
    assert record.counts().withdrawn == 0
    assert changes(record, 1) == [(3, ["one"], ())]


def test_the_same_again_is_no_batch_and_another_reason_is(record: Record) -> None:
    put(record, "one")

    assert record.withdraw("one", None) is None
    assert record.withdraw("one", "First") == 2
    assert record.withdraw("one", "First") is None
    assert record.withdraw("one", "Second") == 3
    with pytest.raises(Withdrawn, match="Second"):
        record.statement("one")


def test_an_unknown_statement_cannot_be_withdrawn(record: Record) -> None:
    with pytest.raises(NotFound, match="no statement 'none'"):
        record.withdraw("none", "Reason")
    assert record.last_batch() == 0


@pytest.mark.sampled(4)
@pytest.mark.parametrize("reason", ["", " \n", "a\x1b[2J", "a\0", "\ud800", "a" * 2001])
def test_a_reason_that_cannot_be_shown_is_refused(record: Record, reason: str) -> None:
    put(record, "one")
    with pytest.raises(ValueError, match="expected a reason"):
        record.withdraw("one", reason)
    assert record.statement("one")


def test_a_new_text_of_a_withdrawn_statement_is_recorded_and_does_not_bring_it_back(record: Record) -> None:
    put(record, "one", "two", text="Old")
    record.withdraw("one", "Reason")

    batch = put(record, "one", "two", text="New")

    assert (batch.id, [entry.heading.id for entry in batch.entries]) == (3, ["two"])
    assert (batch.changed, batch.withdrawn) == (2, 1)
    assert record.counts().withdrawn == 1
    with pytest.raises(Withdrawn, match="Reason"):
        record.statement("one")
    record.withdraw("one", None)
    assert record.statement("one").text == "New"
    assert len(record.statement("one").versions) == 2


def test_the_index_follows(record: Record, engine: SearchEngine) -> None:
    put(record, "one", "two")

    assert withdraw(record, engine, "one", "Reason")
    assert found(engine) == ["two"]
    assert verify(record, engine).agrees

    assert not withdraw(record, engine, "one", "Reason")
    assert withdraw(record, engine, "one", None)
    assert sorted(found(engine)) == ["one", "two"]
    assert verify(record, engine).agrees


def test_the_index_follows_after_a_stop_between_record_and_index(record: Record, engine: SearchEngine) -> None:
    put(record, "one", "two")
    catch_up(record, engine)
    record.withdraw("one", "Reason")
    assert not verify(record, engine).agrees

    assert catch_up(record, engine) == 1

    assert found(engine) == ["two"]
    assert verify(record, engine).agrees


def test_a_rebuild_leaves_out_what_is_withdrawn(record: Record, engine: SearchEngine) -> None:
    put(record, "one", "two")
    record.withdraw("one", "Reason")

    rebuild(record, engine)

    assert found(engine) == ["two"]
    assert verify(record, engine).agrees


def test_the_last_statement_can_be_withdrawn(record: Record, engine: SearchEngine) -> None:
    put(record, "one")

    withdraw(record, engine, "one", "Reason")
    assert found(engine) == []
    assert verify(record, engine).agrees

    rebuild(record, engine)
    assert verify(record, engine).agrees


def test_an_ingest_of_nothing_but_withdrawn_statements_brings_nothing_back(
    tmp_path: Path, record: Record, engine: SearchEngine
) -> None:
    seed = tmp_path / "one.txt"
    seed.write_text("Old words.", encoding="utf-8")
    ingest(record, engine, discover([seed]))
    withdraw(record, engine, "one", "Reason")
    seed.write_text("New words.", encoding="utf-8")

    report = ingest(record, engine, discover([seed]))

    assert (report.changed, report.withdrawn) == (1, 1)
    assert found(engine) == []
    assert verify(record, engine).agrees


def test_changes_count_their_paragraphs(record: Record) -> None:
    put(record, "one")
    assert [c.paragraphs for c in record.changes_since(0)] == [1]
    assert Changes(1, (), ("one",)).paragraphs == 0
