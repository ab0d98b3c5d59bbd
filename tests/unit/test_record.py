"""The record keeps every version, says what a batch changed, and hands the index what it lacks."""

import dataclasses
import hashlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from index.errors import ArchiveDamaged, ArchiveError, ArchiveForeign, ArchiveMissing, NotFound, SchemaMismatch
from index.record.record import Record, create_record, open_record
from index.record.schema import HEAD
from index.record.sqlite import file_url
from index.record.values import Batch, Counts, Incoming, Owner, SourceState
from index.statement import Paragraph, Statement, build_paragraph
from tests.builders import build_statement

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a record?#%41.sqlite"


@pytest.fixture
def record(path: Path) -> Iterator[Record]:
    with create_record(file_url(path)) as record:
        yield record


@contextmanager
def temporary_record() -> Iterator[Record]:
    with TemporaryDirectory() as folder, create_record(file_url(Path(folder) / "record.sqlite")) as record:
        yield record


def put(record: Record, *statements: Statement, source: str = "/a.jsonl", digest: str = "d") -> Batch:
    incoming = [Incoming(item, f"{digest}{number}", source) for number, item in enumerate(statements)]
    return record.put_batch(record.begin_run(), incoming)


def numbers(batch: Batch) -> tuple[int | None, int, int, int, int]:
    return batch.id, batch.new, batch.changed, batch.metadata, batch.unchanged


def redivided(statement: Statement) -> Statement:
    """Return ``statement`` with its text as one paragraph."""
    whole = build_paragraph(1, statement.text, ((0, len(statement.text)),))
    return dataclasses.replace(statement, paragraphs=(whole,))


def test_a_statement_comes_back_as_it_was_put(record: Record) -> None:
    statement = build_statement(
        "fomc%e2%81%a0",
        "Один.",
        " Two\twith blanks \r",
        title="“Quoted” \U0001f1f0\U0001f1f7",
        date="1950/..",
        people=("A", "B"),
        labels=("1.", None),
        place="Seoul",
        issuers=("ROK", "US"),
        topics=("x",),
        language="en",
    )
    put(record, statement)

    stored = record.statement("fomc%e2%81%a0")

    assert stored.heading == statement.heading
    assert stored.paragraphs == statement.paragraphs
    assert stored.text == statement.text
    assert stored.version == stored.current == hashlib.sha256(statement.text.encode()).hexdigest()
    assert stored.provenance == statement.provenance
    assert (stored.batch, stored.source) == (1, "/a.jsonl")


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1),
    cuts=st.lists(st.integers(0, 40), max_size=6),
)
def test_spans_and_gaps_give_back_every_character(texts: list[str], cuts: list[int]) -> None:
    whole = build_statement("one", *texts)
    ends = sorted({min(cut, len(whole.text)) for cut in cuts} | {0, len(whole.text)})
    spans = tuple(zip(ends[::2], ends[1::2], strict=False))
    statement = dataclasses.replace(whole, paragraphs=(build_paragraph(1, whole.text, spans, "1"),))
    with temporary_record() as record:
        put(record, statement)

        stored = record.statement("one")

    assert stored.paragraphs == statement.paragraphs
    edges = [0, *(edge for span in stored.paragraphs[0].spans for edge in span), len(stored.text)]
    assert "".join(stored.text[a:b] for a, b in pairwise(edges)) == whole.text


def test_the_same_again_writes_no_batch(record: Record) -> None:
    statement = build_statement("one", "A", date="1946")

    assert numbers(put(record, statement)) == (1, 1, 0, 0, 0)
    assert numbers(put(record, statement)) == (None, 0, 0, 0, 1)
    assert record.last_batch() == 1


