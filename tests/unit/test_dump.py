"""A dump is the whole record as text: loaded it is the same record, and nothing but a whole one is loaded."""

import dataclasses
import gzip
import hashlib
import io
import json
import os
import random
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.backup import dump, load
from index.backup.dumpformat import FORMAT, HEADER, StatementLine
from index.backup.dumping import write_dump
from index.backup.loading import LONGEST
from index.engines.whoosh import open_engine
from index.errors import ArchiveDamaged, ArchiveForeign, SourceError
from index.ingest import rebuild, verify
from index.record.record import Record, create_record
from index.record.sqlite import file_url
from index.record.values import Incoming
from index.statement import Dates, Heading, Person, Statement, build_paragraph
from tests.builders import build_statement

FLIPS, CUTS = 300, 100
EXAMPLES = 300 if os.environ.get("PINCITE_TORTURE") == "1" else 30
# Of a gzip file's header: flags that have no meaning, time, level and system. They carry nothing of the dump.
MEANINGLESS = {3, 4, 5, 6, 7, 8, 9}

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
    paragraphs = []
    while spans:
        taken, spans = spans[:2], spans[2:]
        paragraphs.append(build_paragraph(len(paragraphs) + 1, text, tuple(taken), draw(maybe)))
    provenance = draw(st.dictionaries(st.sampled_from(["id", "title", "date", "note"]), texts, max_size=3))
    return Statement(draw(headings), text, tuple(paragraphs), provenance)


batches = st.lists(st.lists(statements(), min_size=1, max_size=4, unique_by=lambda each: each.heading.id), max_size=4)


