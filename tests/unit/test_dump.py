"""A dump is the whole record as text: loaded it is the same record, and gives the same dump again."""

import dataclasses
import datetime
import gzip
import hashlib
import json
import os
import random
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.backup import dump, load
from pincite.index.backup.dumpformat import StatementLine
from pincite.index.backup.dumplines import build_line, render_item
from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import rebuild, verify
from pincite.index.record.contents import StatementItem, VersionItem
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.dates import Dates
from pincite.index.values.errors import ArchiveDamaged, ArchiveForeign
from pincite.index.values.evidence import Evidence
from pincite.index.values.heading import Heading, Person
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import Paragraph, Statement, build_paragraph
from tests.builders import build_statement
from tests.unit.dumps import dumped, empty_record, load_bytes, put, small

__all__ = ["small"]
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
EXAMPLES = 300 if os.environ.get("PINCITE_TORTURE") == "1" else 12

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.sampled_from(
    ["\u2028\u2029\x85", "\r\n\t\x0b\x1c", "\U0001f1f0\U0001f1f7𐀀", '"\\/\b\f', "\x7f\x80\ufeff\ufffe", "\\u0000"]
)
maybe = st.none() | texts
many = st.lists(texts, max_size=2).map(tuple)
dates = st.builds(Dates, maybe, st.none() | st.dates(), st.none() | st.dates())
people = st.lists(st.builds(Person, texts, maybe), max_size=2).map(tuple)
headings = st.builds(
    Heading,
    id=st.sampled_from(["a", "b", "ä", "%e2%81%a0", "\uffff", "\U00010000", "Z"]),
    title=texts,
    dates=dates,
    place=maybe,
    issuers=many,
    people=people,
    series=maybe,
    kind=maybe,
    topics=many,
    instruments=many,
    language=maybe,
    source=maybe,
    source_url=maybe,
    event=maybe,
)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    text = draw(texts)
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    paragraphs: list[Paragraph] = []
    while spans:
        taken, spans = spans[:2], spans[2:]
        paragraphs.append(build_paragraph(len(paragraphs) + 1, text, tuple(taken), draw(maybe)))
    provenance = draw(st.dictionaries(st.sampled_from(["id", "title", "date", "note"]), texts, max_size=3))
    return Statement(draw(headings), text, tuple(paragraphs), provenance, (), draw(beside(len(paragraphs))))


def beside(paragraphs: int) -> st.SearchStrategy[Apparatus]:
    if not paragraphs:
        return st.builds(Apparatus, left_out=st.lists(st.builds(LeftOut, texts, texts), max_size=2).map(tuple))
    numbers = st.integers(1, paragraphs)
    some = texts.filter(bool)
    return st.builds(
        Apparatus,
        notes=st.lists(st.builds(Note, texts, texts, st.none() | numbers), max_size=2).map(tuple),
        left_out=st.lists(st.builds(LeftOut, some, texts), max_size=2).map(tuple),
        pages=st.dictionaries(numbers, st.lists(some, min_size=1, max_size=2).map(tuple), max_size=2),
        speakers=st.dictionaries(numbers, some, max_size=2),
        roles=st.dictionaries(numbers, st.sampled_from(["heading", "item", "row"]), max_size=2),
    )


batches = st.lists(st.lists(statements(), min_size=1, max_size=4, unique_by=lambda each: each.heading.id), max_size=4)


@pytest.mark.generated
@settings(max_examples=EXAMPLES, deadline=None)
@given(batches, st.randoms(use_true_random=False))
def test_loaded_it_is_the_same_record_and_the_same_dump(taken: list[list[Statement]], dice: random.Random) -> None:
    with empty_record() as record, empty_record() as other, TemporaryDirectory() as folder:
        for batch in taken:
            put(record, *batch, source=f"/{dice.choice('ab')}")
            for each in batch:
                if dice.random() < 0.3:
                    record.withdraw(each.heading.id, dice.choice([None, "A reason \U00010000", "Another"]))
        first = dumped(record)
        load_bytes(other, first, Path(folder))

        assert list(other.contents()) == list(record.contents())
        assert list(other.entries_by_id()) == list(record.entries_by_id())
        assert other.counts() == record.counts()
        assert other.sources() == record.sources()
        assert dumped(other) == first
        # The next ingest goes on as if nothing had happened.
        for one in (record, other):
            one._now = lambda: MOMENT
            put(one, build_statement("a", "Something new."), source="/c")
        assert [*map(str, other.entries_by_id())] == [*map(str, record.entries_by_id())]


def test_no_field_of_a_heading_is_left_out() -> None:
    fields = {field.name for field in dataclasses.fields(Heading)} - {"dates", "added", "changed"} | {"date"}
    assert fields <= set(StatementLine.model_fields)