def test_a_changed_text_is_a_version_and_the_old_one_still_shows(record: Record) -> None:
    old, new = build_statement("one", "A", "C"), build_statement("one", "A", "B", "C")
    put(record, old)
    batch = put(record, new)

    assert numbers(batch) == (2, 0, 1, 0, 0)
    assert [(entry.version, entry.paragraphs) for entry in batch.entries] == [(new.digest, new.paragraphs)]
    assert [paragraph.text for paragraph in record.statement("one").paragraphs] == ["A", "B", "C"]
    before = record.statement("one", old.digest[:12])
    assert [paragraph.text for paragraph in before.paragraphs] == ["A", "C"]
    assert (before.version, before.current) == (old.digest, new.digest)
    assert [(note.digest, note.batch) for note in before.versions] == [(old.digest, 1), (new.digest, 2)]


def test_going_back_to_an_old_text_is_no_new_version(record: Record) -> None:
    old, new = build_statement("one", "A"), build_statement("one", "B")
    for statement in (old, new, old):
        put(record, statement)

    stored = record.statement("one")

    assert stored.text == "A"
    assert [note.digest for note in stored.versions] == [old.digest, new.digest]
    assert stored.batch == 3


def test_the_same_text_divided_otherwise_is_a_version_of_its_own(record: Record) -> None:
    statement = build_statement("one", "A", "B")
    put(record, statement)

    assert numbers(put(record, redivided(statement))) == (2, 0, 1, 0, 0)
    assert numbers(put(record, redivided(statement))) == (None, 0, 0, 0, 1)

    first, second = (note.digest for note in record.statement("one").versions)
    assert first == statement.digest
    assert second == hashlib.sha256(b"A\n\nB\0[[null,[[0,4]]]]").hexdigest()
    assert [paragraph.text for paragraph in record.statement("one", first).paragraphs] == ["A", "B"]
    assert [paragraph.text for paragraph in record.statement("one").paragraphs] == ["A\n\nB"]
    assert numbers(put(record, statement)) == (3, 0, 1, 0, 0)
    assert record.counts().versions == 2


def test_another_heading_is_metadata_and_no_version(record: Record) -> None:
    put(record, build_statement("one", "A"))
    batch = put(record, build_statement("one", "A", place="Singapore"))

    assert numbers(batch) == (2, 0, 0, 1, 0)
    assert batch.entries[0].heading.place == "Singapore"
    stored = record.statement("one")
    assert (stored.heading.place, stored.batch, len(stored.versions)) == ("Singapore", 2, 1)


def test_another_provenance_is_metadata(record: Record) -> None:
    statement = build_statement("one", "A")
    put(record, statement)

    batch = put(record, dataclasses.replace(statement, provenance={"id": "record", "title": "sidecar"}))

    assert batch.metadata == 1
    assert record.statement("one").provenance["title"] == "sidecar"


def test_a_statement_that_only_moved_is_noted_without_a_batch(record: Record) -> None:
    run, statement = record.begin_run(), build_statement("one", "A")
    record.put_batch(run, [Incoming(statement, "d", "/a")], [("/a", "digest of a")])

    batch = record.put_batch(run, [Incoming(statement, "e", "/b")], [("/b", "digest of b")])

    assert numbers(batch) == (None, 0, 0, 0, 1)
    assert record.owners(["one", "two"]) == {"one": Owner("/b", "record")}
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

    with pytest.raises(ValueError, match="paragraph 1 of 'bad' is not what its spans say"):
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


@settings(max_examples=25, deadline=None)
@given(st.sets(st.text(st.characters(categories=["L", "N", "S"]), min_size=1, max_size=4), max_size=30))
def test_entries_by_id_come_in_the_order_of_code_points(ids: set[str]) -> None:
    with temporary_record() as record:
        put(record, *(build_statement(identity, identity) for identity in ids))

        entries = list(record.entries_by_id(limit=7))

    assert [entry.heading.id for entry in entries] == sorted(ids)
    assert all(entry.paragraphs[0].text == entry.heading.id for entry in entries)


