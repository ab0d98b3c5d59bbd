"""Ingest takes in what is new, skips what is known, names what is refused, and goes on after any stop."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index.engine import Entry
from index.engines.whoosh import open_engine
from index.errors import ArchiveDamaged, SchemaMismatch
from index.ingest import catch_up, collecting, ingest, rebuild, verify
from index.ingest.events import CaughtUp, Committed, Event, Progress, Refused, Report, Skipped, Started
from index.reading.sources import discover
from index.record.record import Record, create_record
from index.record.sqlite import file_url
from index.record.values import Incoming
from tests.builders import build_statement


class House:
    """An archive and a folder of seeds, and what an ingest of it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seeds = folder / "seeds"
        self.seeds.mkdir()
        self.record = create_record(file_url(folder / "record.sqlite"))
        self.engine = open_engine(folder / "index", self.record.cursor_key())
        self.events: list[Event] = []

    def close(self) -> None:
        self.engine.close()
        self.record.close()

    def write(self, name: str, *lines: dict[str, Any] | str) -> Path:
        path = self.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    def ingest(self, *paths: Path, strict: bool = False, batch_size: int = 1000) -> Report:
        self.events = []
        discovery = discover(paths or [self.seeds])
        return ingest(
            self.record, self.engine, discovery, strict=strict, batch_size=batch_size, on_event=self.events.append
        )

    def said(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Return the paragraphs of each statement in the index; fails when the record has others."""
        assert verify(self.record, self.engine).differences == ()
        return {identity: texts for identity, _, texts in self.engine.texts()}

    def state(self) -> tuple[object, object]:
        return self.record.counts(), self.engine.checkpoint()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def line(identity: str, *texts: str, **more: object) -> dict[str, Any]:
    return {"id": identity, "title": f"Title of {identity}", "paragraphs": texts or ["Some words."], **more}


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.metadata, report.unchanged


def reasons(report: Report) -> list[str]:
    return [str(error) for error in report.refused]


def test_statements_of_all_formats_go_into_record_and_index(house: House) -> None:
    house.write("a.jsonl", line("one", "A", "B"), line("two", "C"))
    house.write("b.jsonl.gz", line("three", "D"))
    house.write("c.txt", "Title\n\nFirst.\n\nSecond.")
    house.write("README.md", "no seed")

    report = house.ingest()

    assert numbers(report) == (4, 0, 0, 0)
    assert (report.paragraphs, report.parsed, report.batches, report.sources) == (6, 4, 1, 3)
    assert report.passed_over == {"README": 1}
    assert house.texts() == {"one": ("A", "B"), "two": ("C",), "three": ("D",), "c": ("First.", "Second.")}
    assert house.said(Committed) == [Committed(1, 4, 6)]


def test_a_second_ingest_parses_and_writes_nothing(house: House) -> None:
    house.write("a.jsonl", line("one"), line("two"))
    house.write("b.txt", "Title\n\nText.")
    house.ingest()
    before = house.state(), (house.folder / "record.sqlite").read_bytes()

    report = house.ingest()

    assert numbers(report) == (0, 0, 0, 3)
    assert (report.parsed, report.batches, report.skipped) == (0, 0, 2)
    assert house.said(Skipped) == [Skipped(str(house.seeds / "a.jsonl"), 2), Skipped(str(house.seeds / "b.txt"), 1)]
    assert house.said(Committed) == []
    assert (house.state(), (house.folder / "record.sqlite").read_bytes()) == before


def test_an_unchanged_line_of_a_changed_source_is_not_parsed(house: House) -> None:
    house.write("a.jsonl", *(line(f"s{n}") for n in range(20)))
    house.ingest()
    house.write("a.jsonl", line("new"), *(line(f"s{n}", "Changed." if n == 7 else "Some words.") for n in range(20)))

    report = house.ingest()

    assert numbers(report) == (1, 1, 0, 19)
    assert report.parsed == 2
    assert house.texts()["s7"] == ("Changed.",)
    assert house.ingest().skipped == 1


def test_a_changed_text_is_a_new_version_found_alone(house: House) -> None:
    path = house.write("a.txt", "Title\n\nOld words.")
    house.ingest()
    path.write_text("Title\n\nNew words.", encoding="utf-8")

    report = house.ingest()

    assert (numbers(report), report.paragraphs) == ((0, 1, 0, 0), 1)
    assert house.texts() == {"a": ("New words.",)}
    stored = house.record.statement("a")
    assert len(stored.versions) == 2
    assert house.record.statement("a", stored.versions[0].digest).paragraphs[0].text == "Old words."


def test_a_changed_sidecar_is_metadata_and_no_version(house: House) -> None:
    house.write("a.txt", "Title\n\nWords.")
    house.write("a.yaml", "place: Seoul")
    house.ingest()
    house.write("a.yaml", "place: Singapore")

    assert numbers(house.ingest()) == (0, 0, 1, 0)

    stored = house.record.statement("a")
    assert (stored.heading.place, stored.provenance["place"], len(stored.versions)) == ("Singapore", "sidecar", 1)
    assert house.texts() == {"a": ("Words.",)}


def test_batches_are_of_the_size_asked_for(house: House) -> None:
    house.write("a.jsonl", *(line(f"s{n}") for n in range(7)))

    report = house.ingest(batch_size=3)

    assert [event.statements for event in house.said(Committed)] == [3, 3, 1]  # type: ignore[union-attr]
    assert report.batches == 3
    assert len(house.texts()) == 7


def test_a_batch_of_long_texts_is_cut_short(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_BATCH_CHARACTERS", 25)
    house.write("a.jsonl", *(line(f"s{n}", "x" * 10) for n in range(7)))

    house.ingest()

    assert [event.statements for event in house.said(Committed)] == [3, 3, 1]  # type: ignore[union-attr]


def test_progress_goes_by_bytes_within_a_source_too(house: House) -> None:
    path = house.write("a.jsonl.gz", *(line(f"s{n}", hashlib.sha256(b"%d" % n).hexdigest() * 20) for n in range(3000)))
    other = house.write("b.txt", "Title\n\nText.")

    house.ingest()

    [started] = [event for event in house.events if isinstance(event, Started)]
    told = [event for event in house.events if isinstance(event, Progress)]
    assert started == Started(2, path.stat().st_size + other.stat().st_size, {})
    assert told[-1] == Progress(3001, 3001, started.bytes)
    assert [event.bytes for event in told] == sorted(event.bytes for event in told)
    assert any(0 < event.bytes < path.stat().st_size / 2 for event in told)


def test_what_is_refused_is_named_and_the_rest_goes_in(house: House) -> None:
    house.write("a.jsonl", line("one"), '{"id": "two", "title": "no paragraphs"}', "no json", line("three"))
    house.write("b.txt", "")
    (house.seeds / "c.txt").write_bytes(b"Title\n\n\xff")
    house.write("d.txt", "Title\n\nText.")

    report = house.ingest(house.seeds, house.seeds / "none.txt")

    assert sorted(house.texts()) == ["d", "one", "three"]
    assert [(Path(error.path).name, error.line) for error in report.refused] == [
        ("none.txt", None),
        ("a.jsonl", 2),
        ("a.jsonl", 3),
        ("b.txt", None),
        ("c.txt", 3),
    ]
    assert len(house.said(Refused)) == 5
    assert all("\n" not in reason for reason in reasons(report))


def test_a_refusal_is_named_again_until_it_is_mended(house: House) -> None:
    house.write("a.jsonl", line("one"), "no json")
    first = house.ingest()

    again = house.ingest()

    assert reasons(again) == reasons(first)
    assert (again.parsed, again.unchanged, again.batches) == (1, 1, 0)
    house.write("a.jsonl", line("one"), line("two"))
    assert numbers(house.ingest()) == (1, 0, 0, 1)
    assert house.ingest().skipped == 1


def test_an_id_twice_in_a_source_is_refused_naming_both(house: House) -> None:
    house.write("a.jsonl", line("one", "first"), line("two"), line("one", "second"), line("one", "first"))

    report = house.ingest()

    here = str(house.seeds / "a.jsonl")
    assert [(error.line, error.reason) for error in report.refused] == [
        (3, f"the id 'one' is already that of {here}:1"),
        (4, f"the id 'one' is already that of {here}:1"),
    ]
    assert house.texts()["one"] == ("first",)


@pytest.mark.parametrize("batch_size", [1, 1000])
def test_an_id_in_two_sources_is_refused_naming_both(house: House, batch_size: int) -> None:
    house.write("a.jsonl", line("one", "first"))
    house.write("b.jsonl", line("one", "second"), line("two"))

    report = house.ingest(batch_size=batch_size)

    reason = f"{house.seeds / 'b.jsonl'}:1: the id 'one' is already that of {house.seeds / 'a.jsonl'}"
    # In the second run a.jsonl is skipped, and its lines are not known.
    for refused, there in ((reasons(report), ":1; "), (reasons(house.ingest()), "; ")):
        assert len(refused) == 1
        assert refused[0].startswith(reason + there)
        assert house.texts() == {"one": ("first",), "two": ("Some words.",)}


def test_an_id_that_an_unchanged_source_holds_is_refused_whatever_the_order(house: House) -> None:
    house.write("b.jsonl", line("one", "first"))
    house.ingest()
    house.write("a.jsonl", line("one", "second"))

    report = house.ingest()

    assert reasons(report)[0].startswith(f"{house.seeds / 'a.jsonl'}:1: the id 'one' is already that of ")
    assert str(house.seeds / "b.jsonl") in reasons(report)[0]
    assert house.texts() == {"one": ("first",)}


def test_a_given_id_moves_from_file_to_file(house: House) -> None:
    house.write("a.jsonl", line("one", "A"), line("two", "B"))
    house.ingest()
    house.write("a.jsonl", line("two", "B"))
    house.write("b.jsonl", line("one", "A, changed"))

    report = house.ingest()

    assert reasons(report) == []
    assert numbers(report) == (0, 1, 0, 1)
    assert house.texts() == {"one": ("A, changed",), "two": ("B",)}
    assert house.record.statement("one").source == str(house.seeds / "b.jsonl")
    assert house.ingest().parsed == 0


def test_a_given_id_that_moved_moves_back_when_its_first_file_is_ingested_again(house: House) -> None:
    first, second = house.write("a.jsonl", line("one", "A")), house.write("b.jsonl", line("one", "B"))
    for path, text in ((first, "A"), (second, "B"), (first, "A"), (second, "B")):
        assert reasons(house.ingest(path)) == []
        assert house.texts() == {"one": (text,)}


@pytest.mark.parametrize("second", ["sub/a.txt", "b.jsonl"])
@pytest.mark.parametrize("together", [True, False])
def test_an_id_from_a_file_name_stays_with_its_path(house: House, second: str, together: bool) -> None:
    first = house.write("a.txt", "Title\n\nFirst.")
    other = house.write(second, "Title\n\nSecond." if second.endswith("txt") else line("a", "Second."))
    report = house.ingest(first, other) if together else (house.ingest(first), house.ingest(other))[1]

    assert len(report.refused) == 1
    assert str(first) in reasons(report)[0]
    assert str(other) in reasons(report)[0]
    assert house.texts() == {"a": ("First.",)}


def test_a_file_name_does_not_take_a_given_id(house: House) -> None:
    given, named = house.write("a.jsonl", line("b", "Given.")), house.write("b.txt", "Title\n\nNamed.")
    house.ingest(given)

    report = house.ingest(named)

    assert "the id 'b' is already that of" in reasons(report)[0]
    assert house.texts() == {"b": ("Given.",)}


def test_a_refused_claim_does_not_keep_the_id_from_its_owner(house: House) -> None:
    house.write("z/one.txt", "Title\n\nFirst.")
    house.ingest()
    house.write("a/one.txt", "Title\n\nOther.")
    house.write("z/one.txt", "Title\n\nFirst, changed.")

    report = house.ingest()

    assert [Path(error.path).parent.name for error in report.refused] == ["a"]
    assert house.texts() == {"one": ("First, changed.",)}


def test_a_statement_gone_from_its_source_stays_in_the_archive(house: House) -> None:
    house.write("a.jsonl", line("one"), line("two"))
    house.ingest()
    house.write("a.jsonl", line("two"))

    house.ingest()

    assert sorted(house.texts()) == ["one", "two"]


def test_strict_writes_nothing_when_anything_is_refused(house: House) -> None:
    house.write("a.jsonl", *(line(f"s{n}") for n in range(5)))
    house.write("b.jsonl", "no json", line("last"))
    before = house.state(), (house.folder / "record.sqlite").read_bytes()

    report = house.ingest(strict=True, batch_size=2)

    assert (len(report.refused), numbers(report), report.batches) == (1, (0, 0, 0, 0), 0)
    assert (house.state(), (house.folder / "record.sqlite").read_bytes()) == before
    house.write("b.jsonl", line("last"))
    report = house.ingest(strict=True, batch_size=2)
    assert (numbers(report), report.batches) == ((6, 0, 0, 0), 3)
    assert len(house.texts()) == 6
    assert house.ingest(strict=True).skipped == 2


def test_strict_refuses_what_turned_bad_between_reading_and_writing(house: House) -> None:
    path = house.write("a.jsonl", *(line(f"s{n}") for n in range(5)))
    discovery = discover([path])

    def spoil(event: Event) -> None:
        # The last event of the first reading.
        if getattr(event, "statements", 0) == 5:
            house.write("a.jsonl", line("new"), "no json")

    report = ingest(house.record, house.engine, discovery, strict=True, on_event=spoil)

    assert (len(report.refused), report.new, report.batches) == (1, 0, 0)
    assert house.record.counts().statements == 0


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
    with house.engine.writer() as writer:
        writer.put(entries)
        writer.commit(batch)


def entry(identity: str, *texts: str) -> Entry:
    statement = build_statement(identity, *texts)
    return Entry(statement.heading, statement.digest, statement.paragraphs)


def test_an_index_ahead_of_the_record_or_of_another_is_refused(house: House) -> None:
    index_alone(house, entry("one", "words"), batch=2)
    put(house.record, "one")
    with pytest.raises(ArchiveDamaged, match="index is of batch 2, and the record ends with 1: run `pincite rebuild`"):
        house.ingest()

    put(house.record, "two")
    with pytest.raises(
        ArchiveDamaged, match="1 statements and 1 paragraphs, the record 2 and 2: run `pincite rebuild`"
    ):
        house.ingest()

    rebuild(house.record, house.engine)
    assert house.ingest().refused == ()


def test_an_index_of_another_schema_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    put(house.record, "one")
    catch_up(house.record, house.engine)
    monkeypatch.setattr("index.ingest.catching_up.SCHEMA_VERSION", 99)

    with pytest.raises(SchemaMismatch, match="this Pincite builds 99: run `pincite rebuild`"):
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


def test_an_empty_archive_can_be_rebuilt_and_verified(house: House) -> None:
    rebuild(house.record, house.engine)

    assert verify(house.record, house.engine).agrees
    assert house.ingest().refused == ()


@pytest.mark.parametrize(
    ("indexed", "problem"),
    [
        ([entry("a", "words")], "is not in the index"),
        ([entry("a", "words"), entry("b", "words"), entry("c", "words")], "is not in the record"),
        ([entry("a", "words"), entry("b", "words", "more")], "has version"),
        ([entry("a", "words"), Entry(entry("b").heading, entry("b", "words").version, ())], "has 0 paragraphs"),
        (
            [
                entry("a", "words"),
                Entry(entry("b").heading, entry("b", "words").version, entry("b", "xords").paragraphs),
            ],
            "has other words in paragraph 1",
        ),
    ],
)
def test_verify_names_the_statement_that_differs(house: House, indexed: list[Entry], problem: str) -> None:
    put(house.record, "a", "b")
    index_alone(house, *indexed, batch=1)

    verification = verify(house.record, house.engine)

    assert [(d.id, d.problem[: len(problem)]) for d in verification.differences] == [
        ("c" if "record" in problem else "b", problem)
    ]
    assert (verification.statements, verification.paragraphs, verification.more) == (2, 2, 0)


def test_verify_lists_some_and_counts_all(house: House) -> None:
    put(house.record, *(f"s{n}" for n in range(30)))

    verification = verify(house.record, house.engine, limit=5)

    assert not verification.agrees
    assert verification.differences[0].id is None
    assert (len(verification.differences), verification.more) == (5, 26)


@contextmanager
def failing(house: House, monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[None]:
    """Let the index fail at its ``after``-th commit."""
    writer = house.engine.writer
    left = iter(range(after))

    def fail(**options: bool) -> Any:
        if next(left, None) is None:
            raise OSError("disk full")
        return writer(**options)

    with monkeypatch.context() as patch:
        patch.setattr(house.engine, "writer", fail)
        yield


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


def test_a_house_full_of_small_files_is_marked_done_with_its_batches(house: House) -> None:
    for number in range(30):
        house.write(f"s{number:02}.txt", f"Title\n\nText {number}.")

    report = house.ingest(batch_size=10)

    assert (report.new, report.batches) == (30, 3)
    assert house.ingest().skipped == 30
