"""A batch is whole or absent, says what it changed, and is handed to the index in its turn."""

import dataclasses
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.index.record.record import Record
from pincite.index.record.values import Counts, Incoming, Owner, SourceState
from pincite.index.values.statement import Paragraph, Statement
from tests.builders import build_statement
from tests.contract.record.records import forget_all, numbers, put, rows_of


def test_a_statement_that_only_moved_is_noted_without_a_batch(record: Record) -> None:
    run, statement = record.begin_run(), build_statement("one", "A")
    record.put_batch(run, [Incoming(statement, "d", "/a")], [("/a", "digest of a")])

    batch = record.put_batch(run, [Incoming(statement, "e", "/b")], [("/b", "digest of b")])

    assert numbers(batch) == (None, 0, 0, 0, 1)
    assert record.owners(["one", "two"]) == {"one": Owner("/b", "record", statement.digest)}
    assert record.draft_digests("/a") == {}
    assert record.draft_digests("/b") == {"e": "one"}
    assert record.sources() == {"/b": SourceState("digest of b", 1)}, "a source that lost a statement is read again"


def test_a_source_is_known_in_part_until_it_is_marked(record: Record) -> None:
    run = record.begin_run()
    record.put_batch(run, [Incoming(build_statement("one"), "d", "/a")])
    assert record.sources() == {"/a": SourceState(None, 1)}

    record.put_batch(run, [], [("/a", "1")])
    record.put_batch(run, [], [("/a", "2"), ("/empty", "3")])

    assert record.sources() == {"/a": SourceState("2", 1), "/empty": SourceState("3", 0)}


def test_a_batch_is_all_or_nothing(record: Record) -> None:
    good, bad = build_statement("good"), build_statement("bad", "text")
    wrong = dataclasses.replace(bad, paragraphs=(Paragraph(1, "other", None, ((0, 4),)),))

    with pytest.raises(ValueError, match="paragraph 1 of 'bad' does not match its spans"):
        put(record, good, wrong)
    with pytest.raises(ValueError, match="at most once"):
        put(record, good, good)

    assert record.counts() == Counts(0, 0, 0, 0, 0)


@pytest.mark.parametrize("wrong", [build_statement("a", "\0"), build_statement("a", "\ud800"), build_statement("a\0")])
def test_what_not_every_database_can_hold_is_refused(record: Record, wrong: Statement) -> None:
    with pytest.raises(ValueError, match=r"NUL|surrogates"):
        put(record, wrong)
    assert record.counts().statements == 0


def test_a_transaction_of_many_batches_is_all_or_nothing(record: Record) -> None:
    run = record.begin_run()
    good = Incoming(build_statement("one"), "d", "/a")

    def write_all(*batches: list[Incoming]) -> None:
        with record.transaction(run) as write:
            for batch in batches:
                write(batch, [("/a", "1")])

    with pytest.raises(ValueError, match="at most once"):
        write_all([good], [good, good])
    assert record.counts() == Counts(0, 0, 0, 0, 0)

    with record.transaction(run) as write:
        write([Incoming(build_statement("one"), "d", "/a")])
        write([Incoming(build_statement("two"), "e", "/a")])
    assert record.counts().batch == 2


def test_counts_are_of_current_versions(record: Record) -> None:
    put(record, build_statement("one", "A", "B"), build_statement("two", "C"))
    put(record, build_statement("one", "A", "B", "D"))

    assert record.counts() == Counts(statements=2, paragraphs=4, versions=3, sources=0, batch=2)


def test_the_index_is_handed_what_it_lacks_in_the_order_of_batches(record: Record) -> None:
    for number in range(4):
        put(record, build_statement(f"a{number}"), build_statement(f"b{number}"))
    put(record, build_statement("a0", "changed"))

    def ids(batch: int, limit: int) -> list[tuple[int, list[str]]]:
        return [(c.batch, [e.heading.id for e in c.entries]) for c in record.changes_since(batch, limit)]

    assert ids(0, 4) == [(2, ["b0", "a1", "b1"]), (4, ["a2", "b2", "a3", "b3"]), (5, ["a0"])]
    assert ids(0, 1) == [(1, ["b0"]), (2, ["a1", "b1"]), (3, ["a2", "b2"]), (4, ["a3", "b3"]), (5, ["a0"])]
    assert ids(3, 100) == [(5, ["a3", "b3", "a0"])]
    assert ids(5, 100) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.text(st.characters(categories=["L", "N", "S"]), min_size=1, max_size=4), max_size=30))
def test_entries_by_id_come_in_the_order_of_code_points(record: Record, ids: set[str]) -> None:
    forget_all(record)
    put(record, *(build_statement(identity, identity) for identity in ids))

    entries = list(record.entries_by_id(limit=7))

    assert [entry.heading.id for entry in entries] == sorted(ids)
    assert all(entry.paragraphs[0].text == entry.heading.id for entry in entries)


def test_runs_are_noted_with_their_outcome(record: Record) -> None:
    record.finish_run(record.begin_run(), "done")
    assert record.begin_run() == 2

    runs = [(row["id"], row["outcome"], row["finished"] is None) for row in rows_of(record)["runs"]]
    assert runs == [(1, "done", False), (2, None, True)]


def test_readers_see_whole_batches_while_one_writes(record: Record) -> None:
    put(record, *(build_statement(f"{n}", "0") for n in range(20)))
    torn: list[set[str]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            texts = {entry.paragraphs[0].text for changes in record.changes_since(0) for entry in changes.entries}
            if len(texts) != 1:
                torn.append(texts)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for round_ in range(1, 15):
        put(record, *(build_statement(f"{n}", f"{round_}") for n in range(20)))
    stop.set()
    for reader in readers:
        reader.join()

    assert torn == []
