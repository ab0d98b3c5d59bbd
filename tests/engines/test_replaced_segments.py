"""The index of replaced versions on disk: segments of its own in the same commit, if anything was replaced."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir
from whoosh.query import Every

from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.arrays.segment import read_segment
from pincite.index.engines.whoosh.checking.derived import check_derived
from pincite.index.engines.whoosh.checking.structure import check_shape
from pincite.index.engines.whoosh.commits.storage import INDEX_NAME
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.engines.whoosh.generations import open_snapshot
from pincite.index.engines.whoosh.layout import current_generation
from pincite.index.engines.whoosh.writing.build import Builder, build
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.policy import FACTOR
from pincite.index.ingest import rebuild, verify
from pincite.index.query.query import Versions
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.errors import SchemaMismatch
from tests.builders import build_statement
from tests.contract.archive import asked
from tests.contract.record.records import put
from tests.engines.disks import QuickDisk
from tests.engines.sessions import damage, entry, forget_replaced, write
from tests.engines.test_arrays_merge import assert_same, merged_segments, random_entry

KEY = b"k" * 32
OLD = "cd" * 32


def with_replaced(one: Entry, *texts: str) -> Entry:
    return replace(one, replaced=tuple(Passage(n, None, text, OLD) for n, text in enumerate(texts, 1)))


def random_replaced(id_: str, chance: random.Random) -> Entry:
    """A statement with at least one paragraph of a replaced version; numbers may come twice."""
    one, older = random_entry(id_, chance), random_entry(id_, chance, chance.randint(1, 5))
    numbers = sorted(chance.choices(range(1, 300), k=len(older.paragraphs)))
    rows = zip(numbers, older.paragraphs, strict=True)
    passages = [Passage(n, p.label, p.text, chance.choice((OLD, older.version))) for n, p in rows]
    return replace(one, replaced=tuple(passages))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_a_merge_is_the_segment_of_its_live_statements(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    entries = [random_replaced(f"s{n}", chance) for n in range(chance.randint(1, 20))]
    chance.shuffle(entries)
    cut = chance.randint(0, len(entries))
    groups = [group for group in (entries[:cut], entries[cut:]) if group]
    dead = {one.heading.id for one in entries if chance.random() < 0.3}
    segments = [read_segment(build_replaced(group)) for group in groups]
    made = merged_segments(tmp_path_factory.mktemp("merge"), segments, dead)
    alive = [one for one in entries if one.heading.id not in dead]
    assert_same(made, read_segment(build_replaced(alive)))
    assert [*check_shape(made), *check_derived(made)] == []
    shown = [made.passage(doc) for doc in range(made.n)]
    assert shown == [passage for one in sorted(alive, key=lambda one: one.heading.id) for passage in one.replaced]


def build_replaced(entries: Sequence[Entry]) -> BuiltArrays:
    return Builder().build(entries, replaced=True)


def test_current_and_replaced_versions_do_not_merge(tmp_path: Path) -> None:
    one = with_replaced(entry("a", "new"), "old")
    with pytest.raises(ValueError, match="do not merge"):
        merged_segments(tmp_path, [read_segment(build([entry("b", "x")])), read_segment(build_replaced([one]))], set())


def segments(index: Path, kind: str) -> list[str]:
    return sorted(path.name for path in (index / current_generation(index)).glob(f"*.{kind}"))


def test_there_is_no_file_of_them_where_nothing_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, 1, [entry("a", "one"), entry("b", "two")])
    write(tmp_path, 2, [entry("a", "one more")])
    assert segments(tmp_path, "replaced") == []
    write(tmp_path, 3, [with_replaced(entry("a", "new"), "one")])
    assert len(segments(tmp_path, "replaced")) == 1
    assert damage(tmp_path) == []


def test_many_commits_leave_few_segments_of_both_kinds(tmp_path: Path) -> None:
    for batch in range(3 * FACTOR):
        one = with_replaced(entry(f"s{batch % 7}", f"new {batch}"), f"old {batch}", "older")
        write(tmp_path, batch + 1, [one], disk=QuickDisk())
    snapshot = open_snapshot(tmp_path)
    assert snapshot.replaced is not None
    assert (snapshot.statements, snapshot.paragraphs, snapshot.checkpoint.replaced) == (7, 7, 14)
    assert (snapshot.replaced.statements, snapshot.replaced.paragraphs) == (7, 14)
    assert len(snapshot.parts) < FACTOR > len(snapshot.replaced.parts)
    assert all(part.arrays.stood is None for part in snapshot.parts)
    assert all(part.arrays.stood is not None for part in snapshot.replaced.parts)
    assert damage(tmp_path) == []


def test_a_session_ends_with_one_segment_of_each_kind_where_that_is_worth_it(tmp_path: Path) -> None:
    many = [with_replaced(entry(f"s{n}", "new"), *["old"] * 4) for n in range(60)]
    write(tmp_path, 1, many, memory=16 * 40)
    snapshot = open_snapshot(tmp_path)
    assert snapshot.replaced is not None
    assert (len(snapshot.parts), len(snapshot.replaced.parts)) == (1, 1)
    assert (snapshot.paragraphs, snapshot.replaced.paragraphs) == (60, 240)


def test_readers_of_whoosh_see_current_versions_alone(tmp_path: Path) -> None:
    write(tmp_path, 1, [with_replaced(entry("a", "new words"), "old words"), entry("b", "words")])
    with open_dir(str(tmp_path / "gen-000001"), indexname=INDEX_NAME).searcher() as searcher:
        assert sorted(hit["text"] for hit in searcher.search(Every(), limit=None)) == ["new words", "words"]


DAMAGES = {
    "no number": {"stood": lambda stood: stood[:-1]},
    "zero": {"stood": lambda stood: np.where(stood == 1, 0, stood).astype(np.int32)},
    "not in order": {"stood": lambda stood: stood[::-1].copy()},
    "no version": {"stood.versions": lambda versions: versions[:-1]},
}


@pytest.mark.parametrize("name", DAMAGES)
def test_places_that_are_not_whole_are_found(name: str) -> None:
    arrays = build_replaced([with_replaced(entry("a", "new"), "one", "two", "three")])
    assert [*check_shape(read_segment(arrays))] == []
    changed = {key: change(arrays[key]) for key, change in DAMAGES[name].items()}
    (what,) = check_shape(read_segment({**arrays, **changed}))
    assert what.startswith("stood")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    """An engine over a folder that does not exist yet."""
    with_one = open_engine(tmp_path / "index", KEY)
    yield with_one
    with_one.close()


def test_an_index_from_before_answers_and_says_what_it_lacks_until_it_is_rebuilt(
    tmp_path: Path, engine: WhooshEngine
) -> None:
    old, new = asked(versions=Versions.REPLACED), asked()
    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        put(record, build_statement("a", "one"))
        write(tmp_path / "index", 1, list(record.entries(["a"])))
        forget_replaced(tmp_path / "index")
        put(record, build_statement("a", "two"))
        write(tmp_path / "index", 2, list(record.entries(["a"])))
        checkpoint = engine.checkpoint()
        assert checkpoint is not None
        assert (checkpoint.replaced, segments(tmp_path / "index", "replaced")) == (None, [])
        assert [hit.passage.text for hit in engine.search(new).hits] == ["two"]
        for ask in (lambda: engine.search(old), lambda: list(engine.replaced()), lambda: list(engine.scan(old))):
            with pytest.raises(SchemaMismatch, match=r"^the index was built without replaced .*run `pincite rebuild`$"):
                ask()
        (finding,) = verify(record, engine, "deep").findings
        assert (finding.what[:31], finding.mend) == ("was built without replaced vers", "run `pincite rebuild`")
        assert verify(record, engine, "quick").findings == (finding,)
        rebuild(record, engine)
        assert verify(record, engine, "deep").agrees
        assert [hit.passage.text for hit in engine.search(old).hits] == ["one"]