def test_an_empty_archive_has_a_dump_too(tmp_path: Path) -> None:
    with empty_record() as record, empty_record() as other:
        load_bytes(other, dumped(record), tmp_path)
        assert dumped(other) == dumped(record)
        put(other, build_statement("one"))


def test_lines_are_in_order_and_canonical(small: bytes) -> None:
    lines = small.splitlines(keepends=True)
    kinds = [next(iter(json.loads(line))) for line in lines]
    once = [kind for kind, before in zip(kinds, [None, *kinds], strict=False) if kind != before]
    of_one = ["statement", "version", "withdrawal"]
    assert once == ["dump", "run", "batch", "source", *of_one, *of_one, "end"]
    for line in lines:
        again = json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert again.encode() + b"\n" == line
    assert json.loads(lines[-1])["end"]["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()


def test_a_file_is_gzipped_by_its_name_and_known_by_its_bytes(small: bytes, tmp_path: Path) -> None:
    with empty_record() as record:
        load_bytes(record, small, tmp_path)
        dump(record, tmp_path / "a.jsonl.gz")
        dump(record, tmp_path / "b.jsonl.gz")
        dump(record, tmp_path / "a.jsonl")
    packed = (tmp_path / "a.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "a.jsonl").read_bytes() == small
    assert packed == (tmp_path / "b.jsonl.gz").read_bytes()
    (tmp_path / "a.jsonl.gz").rename(tmp_path / "named otherwise")
    with empty_record() as other:
        load(other, tmp_path / "named otherwise")
        assert dumped(other) == small
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", ".gz", ".jsonl", ".jsonl"]


def test_what_stands_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    with empty_record() as record, pytest.raises(ArchiveForeign):
        dump(record, tmp_path / "letter")
    assert (tmp_path / "letter").read_text() == "mine"


def test_only_an_empty_record_is_filled(small: bytes, tmp_path: Path) -> None:
    with empty_record() as record:
        put(record, build_statement("one"))
        before = dumped(record)
        with pytest.raises(ArchiveForeign, match="--home"):
            load_bytes(record, small, tmp_path)
        assert dumped(record) == before


def test_a_loaded_record_gives_the_same_index(small: bytes, tmp_path: Path) -> None:
    held = []
    for name in ("a", "b"):
        with empty_record() as record, closing(open_engine(tmp_path / name, b"k" * 32)) as engine:
            load_bytes(record, small, tmp_path)
            rebuild(record, engine)
            assert verify(record, engine).agrees
            held.append(list(engine.indexed()))
            small = dumped(record)
    assert held[0] == held[1]
    assert [one.heading.id for one in held[0]] == ["one"]


def test_a_record_that_is_damaged_is_not_dumped(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    with create_record(file_url(path)) as record:
        put(record, build_statement("one", "Ironclad."))
    with create_record(file_url(path)) as record:
        with record._database.write() as connection:
            connection.exec_driver_sql("UPDATE versions SET text = 'Ironglad.'")
        with pytest.raises(ArchiveDamaged, match="not as it was written"):
            dump(record, tmp_path / "dump.jsonl")
    assert [each.name for each in tmp_path.iterdir() if "dump" in each.name] == []


some_spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=2).map(tuple)
layouts = st.lists(st.tuples(maybe, some_spans), max_size=3).map(tuple)
all_beside = st.builds(
    Apparatus,
    notes=st.lists(st.builds(Note, texts, texts, st.none() | st.integers(1, 3)), max_size=2).map(tuple),
    left_out=st.lists(st.builds(LeftOut, texts, texts), max_size=2).map(tuple),
    pages=st.dictionaries(st.integers(1, 4), many, max_size=2),
    speakers=st.dictionaries(st.integers(1, 4), texts, max_size=2),
    roles=st.dictionaries(st.integers(1, 4), st.sampled_from(["text", "heading", "row"]), max_size=2),
    evidence=st.lists(
        st.builds(
            Evidence, texts, texts, texts, st.integers(0, 9), st.integers(0, 9), st.sampled_from(["text", "title"])
        ),
        max_size=2,
    ).map(tuple),
)
kept_files = st.none() | st.builds(SourceFile, st.just("ab" * 32), st.integers(0, 9), texts, texts)


@given(st.builds(VersionItem, texts, texts, st.integers(1, 9), texts, layouts, all_beside, kept_files))
@settings(max_examples=EXAMPLES * 3)
def test_a_version_is_the_same_line_without_a_model(item: VersionItem) -> None:
    assert render_item(item) == build_line(item).render()


@given(
    st.builds(
        StatementItem,
        headings,
        st.dictionaries(texts, texts, max_size=3),
        texts,
        st.integers(1, 9),
        texts,
        texts,
        st.none() | st.integers(1, 9),
    )
)
@settings(max_examples=EXAMPLES * 3)
def test_a_statement_is_the_same_line_without_a_model(item: StatementItem) -> None:
    assert render_item(item) == build_line(item).render()
