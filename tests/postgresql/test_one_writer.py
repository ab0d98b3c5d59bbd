"""One writer of all machines: waited for, named, gone with its session, and never two."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL

from pincite.index.ingest import rebuild
from pincite.index.record.database import Patience
from pincite.index.record.record import create_record, open_record
from pincite.index.record.session import _read_signature, _sign
from pincite.index.storage.holder import LockHolder
from pincite.index.values.errors import PinciteError, RecordUnavailable
from tests.builders import build_statement
from tests.calls import Run
from tests.contract.record.houses import House, line
from tests.contract.record.records import put, rows_of
from tests.postgresql.holding import hold
from tests.services.postgresql import PostgresqlServer


def cut_off(server: PostgresqlServer, url: URL) -> None:
    """End every session with the database, as a network that fails does."""
    server.run_sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        f"WHERE datname = '{url.database}' AND pid <> pg_backend_pid()"
    )


def test_a_second_machine_waits_and_is_told_who_writes(url: URL, tmp_path: Path, run: Run) -> None:
    seed = tmp_path / "a.txt"
    seed.write_text("Text.", encoding="utf-8")
    with hold(url) as holder:
        name = f"process {holder.pid} on {socket.gethostname()}, since 20"
        said = run(url, tmp_path / "var", "ingest", str(seed), "--wait", "0.2", code=75)
        told = run(url, tmp_path / "var", "ingest", str(seed), "--wait", "0.2", "--json", code=75)
        assert holder.stdin is not None
        holder.stdin.close()

    waiting, ended = said.stderr.splitlines()
    assert waiting.startswith(f"pincite: {name}")
    assert waiting.endswith("is writing to this archive; waiting up to 0.2 s for it to end")
    assert ended.startswith(f"pincite: another process is writing to this archive: {name}")
    events = [json.loads(text) for text in told.stdout.splitlines()]
    assert [(event["event"], event.get("exit")) for event in events] == [("waiting", None), ("failed", 75)]
    run(url, tmp_path / "var", "ingest", str(seed), "--wait", "0")


def test_the_second_writer_goes_on_when_the_first_ends(url: URL) -> None:
    first = create_record(url)
    told: list[str] = []

    def wait(holder: str) -> None:
        told.append(holder)
        first.close()

    with create_record(url, Patience(lock=10, on_wait=wait)) as second:
        put(second, build_statement("one"))
    assert len(told) == 1


def test_a_killed_writer_leaves_no_lock(url: URL) -> None:
    with hold(url) as holder:
        holder.kill()
    create_record(url, Patience(lock=5)).close()


def test_a_reader_needs_no_lock(url: URL) -> None:
    with create_record(url) as writer, open_record(url) as reader:
        put(writer, build_statement("one"))
        assert reader.counts().statements == 1


def test_a_reader_can_tell_who_writes(url: URL) -> None:
    with create_record(url) as writer:
        put(writer, build_statement("one"))
    with open_record(url) as reader:
        assert reader.find_writer() is None
        with hold(url) as holder:
            assert (reader.find_writer() or "").startswith(f"process {holder.pid} on ")
            assert holder.stdin is not None
            holder.stdin.close()


def test_two_records_of_one_server_have_a_writer_each(postgresql: PostgresqlServer, url: URL) -> None:
    other = postgresql.create_database()
    with create_record(url, Patience(lock=0)), create_record(other, Patience(lock=0)):
        pass
    postgresql.drop_database(other)


def test_a_writer_whose_session_is_lost_writes_nothing_more(postgresql: PostgresqlServer, url: URL) -> None:
    with create_record(url) as old:
        put(old, build_statement("one"))
        cut_off(postgresql, url)
        with create_record(url, Patience(lock=0)) as new:
            put(new, build_statement("two"))
            for _ in range(3):
                with pytest.raises(RecordUnavailable):
                    put(old, build_statement("three"))
            assert [entry.heading.id for entry in old.entries_by_id()] == ["one", "two"]


def test_a_batch_whose_session_is_lost_is_undone(postgresql: PostgresqlServer, url: URL) -> None:
    with create_record(url) as record:
        put(record, build_statement("one"))
        before = rows_of(record)

        def delete() -> None:
            with record._database.write() as connection:
                connection.exec_driver_sql("DELETE FROM versions")
                cut_off(postgresql, url)

        with pytest.raises(RecordUnavailable):
            delete()
        assert rows_of(record) == before


def test_an_ingest_whose_session_is_lost_stops_and_the_next_one_completes_it(
    postgresql: PostgresqlServer, url: URL, tmp_path: Path
) -> None:
    house = House(tmp_path, url)
    house.write("a.jsonl", *(line(f"s{number}", f"text {number}") for number in range(20)))
    put_batch = house.record.put_batch

    def cut_off_after_two(*arguments: object) -> object:
        batch = put_batch(*arguments)  # type: ignore[arg-type]
        if batch.id == 2:
            cut_off(postgresql, url)
        return batch

    house.record.put_batch = cut_off_after_two  # type: ignore[method-assign,assignment]
    with pytest.raises(RecordUnavailable, match=r"run the same command again|cannot be reached"):
        house.ingest(batch_size=4)
    house.close()

    (tmp_path / "again").mkdir()
    again = House(tmp_path / "again", url)
    again.seeds = house.seeds
    report = again.ingest(batch_size=4)

    assert (report.new, report.caught_up) == (12, 8)
    assert len(again.texts()) == 20
    again.close()


def test_an_index_does_not_take_over_when_the_session_was_lost(
    postgresql: PostgresqlServer, url: URL, tmp_path: Path
) -> None:
    house = House(tmp_path, url)
    house.write("a.jsonl", *(line(f"s{number}") for number in range(5)))
    house.ingest()
    before = house.engine.checkpoint()

    with pytest.raises(RecordUnavailable):
        rebuild(house.record, house.engine, lambda _: cut_off(postgresql, url))

    assert house.engine.checkpoint() == before
    house.close()


def test_writers_never_overlap(postgresql: PostgresqlServer, url: URL) -> None:
    create_record(url).close()
    inside: list[int] = []
    overlaps: list[list[int]] = []
    written: list[int] = []
    guard = threading.Lock()

    def write(number: int) -> None:
        with create_record(url, Patience(lock=60)) as record:
            with guard:
                inside.append(number)
                overlaps.extend([list(inside)] if len(inside) > 1 else [])
            for part in range(3):
                batch = put(record, build_statement(f"{number}-{part}"))
                with guard:
                    written.append(batch.id or 0)
            with guard:
                inside.remove(number)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(12)))

    assert overlaps == []
    assert written == list(range(1, 37))


def test_batches_are_whole_and_in_turn_while_sessions_are_cut(postgresql: PostgresqlServer, url: URL) -> None:
    create_record(url).close()
    reported: dict[str, int] = {}
    stop = threading.Event()

    def write(worker: int) -> None:
        for part in range(200):
            if stop.is_set():
                return
            name = f"{worker}-{part}"
            try:
                with create_record(url, Patience(lock=60)) as record:
                    batch = put(record, *(build_statement(f"{name}-{item}") for item in range(3)))
            except PinciteError:
                continue
            reported[name] = batch.id or 0

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(write, worker) for worker in range(3)]
        for _ in range(5):
            time.sleep(0.1)
            cut_off(postgresql, url)
        stop.set()
        for worker in workers:
            worker.result()

    with open_record(url) as record:
        batches = [(change.batch, len(change.entries)) for change in record.changes_since(0, 1)]
    assert [size for _, size in batches] == [3] * len(batches)
    assert [batch for batch, _ in batches] == list(range(1, len(batches) + 1))
    assert set(reported.values()) <= {batch for batch, _ in batches}
    assert len(set(reported.values())) == len(reported)


@pytest.mark.parametrize("host", ["archive-1", "a" * 90, "münchen", "two words"])
def test_a_session_signs_with_its_holder(host: str) -> None:
    signed = _sign(LockHolder(12345, host, "2026-11-01 10:00:00 +0100"))

    assert len(signed.encode()) <= 63
    read = _read_signature(signed)
    assert read.startswith("process 12345 on ")
    assert read.endswith(", since 2026-11-01 10:00:00 +0100")


@pytest.mark.parametrize("name", ["", "psql", "pincite", "pincite a b c d e"])
def test_a_session_that_signs_otherwise_gives_no_name(name: str) -> None:
    assert _read_signature(name) == "a process without a name"


def test_a_thread_waits_for_the_other_ones_batch(url: URL) -> None:
    with create_record(url) as record:
        statements = [build_statement(f"s{number}") for number in range(12)]
        with ThreadPoolExecutor(4) as pool:
            batches = list(pool.map(lambda statement: put(record, statement).id, statements))
    assert sorted(filter(None, batches)) == list(range(1, 13))