@cache
def empty_database() -> bytes:
    """The file of an empty record: to make its schema takes longer than a test of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.sqlite"
        create_record(file_url(path)).close()
        return path.read_bytes()


@contextmanager
def empty_record() -> Iterator[Record]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.sqlite"
        path.write_bytes(empty_database())
        with create_record(file_url(path)) as record:
            yield record


def put(record: Record, *taken: Statement, run: int | None = None, source: str = "/a.jsonl") -> None:
    incoming = [Incoming(each, hashlib.sha256(each.text.encode()).hexdigest(), source) for each in taken]
    record.put_batch(run or record.begin_run(), incoming, [(source, "d" * 64)])


def dumped(record: Record) -> bytes:
    out = io.BytesIO()
    write_dump(record, out.write)
    return out.getvalue()


def load_bytes(record: Record, data: bytes, folder: Path) -> None:
    path = folder / "dump.jsonl"
    path.write_bytes(data)
    load(record, path)


@pytest.fixture(scope="module")
def small() -> bytes:
    """The dump of a record with two runs, versions, a withdrawal, one that was undone, and a run that was killed."""
    with empty_record() as record:
        run = record.begin_run()
        put(record, build_statement("one", "First.", date="1946"), build_statement("two", "Zwei. \u2028"), run=run)
        put(record, build_statement("one", "First, mended.", "And more.", labels=("1.", None)), run=run)
        record.finish_run(run, "done")
        record.withdraw("two", "Asked for by its author")
        record.withdraw("one", "In error")
        record.withdraw("one", None)
        record.begin_run()
        return dumped(record)


def without_end(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:-1])


@pytest.fixture(scope="module")
def empty() -> Iterator[Record]:
    """A record into which nothing is ever loaded, though it is tried again and again."""
    with empty_record() as record:
        yield record


def refused(record: Record, data: bytes, folder: Path) -> SourceError:
    """Load what cannot be loaded; nothing of it may be in the record then."""
    with pytest.raises(SourceError) as error:
        load_bytes(record, data, folder)
    assert list(record.contents()) == []
    return error.value


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
        for each in (record, other):
            put(each, build_statement("a", "Something new."), source="/c")
        assert [*map(str, other.entries_by_id())] == [*map(str, record.entries_by_id())]


def test_no_field_of_a_heading_is_left_out() -> None:
    fields = {field.name for field in dataclasses.fields(Heading)} - {"dates"} | {"date"}
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


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_any_flipped_bit_and_any_cut_is_found(empty: Record, small: bytes, tmp_path: Path, *, packed: bool) -> None:
    whole = gzip.compress(small, mtime=0) if packed else small
    dice = random.Random(20180602)
    for cut in [0, 1, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(CUTS))]:
        refused(empty, whole[:cut], tmp_path)
    skipped = 0
    for _ in range(FLIPS):
        place = dice.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        if packed and place in MEANINGLESS and gzip.decompress(changed) == small:
            skipped += 1
            continue
        refused(empty, bytes(changed), tmp_path)
    print(f"{FLIPS} flips, {skipped} of them in a gzip header without meaning; {CUTS + 3} cuts")
    assert skipped < FLIPS / 5


Change = tuple[str, bytes, bytes, str]

ALTERED: tuple[Change, ...] = (
    ("a key that we do not know", b'"reason":"In', b'"colour":"red","reason":"In', "colour"),
    ("a value of another type", b'"new":2', b'"new":true', "integer"),
    ("a value that lacks", b'"new":2,', b"", "new"),
    ("a NUL", b"First, mended", b"First\\u0000 mended", "text"),
    ("a lone surrogate", b"First, mended", b"First\\ud800 mended", "JSON"),
    ("no UTF-8", b"First, mended", b"First\xff mended", "JSON"),
    ("an escape that is not needed", b"First, mended", b"\\u0046irst, mended", "canonical"),
    ("a blank", b'"new":2', b'"new": 2', "canonical"),
    ("a key twice", b'"new":2', b'"new":2,"new":2', "canonical"),
    ("another text", b"First, mended", b"First, altered", "digest"),
    ("a paragraph outside the text", b'"spans":[[0,6]]', b'"spans":[[0,7]]', "not pieces"),
    ("a run that is not there", b'"paragraphs":2,"run":1', b'"paragraphs":2,"run":9', "no run 9"),
    ("a batch that is not there", b'"batch":2,"digest"', b'"batch":9,"digest"', "no batch 9"),
    ("a batch left out", b'"number":2,"paragraphs"', b'"number":3,"paragraphs"', "follow"),
    (
        "a version of another statement",
        b'"statement":"one","text":"First."',
        b'"statement":"two","text":"First."',
        "two",
    ),
    ("another state of withdrawal", b',"withdrawn":3', b"", "withdrawn"),
    ("statements out of order", b'"id":"two"', b'"id":"nine"', "follow"),
)


@pytest.mark.parametrize("change", ALTERED, ids=lambda change: change[0])
def test_what_was_altered_is_named_even_with_a_right_last_line(
    empty: Record, small: bytes, tmp_path: Path, change: Change
) -> None:
    _, before, after, says = change
    body = without_end(small)
    assert before in body
    error = refused(empty, forged(body.replace(before, after, 1)), tmp_path)
    assert says in error.reason
    assert error.line == body[: body.index(before)].count(b"\n") + 1 or says == "withdrawn"
    assert error.path.endswith("dump.jsonl")


def forged(body: bytes) -> bytes:
    counts: dict[str, Any] = {"runs": 0, "batches": 0, "sources": 0, "statements": 0, "versions": 0, "withdrawals": 0}
    for kind in re.findall(rb'^\{"(\w+)"', body, re.MULTILINE):
        name = {"batch": "batches"}.get(kind.decode(), f"{kind.decode()}s")
        if name in counts:
            counts[name] += 1
    end = {"end": {**counts, "sha256": hashlib.sha256(body).hexdigest()}}
    return body + json.dumps(end, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_the_forged_end_is_right(small: bytes, tmp_path: Path) -> None:
    assert forged(without_end(small)) == small


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "no dump"),
        ([b"Dear Sir,\n"], "no dump"),
        ([b'{"dump":[]}\n'], "no dump"),
        ([b'{"id": "a", "title": "A", "paragraphs": ["one"]}\n'], "no dump"),
        ([HEADER.replace(b":%d" % FORMAT, b":%d" % (FORMAT + 1))], f"format {FORMAT + 1}"),
        ([HEADER], "before its last line"),
        ([HEADER, HEADER], "second time"),
        ([HEADER, b"{}\n"], "canonical"),
        ([HEADER, b'{"source":{"digest":"d","path":"/a"},"run":{"number":1,"started":"t"}}\n'], "canonical"),
        ([HEADER, b"[1]\n"], "object"),
        ([HEADER, b'{"run":' * 100_000 + b"\n"], "JSON"),
    ],
)
def test_what_is_no_dump_is_refused_in_one_line(empty: Record, lines: list[bytes], says: str, tmp_path: Path) -> None:
    error = refused(empty, b"".join(lines), tmp_path)
    assert says in error.reason
    assert error.line == max(len(lines), 1)
    assert "\n" not in str(error)


def test_nothing_stands_after_the_last_line(empty: Record, small: bytes, tmp_path: Path) -> None:
    assert "after the last line" in refused(empty, small + small, tmp_path).reason


def test_a_line_over_the_limit_is_not_read_to_its_end(
    empty: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.backup.loading.LONGEST", 1000)
    assert LONGEST > 50 * 2**20
    assert "limit" in refused(empty, HEADER + b"x" * 2000, tmp_path).reason


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
