"""The record keeps every version of a statement, and gives each back as it was."""

import dataclasses
import hashlib
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.index.record.record import Record
from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.errors import NotFound
from pincite.index.values.statement import build_paragraph
from tests.builders import build_statement
from tests.contract.record.records import forget_all, numbers, put, redivided


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
        instruments=("y",),
        language="en",
    )
    put(record, statement)

    stored = record.statement("fomc%e2%81%a0")

    assert dataclasses.replace(stored.heading, added=None, changed=None) == statement.heading
    assert stored.paragraphs == statement.paragraphs
    assert stored.text == statement.text
    assert stored.version == stored.current == hashlib.sha256(statement.text.encode()).hexdigest()
    assert stored.provenance == statement.provenance
    assert (stored.batch, stored.source) == (1, "/a.jsonl")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1),
    cuts=st.lists(st.integers(0, 40), max_size=6),
)
def test_spans_and_gaps_give_back_every_character(record: Record, texts: list[str], cuts: list[int]) -> None:
    forget_all(record)
    whole = build_statement("one", *texts)
    ends = sorted({min(cut, len(whole.text)) for cut in cuts} | {0, len(whole.text)})
    spans = tuple(zip(ends[::2], ends[1::2], strict=False))
    statement = dataclasses.replace(whole, paragraphs=(build_paragraph(1, whole.text, spans, "1"),))
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


def test_what_stands_beside_a_version_is_kept_with_it(record: Record) -> None:
    first = Apparatus(
        notes=(Note("1", "A note.", 2), Note("*", "No paragraph's.")),
        left_out=(LeftOut("navigation", "Home\nNews"),),
        pages={1: ("iv",), 2: ("iv", "1")},
        speakers={2: "Mr. Speaker"},
        roles={1: "heading"},
    )
    put(record, build_statement("one", "A", "B", apparatus=first))
    put(record, build_statement("one", "A", "C", apparatus=Apparatus(notes=(Note("1", "Another.", 1),))))
    assert record.statement("one").apparatus.notes == (Note("1", "Another.", 1),)
    old, _new = record.statement("one").versions
    assert record.statement("one", old.digest).apparatus == first
    assert list(record.check("deep")) == []


def test_another_note_is_metadata_and_takes_the_place_of_the_one_before(record: Record) -> None:
    for apparatus in (Apparatus(), Apparatus((Note("1", "A note.", 1),)), Apparatus((Note("1", "Mended.", 1),))):
        put(record, build_statement("one", apparatus=apparatus))
        assert numbers(put(record, build_statement("one", apparatus=apparatus)))[0] is None
        assert record.statement("one").apparatus == apparatus
    batch = put(record, build_statement("one"))
    assert (batch.metadata, record.statement("one").apparatus, record.counts().versions) == (1, Apparatus(), 1)


@pytest.mark.parametrize("unfit", ["\0", "\ud800"])
def test_what_no_database_can_hold_is_refused_beside_the_text_too(record: Record, unfit: str) -> None:
    for apparatus in (Apparatus((Note("1", unfit),)), Apparatus(pages={1: (unfit,)}), Apparatus(speakers={1: unfit})):
        with pytest.raises(ValueError, match="NUL characters or lone surrogates"):
            put(record, build_statement("one", apparatus=apparatus))


def test_what_is_not_there_is_not_found(record: Record) -> None:
    statement = build_statement("one")
    put(record, statement)

    for identity, version in [
        ("two", None),
        ("", None),
        ("one\0", None),
        ("\udcff", None),
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
