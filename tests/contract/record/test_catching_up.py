"""The index is brought to the record after any stop, built anew from it, and compared with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pincite.index.ingest import catch_up, rebuild, verify
from pincite.index.ingest.events import CaughtUp
from pincite.index.record.record import Record
from pincite.index.record.values import Incoming
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveDamaged, SchemaMismatch
from pincite.index.values.heading import Heading
from tests.builders import build_statement
from tests.contract.record.houses import House, line


def put(record: Record, *ids: str, text: str = "words") -> None:
    incoming = [Incoming(build_statement(identity, text), identity, "/a.jsonl") for identity in ids]
    record.put_batch(record.begin_run(), incoming)


def test_an_index_that_is_behind_is_caught_up_first(house: House) -> None:
    house.write("a.jsonl", line("one"))
    house.ingest()
    put(house.record, "two", "three")
    put(house.record, "three", text="changed")

    report = house.ingest()

    assert report.caught_up == 2
    assert house.said(CaughtUp) == [CaughtUp(3, 2, 2)]
    assert house.texts() == {"one": ("Some words.",), "two": ("words",), "three": ("changed",)}


def test_an_index_that_is_gone_is_built_from_the_record(house: House) -> None:
    put(house.record, *(f"s{n}" for n in range(30)))

    assert catch_up(house.record, house.engine) == 30
    assert catch_up(house.record, house.engine) == 0
    assert len(house.texts()) == 30


def index_alone(house: House, *entries: Entry, batch: int) -> None:
    """Index what an ingest would hand to the index: with when the record says that it came."""
    known = {one.heading.id: one.heading for one in house.record.entries_by_id()}
    headings = [(one.heading, known.get(one.heading.id, one.heading)) for one in entries]
    came = [replace(heading, added=of.added, changed=of.changed) for heading, of in headings]
    with house.engine.writer() as writer:
        writer.put([replace(one, heading=heading) for one, heading in zip(entries, came, strict=True)])
        writer.commit(batch)


def entry(identity: str, *texts: str) -> Entry:
    statement = build_statement(identity, *texts)
    return Entry(statement.heading, statement.digest, statement.paragraphs)


def test_an_index_ahead_of_the_record_or_of_another_is_refused(house: House) -> None:
    index_alone(house, entry("one", "others"), batch=2)
    put(house.record, "one")
    with pytest.raises(ArchiveDamaged, match="index is at batch 2, but the record is at 1: run `pincite rebuild`"):
        house.ingest()

    put(house.record, "two")
    with pytest.raises(
        ArchiveDamaged, match="1 statements and 1 paragraphs, the record 2 and 2: run `pincite rebuild`"
    ):
        house.ingest()

    rebuild(house.record, house.engine)
    assert house.ingest().refused == ()


def test_an_index_that_lacks_statements_and_is_sound_gets_them(house: House) -> None:
    put(house.record, "one", "two", "three")
    index_alone(house, entry("two", "words"), batch=1)

    assert house.ingest().caught_up == 2
    assert set(house.texts()) == {"one", "two", "three"}


def test_an_index_of_another_schema_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    put(house.record, "one")
    catch_up(house.record, house.engine)
    monkeypatch.setattr("pincite.index.ingest.catching_up.SCHEMA_VERSION", 99)

    with pytest.raises(SchemaMismatch, match="this version of Pincite builds 99: run `pincite rebuild`"):
        catch_up(house.record, house.engine)


def test_a_rebuild_makes_the_same_index_again(house: House) -> None:
    house.write("a.jsonl", *(line(f"s{n}", "A", "B") for n in range(9)))
    house.ingest(batch_size=4)
    house.write("a.jsonl", *(line(f"s{n}", "A", "C") for n in range(5, 15)))
    house.ingest(batch_size=4)
    before = house.texts()

    checkpoint = rebuild(house.record, house.engine)

    assert checkpoint is not None
    assert (checkpoint.batch, checkpoint.statements, checkpoint.paragraphs) == (6, 15, 30)
    assert house.texts() == before


def test_a_rebuild_that_does_not_hold_the_record_does_not_take_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.write("a.jsonl", line("one"), line("two"))
    house.ingest()
    before, counts = house.engine.checkpoint(), house.record.counts()
    with monkeypatch.context() as patched:
        patched.setattr(house.record, "counts", lambda: replace(counts, paragraphs=counts.paragraphs + 1))
        with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
            rebuild(house.record, house.engine)
    assert house.engine.checkpoint() == before
    assert verify(house.record, house.engine, "deep").agrees


def test_an_empty_archive_can_be_rebuilt_and_verified(house: House) -> None:
    rebuild(house.record, house.engine)

    assert verify(house.record, house.engine).agrees
    assert house.ingest().refused == ()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("indexed", "problem"),
    [
        ([entry("a", "words")], "is not in the index"),
        ([entry("a", "words"), entry("b", "words"), entry("c", "words")], "is not in the record"),
        ([entry("a", "words"), entry("b", "words", "more")], "has version"),
        ([entry("a", "words"), Entry(entry("b").heading, entry("b", "words").version, ())], "has 0 paragraphs"),
        ([entry("a", "words"), replace(entry("b", "words"), paragraphs=entry("b", "x").paragraphs)], "has another p"),
        ([entry("a", "words"), replace(entry("b", "words"), heading=Heading("b", "Other"))], "has another heading"),
    ],
)
def test_verify_names_the_statement_that_differs(house: House, indexed: list[Entry], problem: str) -> None:
    put(house.record, "a", "b")
    index_alone(house, *indexed, batch=1)

    verification = verify(house.record, house.engine)

    (finding,) = verification.findings
    assert (finding.place, finding.what[: len(problem)]) == ("c" if "record" in problem else "b", problem)
    assert finding.mend == "run `pincite rebuild`"
    assert (verification.statements, verification.paragraphs, verification.more) == (2, 2, 0)


def test_verify_names_the_statement_that_came_otherwise(house: House) -> None:
    put(house.record, "a", "b")
    (changes,) = house.record.changes_since(0)
    with house.engine.writer() as writer:
        writer.put([changes.entries[0], replace(changes.entries[1], heading=entry("b").heading)])
        writer.commit(1)
    (finding,) = verify(house.record, house.engine).findings
    assert (finding.place, finding.what) == ("b", "has another heading in the index")


def test_verify_lists_some_and_counts_all(house: House) -> None:
    put(house.record, *(f"s{n}" for n in range(30)))

    verification = verify(house.record, house.engine, limit=5)

    assert not verification.agrees
    assert str(verification.findings[0]).startswith("index: is at batch 0, but the record is at 1;")
    assert (len(verification.findings), verification.more) == (5, 26)
    assert len(verify(house.record, house.engine, "quick").findings) == 2
    index_alone(house, entry("a", "words"), batch=1)
    assert verify(house.record, house.engine, "quick").findings[0].what.startswith("holds 1 statements")


@contextmanager
def failing(house: House, monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[None]:
    """Let the index fail at the commit after its ``after``-th."""
    open_writer = house.engine.writer
    left = iter(range(after))

    @contextmanager
    def opened(**options: bool) -> Iterator[Any]:
        with open_writer(**options) as writer:

            def commit(batch: int) -> Any:
                if next(left, None) is None:
                    raise OSError("disk full")
                return writer.commit(batch)

            yield SimpleNamespace(put=writer.put, delete=writer.delete, prepare=writer.prepare, commit=commit)

    with monkeypatch.context() as patch:
        patch.setattr(house.engine, "writer", opened)
        yield


@pytest.mark.sampled(3)
@pytest.mark.parametrize("after", range(4))
def test_an_index_that_fails_at_any_batch_is_caught_up_by_the_next_ingest(
    house: House, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    house.write("a.jsonl", *(line(f"s{n}", f"text {n}") for n in range(7)))
    with failing(house, monkeypatch, after), pytest.raises(OSError, match="disk full"):
        house.ingest(batch_size=2)

    report = house.ingest(batch_size=2)

    assert report.caught_up == (1 if after == 3 else 2)
    assert report.parsed == 7 - 2 * after - report.caught_up
    assert house.texts() == {f"s{n}": (f"text {n}",) for n in range(7)}
    assert house.record.counts().batch == 4


def test_an_ingest_opens_one_writer_for_all_its_batches(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.write("a.jsonl", *(line(f"s{n}", f"text {n}") for n in range(7)))
    opened: list[object] = []
    open_writer = house.engine.writer

    def count(**options: bool) -> Any:
        opened.append(options)
        return open_writer(**options)

    monkeypatch.setattr(house.engine, "writer", count)

    assert house.ingest(batch_size=2).batches == 4
    assert house.ingest(batch_size=2).skipped == 1
    assert opened == [{}]


def test_a_house_full_of_small_files_is_marked_done_with_its_batches(house: House) -> None:
    for number in range(30):
        house.write(f"s{number:02}.txt", f"Text {number}.")

    report = house.ingest(batch_size=10)

    assert (report.new, report.batches) == (30, 3)
    assert house.ingest().skipped == 30
