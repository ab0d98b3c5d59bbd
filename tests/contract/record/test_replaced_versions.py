"""What the record gives of replaced versions: each text that the current version lacks, once. And what the index has.

The record is compared with a plain reading of every version, the index with the record.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from pincite.index.engines.whoosh.writing.writer import ArrayIndexWriter
from pincite.index.ingest import rebuild, verify, withdraw
from pincite.index.ingest.catching_up import catch_up
from pincite.index.query.query import Versions
from pincite.index.record.record import Record
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.errors import ArchiveDamaged
from pincite.index.values.findings import Depth
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.contract.archive import asked
from tests.contract.record.houses import House, line
from tests.contract.record.records import put, redivided

TEXTS = ("apple", "peace", "treaty", "apple pie", "peace ", "é", "e\u0301")


def told(record: Record, identity: str) -> tuple[Passage, ...]:
    """What every way out of the record gives, which is the same."""
    (by_id,) = (entry for entry in record.entries_by_id() if entry.heading.id == identity)
    (by_batch,) = (e for changes in record.changes_since(0) for e in changes.entries if e.heading.id == identity)
    (asked_for,) = record.entries([identity, "unknown"])
    assert by_id == by_batch == asked_for
    return tuple(by_id.replaced)


def plain(record: Record, identity: str) -> set[tuple[str, str]]:
    """Each text that only older versions have, with the newest that has it: one version after the other is read."""
    notes = record.statement(identity).versions
    current = record.statement(identity)
    newest: dict[str, str] = {}
    for note in notes:
        if note.digest != current.version:
            newest |= {p.text: note.digest for p in record.statement(identity, note.digest).paragraphs}
    held = {paragraph.text for paragraph in current.paragraphs}
    return {(text, digest) for text, digest in newest.items() if text not in held}


def digest(*texts: str) -> str:
    return build_statement("x", *texts).digest


def test_texts_that_the_current_version_lacks_come_once_and_of_the_newest_version(record: Record) -> None:
    for texts in (("one", "two", "two"), ("new", "two", "three"), ("three", "four")):
        batch = put(record, build_statement("a", *texts, labels=tuple(f"{text}." for text in texts)))
    newer, older = digest("new", "two", "three"), digest("one", "two", "two")
    expected = (
        Passage(1, "new.", "new", newer),
        Passage(1, "one.", "one", older),
        Passage(2, "two.", "two", newer),
    )
    assert told(record, "a") == batch.entries[0].replaced == expected


def test_what_was_never_replaced_has_none(record: Record) -> None:
    first = put(record, build_statement("a", "one"), build_statement("b", "one"))
    renamed = put(record, build_statement("a", "one", title="Another title"))
    redone = put(record, redivided(build_statement("b", "one")))
    assert [entry.replaced for batch in (first, renamed, redone) for entry in batch.entries] == [()] * 3
    assert told(record, "a") == ()


def test_a_version_that_comes_back_replaces_the_other(record: Record) -> None:
    for text in ("one", "two", "one"):
        put(record, build_statement("a", text))
    assert told(record, "a") == (Passage(1, None, "two", digest("two")),)


def test_another_division_of_the_text_is_a_version(record: Record) -> None:
    statement = build_statement("a", "one", "two")
    put(record, statement)
    put(record, redivided(statement))
    assert [passage.text for passage in told(record, "a")] == ["one", "two"]


def test_the_same_text_with_another_label_or_number_is_not_replaced(record: Record) -> None:
    put(record, build_statement("a", "one", "two", labels=("1.", "2.")))
    put(record, build_statement("a", "two", "one", labels=("a)", None)))
    assert told(record, "a") == ()


def test_a_new_heading_carries_them_along(record: Record) -> None:
    put(record, build_statement("a", "one"))
    put(record, build_statement("a", "two"))
    (entry,) = put(record, build_statement("a", "two", title="Another title")).entries
    assert [passage.text for passage in entry.replaced] == ["one"]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("seed", range(4))
def test_they_are_those_of_a_plain_reading(record: Record, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        put(record, *(_any(chance, identity) for identity in "abc" if chance.random() < 0.7))
    for entry in record.entries_by_id():
        given = entry.replaced
        assert {(one.text, one.version) for one in given} == plain(record, entry.heading.id)
        assert len({one.text for one in given}) == len(given)
        assert [one.number for one in given] == sorted(one.number for one in given)


def _any(chance: random.Random, identity: str) -> Statement:
    return build_statement(identity, *chance.choices(TEXTS, k=chance.randint(1, 4)))


def passages(house: House) -> dict[str, list[str]]:
    """The texts of replaced versions in the index; fails when the record gives others."""
    assert verify(house.record, house.engine, "deep").findings == ()
    return {one.heading.id: [passage.text for passage in one.passages] for one in house.engine.replaced()}


def filled(house: House) -> House:
    for texts in (("one", "two"), ("two", "three"), ("three", "four")):
        house.write("a.jsonl", line("a", *texts), line("b", "same"), line("c", *texts))
        house.ingest()
    return house


def test_an_ingest_keeps_the_index_of_them(house: House) -> None:
    filled(house)
    assert passages(house) == {"a": ["two", "one"], "c": ["two", "one"]}
    found = house.engine.search(asked("two", versions=Versions.REPLACED))
    assert [(hit.heading.id, hit.passage.version) for hit in found.hits] == [
        (one.heading.id, one.passages[0].version) for one in house.engine.replaced()
    ]


def test_a_rebuild_makes_the_same(house: House) -> None:
    before = list(filled(house).engine.replaced())
    rebuild(house.record, house.engine)
    assert list(house.engine.replaced()) == before
    assert passages(house) == {"a": ["two", "one"], "c": ["two", "one"]}


def test_a_rebuild_that_lost_some_does_not_take_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(filled(house).engine.replaced())
    put_all = ArrayIndexWriter.put

    def put_without(self: ArrayIndexWriter, entries: Sequence[Entry]) -> None:
        put_all(self, [replace(entry, replaced=()) for entry in entries])

    with monkeypatch.context() as patch:
        patch.setattr(ArrayIndexWriter, "put", put_without)
        with pytest.raises(ArchiveDamaged, match="0 paragraphs of replaced versions, the record 4"):
            rebuild(house.record, house.engine)
    assert list(house.engine.replaced()) == before
    assert passages(house) == {"a": ["two", "one"], "c": ["two", "one"]}


def test_batches_that_the_index_lacked_bring_them(house: House) -> None:
    filled(house)
    put(house.record, build_statement("a", "five", title="Title of a"))
    assert catch_up(house.record, house.engine) == 1
    assert passages(house)["a"] == ["three", "two", "one", "four"]


def test_a_withdrawal_takes_both_out_and_its_end_brings_both_back(house: House) -> None:
    filled(house)
    withdraw(house.record, house.engine, "a", "By order of a court.")
    assert passages(house) == {"c": ["two", "one"]}
    rebuild(house.record, house.engine)
    assert passages(house) == {"c": ["two", "one"]}
    withdraw(house.record, house.engine, "a", None)
    assert passages(house) == {"a": ["two", "one"], "c": ["two", "one"]}


OLD = Passage(1, None, "one", "a" * 64)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda e: replace(e, replaced=e.replaced[:1]), "lacks paragraph 2 of the replaced version {old} in the index"),
        (lambda e: replace(e, replaced=()), "lacks paragraph 1 of the replaced version {old} in the index"),
        (
            lambda e: replace(e, replaced=(OLD, *e.replaced)),
            "has paragraph 1 of the replaced version aaaaaaaaaaaa in the",
        ),
        (lambda e: replace(e, replaced=e.replaced[::-1]), "has paragraphs of replaced versions in another order"),
    ],
)
@pytest.mark.parametrize("depth", ["bytes", "deep"])
def test_verify_names_what_is_lacking(
    house: House, change: Callable[[Entry], Entry], problem: str, depth: Depth
) -> None:
    put(house.record, build_statement("a", "one", "two"), build_statement("b", "one"))
    put(house.record, build_statement("a", "three"), build_statement("b", "two"))
    entries = {entry.heading.id: entry for entry in house.record.entries_by_id()}
    with house.engine.writer() as writer:
        writer.put([change(entries["a"]), entries["b"]])
        writer.commit(2)
    (finding,) = (one for one in verify(house.record, house.engine, depth).findings if one.place == "a")
    assert finding.what.startswith(problem.format(old=digest("one", "two")[:12]))
    assert finding.mend == "run `pincite rebuild`"


def test_verify_names_what_the_record_does_not_have(house: House) -> None:
    put(house.record, build_statement("b", "one"))
    (entry,) = house.record.entries(["b"])
    others = [replace(entry, heading=replace(entry.heading, id=name), replaced=(OLD,)) for name in "ac"]
    with house.engine.writer() as writer:
        writer.put([entry, *others])
        writer.commit(1)
    what = {(one.place, one.what) for one in verify(house.record, house.engine).findings}
    assert {(name, "has replaced versions in the index, but is not in the record") for name in "ac"} <= what


def test_verify_compares_headings_and_versions_of_them(house: House) -> None:
    put(house.record, build_statement("a", "one"))
    put(house.record, build_statement("a", "two"))
    (entry,) = house.record.entries(["a"])
    with house.engine.writer() as writer:
        writer.put([replace(entry, heading=replace(entry.heading, title="Another title"))])
        writer.commit(2)
    what = [one.what for one in verify(house.record, house.engine).findings]
    assert what == [
        "has another heading in the index",
        "has another heading or version in the index of replaced versions",
    ]