def test_what_is_not_there_is_not_found(record: Record) -> None:
    statement = build_statement("one")
    put(record, statement)

    for identity, version in [
        ("two", None),
        ("", None),
        ("one", ""),
        ("one", "0" * 12),
        ("one", statement.digest[:11]),
    ]:
        with pytest.raises(NotFound):
            record.statement(identity, version)
    with pytest.raises(NotFound):
        record.statement("one", "%" * 12)


def test_user_text_is_never_part_of_a_query(record: Record) -> None:
    hostile = "one'; DROP TABLE statements; --"
    put(record, build_statement(hostile, hostile, title=hostile), source=hostile)

    assert record.statement(hostile).text == hostile
    assert record.draft_digests(hostile) == {"d0": hostile}


def test_runs_are_noted_with_their_outcome(record: Record, path: Path) -> None:
    record.finish_run(record.begin_run(), "done")
    assert record.begin_run() == 2

    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT id, outcome, finished IS NULL FROM runs").fetchall()
    database.close()
    assert rows == [(1, "done", 0), (2, None, 1)]


def test_the_cursor_key_is_made_once(record: Record, path: Path) -> None:
    key = record.cursor_key()

    assert len(key) == 32
    with create_record(file_url(path)) as again, open_record(file_url(path)) as reader:
        assert again.cursor_key() == reader.cursor_key() == key


def test_a_reader_cannot_write(record: Record, path: Path) -> None:
    with open_record(file_url(path)) as reader, pytest.raises(ArchiveError, match="cannot be used"):
        reader.begin_run()


def test_commits_are_synced_and_written_ahead(record: Record) -> None:
    with record._database.read() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]

    assert pragmas == ["wal", 2]


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


def test_a_missing_record_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="run `pincite ingest"):
        open_record(file_url(tmp_path / "none.sqlite"))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_archive(path: Path) -> None:
    path.touch()
    with pytest.raises(ArchiveMissing, match="run `pincite ingest"):
        open_record(file_url(path))


def test_a_newer_schema_is_refused_in_one_line(record: Record, path: Path) -> None:
    with record._database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for opened in (open_record, create_record):
        with pytest.raises(SchemaMismatch, match=f"schema '9999', and this Pincite knows {HEAD}: install") as caught:
            opened(file_url(path))
        assert "\n" not in str(caught.value)


def test_a_foreign_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE holidays (day)")
    database.close()
    before = path.read_bytes()

    for opened in (open_record, create_record):
        with pytest.raises(ArchiveForeign, match="not Pincite's"):
            opened(file_url(path))
    assert path.read_bytes() == before


def test_bytes_that_are_no_database_are_damage(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveDamaged, match="restore it from a backup"):
        open_record(file_url(path))


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "sqlite://", "sqlite:///:memory:", "sqlite:////proc/none/r.sqlite", "oracle+none://", "mysql://"],
)
def test_a_url_that_cannot_be_used_is_our_error(url: str) -> None:
    with pytest.raises(ArchiveError):
        create_record(url)


READ_AS_NOBODY = """
import os, sys
from pathlib import Path
from index.record.record import create_record, open_record
from index.record.sqlite import file_url

folder = Path(sys.argv[1])
create_record(file_url(folder / "record.sqlite")).close()
(folder / "record.sqlite").chmod(0o444)
folder.chmod(0o555)
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
assert not os.access(folder, os.W_OK)
with open_record(file_url(folder / "record.sqlite")) as record:
    print(record.counts().statements)
"""


def test_a_read_only_folder_can_be_read() -> None:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-c", READ_AS_NOBODY, folder]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        Path(folder).chmod(0o755)
    assert (result.stdout, result.stderr) == ("0\n", "")


def test_the_migrations_make_the_tables(path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from index.record.tables import metadata

    create_record(file_url(path)).close()
    engine = create_engine(file_url(path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_tables_are_sql_for_postgresql_too() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    from index.record.tables import metadata

    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
