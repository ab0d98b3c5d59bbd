"""Ingest takes in what is new, skips what is known, and names what is refused."""

import hashlib
import json
from pathlib import Path

import pytest

from pincite.index.ingest import collecting, ingest
from pincite.index.ingest.events import Committed, Event, Progress, Refused, Repeated, Skipped, Split, Started
from pincite.index.reading.sources import discover
from tests.contract.record.houses import House, line, numbers, reasons


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


def test_a_paragraph_over_the_bound_is_split_and_said_once(house: House) -> None:
    sentence = "The committee met and agreed on the text."
    path = house.write("minutes.txt", "Minutes\n\nOne.\n\n" + f"{sentence} " * 6_000)

    report = house.ingest()

    assert house.said(Split) == [Split(str(path), 5, 2, 3, 200_000)] == list(report.splits)
    assert report.refused == ()
    assert [text[-9:] for text in house.texts()["minutes"]] == ["One.", "the text.", "the text."]
    stored = house.record.statement("minutes")
    assert stored.provenance["paragraphs"] == "split at 200,000 characters: 2-3"
    assert house.ingest().splits == ()


def test_what_is_over_a_bound_is_refused_and_the_rest_goes_in(house: House) -> None:
    house.write("a.jsonl", line("one"), line("two", "x" * 200_001), line("three", place="x" * 1_001), line("four"))
    house.write("b.txt", "Text.")
    house.write("b.yaml", "kind: statement", "place: " + "x" * 1_001)

    report = house.ingest()

    assert [(Path(error.path).name, error.line) for error in report.refused] == [
        ("a.jsonl", 2),
        ("a.jsonl", 3),
        ("b.yaml", 2),
    ]
    assert set(house.texts()) == {"one", "four"}


def test_strict_tells_no_split_where_nothing_was_written(house: House) -> None:
    house.write("a.txt", "Title\n\n" + "word " * 50_000)
    house.write("b.txt", "")
    assert house.ingest(strict=True).splits == ()
    (house.seeds / "b.txt").unlink()
    assert len(house.ingest(strict=True).splits) == 1


def test_a_second_ingest_parses_and_writes_nothing(house: House) -> None:
    house.write("a.jsonl", line("one"), line("two"))
    house.write("b.txt", "Text.")
    house.ingest()
    before = house.state()

    report = house.ingest()

    assert numbers(report) == (0, 0, 0, 3)
    assert (report.parsed, report.batches, report.skipped) == (0, 0, 2)
    assert house.said(Skipped) == [Skipped(str(house.seeds / "a.jsonl"), 2), Skipped(str(house.seeds / "b.txt"), 1)]
    assert house.said(Committed) == []
    assert house.state() == before


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
    path = house.write("a.txt", "Old words.")
    house.ingest()
    path.write_text("New words.", encoding="utf-8")

    report = house.ingest()

    assert (numbers(report), report.paragraphs) == ((0, 1, 0, 0), 1)
    assert house.texts() == {"a": ("New words.",)}
    stored = house.record.statement("a")
    assert len(stored.versions) == 2
    assert house.record.statement("a", stored.versions[0].digest).paragraphs[0].text == "Old words."


def test_a_changed_sidecar_is_metadata_and_no_version(house: House) -> None:
    house.write("a.txt", "Words.")
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
    other = house.write("b.txt", "Text.")

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
    (house.seeds / "c.txt").write_bytes(b"a\0b")
    house.write("d.txt", "Text.")

    report = house.ingest(house.seeds, house.seeds / "none.txt")

    assert sorted(house.texts()) == ["d", "one", "three"]
    assert [(Path(error.path).name, error.line) for error in report.refused] == [
        ("none.txt", None),
        ("a.jsonl", 2),
        ("a.jsonl", 3),
        ("b.txt", None),
        ("c.txt", None),
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


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("batch_size", [1, 1000])
def test_the_same_text_in_a_second_source_is_said_once_and_skipped(house: House, batch_size: int, strict: bool) -> None:
    house.write("a.jsonl", line("one", "first"), line("two"))
    house.write("b.jsonl", line("three"), line("two"), line("one", "first"))
    house.write("c.txt", "Text.")
    house.write("d/c.txt", "Text.")
    house.write("e.jsonl", line("one", "other"))

    report = house.ingest(batch_size=batch_size)

    a, b, d = (house.seeds / name for name in ("a.jsonl", "b.jsonl", "d/c.txt"))
    assert list(report.repeated) == [
        Repeated(str(b), 2, "two", f"{a}:2"),
        Repeated(str(b), 3, "one", f"{a}:1"),
        Repeated(str(d), None, "c", str(house.seeds / "c.txt")),
    ]
    assert house.said(Repeated) == list(report.repeated)
    assert len(report.refused) == 1, "another text under the id is refused as before"
    assert (report.new, set(house.texts())) == (4, {"one", "two", "three", "c"})
    (house.seeds / "e.jsonl").unlink()
    again = house.ingest(strict=strict)
    assert (again.skipped, again.repeated, again.refused) == (4, (), ())


@pytest.mark.parametrize("strict", [True, False])
def test_the_same_text_as_a_source_of_before_has_is_no_error(house: House, strict: bool) -> None:
    first = house.write("a.jsonl", line("one", "first"))
    named = house.write("b.txt", "Text.")
    house.ingest()
    copies = house.write("c.jsonl", line("one", "first")), house.write("c/b.txt", "Text.")

    report = house.ingest(strict=strict)

    assert [(one.statement, one.other) for one in report.repeated] == [("one", str(first)), ("b", str(named))]
    assert (report.refused, report.new, report.changed) == ((), 0, 0)
    assert house.record.statement("one").source == str(first)
    assert house.ingest(*copies, strict=strict).repeated == ()
    copies[0].write_text(json.dumps(line("one", "changed")))
    assert "already belongs to" in reasons(house.ingest())[0]


def test_repeated_statements_among_new_ones_do_not_make_batches_small(house: House) -> None:
    house.write("a.jsonl", *(line(f"s{n}") for n in range(30)))
    house.write("b.jsonl", *(line(f"{kind}{n}") for n in range(30) for kind in "st"))

    report = house.ingest()

    assert (report.new, len(report.repeated), report.batches) == (60, 30, 2)


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
    first = house.write("a.txt", "First.")
    other = house.write(second, "Title\n\nSecond." if second.endswith("txt") else line("a", "Second."))
    report = house.ingest(first, other) if together else (house.ingest(first), house.ingest(other))[1]

    assert len(report.refused) == 1
    assert str(first) in reasons(report)[0]
    assert str(other) in reasons(report)[0]
    assert house.texts() == {"a": ("First.",)}


def test_a_file_name_does_not_take_a_given_id(house: House) -> None:
    given, named = house.write("a.jsonl", line("b", "Given.")), house.write("b.txt", "Named.")
    house.ingest(given)

    report = house.ingest(named)

    assert "the id 'b' is already that of" in reasons(report)[0]
    assert house.texts() == {"b": ("Given.",)}


def test_a_refused_claim_does_not_keep_the_id_from_its_owner(house: House) -> None:
    house.write("z/one.txt", "First.")
    house.ingest()
    house.write("a/one.txt", "Other.")
    house.write("z/one.txt", "First, changed.")

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
    before = house.state()

    report = house.ingest(strict=True, batch_size=2)

    assert (len(report.refused), numbers(report), report.batches) == (1, (0, 0, 0, 0), 0)
    assert house.state() == before
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
