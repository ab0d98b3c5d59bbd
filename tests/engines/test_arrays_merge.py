"""A merge of segments is the segment that its live statements would have made."""

import hashlib
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.engines.whoosh.arrays import packed, posting_ranges, unions
from pincite.index.engines.whoosh.arrays.arrayfile import find_damage, map_arrays
from pincite.index.engines.whoosh.arrays.segment import Part, SegmentArrays, read_segment
from pincite.index.engines.whoosh.arrays.strings import Strings, pack_strings
from pincite.index.engines.whoosh.arrays.unions import take_strings, union
from pincite.index.engines.whoosh.checking.derived import check_derived
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.writing import mergepostings
from pincite.index.engines.whoosh.writing.build import build
from pincite.index.engines.whoosh.writing.merge import merge
from pincite.index.engines.whoosh.writing.policy import FACTOR, Size, choose_merges, is_worth_joining
from pincite.index.engines.whoosh.writing.sink import ArraySink
from pincite.index.values.dates import Dates
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading, Person
from pincite.index.values.statement import Paragraph
from tests.engines.sessions import entry

VOCABULARY = ["korea", "verify", "verified", "U.S.", "été", "the", *(f"w{n}" for n in range(40))]


def random_entry(id_: str, chance: random.Random, paragraphs: int | None = None) -> Entry:
    """A statement of random words and facets."""
    count = chance.randint(0, 5) if paragraphs is None else paragraphs
    texts = [" ".join(chance.choices(VOCABULARY, k=chance.randint(0, 12))) for _ in range(count)]
    if texts and chance.random() < 0.05:
        texts[0] = " ".join(chance.choices(VOCABULARY, k=700))
    made = tuple(
        Paragraph(n, text, f"{n}." if chance.random() < 0.3 else None, ((0, len(text)),))
        for n, text in enumerate(texts, 1)
    )
    heading = Heading(
        id=id_,
        title=" ".join(chance.choices(["Joint", "Été", "Statement"], k=3)),
        dates=Dates(),
        place=chance.choice(["Seoul", "Singapore", None]),
        issuers=tuple(chance.sample(["US", "ROK", "Japan"], k=chance.randint(0, 3))),
        people=tuple(Person(name) for name in chance.sample(["Song", "Mattis"], k=chance.randint(0, 2))),
    )
    return Entry(heading, hashlib.sha256(repr((id_, texts)).encode()).hexdigest(), made)


def merged(folder: Path, groups: list[list[Entry]], dead: set[str], name: str = "MAIN_x.arrays"):
    """The arrays of a merge of new segments, over a file."""
    return merged_segments(folder, [read_segment(build(group)) for group in groups], dead, name)


def merged_segments(folder: Path, segments: list[SegmentArrays], dead: set[str], name: str = "MAIN_x.arrays"):
    """The arrays of a merge, over a file."""
    parts = []
    for arrays in segments:
        live = np.array([id_ not in dead for id_ in arrays.ids], np.bool_)
        parts.append(Part(arrays, None if live.all() else live))
    folder.mkdir(exist_ok=True)
    sink = ArraySink(SyncStorage(folder), name)
    try:
        counts = merge(parts, sink)
        sink.finish()
    finally:
        sink.close()
    assert [path.name for path in folder.iterdir()] == [name]
    assert find_damage((folder / name).read_bytes(), name) == []
    made = read_segment(map_arrays(folder / name))
    assert counts == (made.n, made.s)
    return made


def assert_same(made, expected) -> None:
    """Every array equal, in type and value; compressed lists by what is in them."""
    assert made.arrays.keys() == expected.arrays.keys()
    for name, array in expected.arrays.items():
        if not name.startswith(("texts.", "headings.")):
            found = made.arrays[name]
            assert found.dtype == array.dtype, name
            assert np.array_equal(found, array), name
    assert list(made.texts) == list(expected.texts)
    assert list(made.headings) == list(expected.headings)
    assert [made.texts[doc] for doc in range(made.n)] == list(expected.texts)
    assert [made.headings[row] for row in range(made.s)] == list(expected.headings)


def test_statements_without_paragraphs_that_alone_live_are_merged(tmp_path: Path) -> None:
    chance = random.Random(3)
    empty, dead, other = (
        random_entry(name, chance, paragraphs=count) for name, count in (("a", 0), ("b", 2), ("c", 3))
    )
    made = merged(tmp_path, [[empty, dead], [other]], {"b", "c"})
    assert_same(made, read_segment(build([empty])))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans(), st.sampled_from([1, 7, 1 << 20]))
def test_a_merge_is_the_segment_of_its_live_statements(tmp_path_factory, seed, in_turn, postings) -> None:
    chance = random.Random(seed)
    ids = sorted(f"s{chance.randrange(10_000)}-{n}" for n in range(chance.randint(0, 25)))
    if not in_turn:
        chance.shuffle(ids)
    entries = [random_entry(id_, chance) for id_ in ids]
    cuts = sorted(chance.choices(range(len(entries) + 1), k=3))
    groups = [entries[a:b] for a, b in zip([0, *cuts], [*cuts, len(entries)], strict=True)]
    dead = set(chance.sample(ids, k=len(ids) // 3)) if chance.random() < 0.7 else set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mergepostings, "POSTINGS", postings)
        made = merged(tmp_path_factory.mktemp("merge"), groups, dead)
    assert_same(made, read_segment(build([entry for entry in entries if entry.heading.id not in dead])))


@pytest.mark.parametrize("learned_from", [(10_000, 10_000), (10_000, 1 << 30), (1 << 30, 10_000), (1 << 30, 1 << 30)])
def test_texts_are_copied_or_packed_anew_by_their_dictionaries(tmp_path, monkeypatch, learned_from) -> None:
    chance = random.Random(7)
    groups = [
        [random_entry("a", chance, 700), random_entry("m", chance, 3)],
        [random_entry("b", chance, 900), random_entry("c", chance, 1)],
    ]
    segments = []
    for group, size in zip(groups, learned_from, strict=True):
        monkeypatch.setattr(packed, "LEARNED_FROM", size)
        segments.append(read_segment(build(group)))
    assert [len(arrays.texts.dictionary) > 0 for arrays in segments] == [size == 10_000 for size in learned_from]
    monkeypatch.setattr(packed, "LEARNED_FROM", 1 << 30)
    made = merged_segments(tmp_path, segments, {"c"})
    assert_same(made, read_segment(build([entry for group in groups for entry in group if entry.heading.id != "c"])))
    known = [arrays.texts.dictionary.tobytes() for arrays in segments if len(arrays.texts.dictionary)]
    assert made.texts.dictionary.tobytes() in (known or [b""])


def test_segments_too_small_to_learn_from_learn_together(tmp_path, monkeypatch) -> None:
    chance = random.Random(8)
    groups = [[random_entry("a", chance, 700)], [random_entry("b", chance, 900)]]
    size = sum(len(p.text.encode()) for group in groups for entry in group for p in entry.paragraphs)
    monkeypatch.setattr(packed, "LEARNED_FROM", size)
    made = merged(tmp_path, groups, set())
    assert len(made.texts.dictionary) > 0
    assert_same(made, read_segment(build([entry for group in groups for entry in group])))


def test_an_id_that_lives_twice_is_refused(tmp_path) -> None:
    chance = random.Random(1)
    with pytest.raises(ValueError, match="two segments"):
        merged(tmp_path, [[random_entry("a", chance)], [random_entry("a", chance)]], set())
    assert list(tmp_path.iterdir()) == []


def test_a_join_and_a_check_hold_few_postings_of_a_frequent_word_at_once(tmp_path, monkeypatch) -> None:
    chance = random.Random(3)
    segments = [
        read_segment(build([entry("ab"[side] + str(n), *["the the"] * 50) for n in range(20)])) for side in (0, 1)
    ]
    mixed = [read_segment(build([entry(f"{n}{side}", *["the the"] * 50) for n in range(20)])) for side in "ab"]
    held: list[int] = []

    def watched(join):
        def joined(pieces):
            held.append(rows_of(pieces))
            return join(pieces)

        return joined

    for name in ("_sorted", "_interleaved"):
        monkeypatch.setattr(mergepostings, name, watched(getattr(mergepostings, name)))
    monkeypatch.setattr(mergepostings, "POSTINGS", 100)
    monkeypatch.setattr(posting_ranges, "POSTINGS", 100)
    for number, some in enumerate((segments, mixed)):
        dead = set(chance.sample([identity for arrays in some for identity in arrays.ids], 7))
        made = merged_segments(tmp_path / str(number), some, dead)
        assert list(check_derived(made)) == []
        ranges = [one.stop - one.start for one in posting_ranges.posting_ranges(made.text)]
        assert (max(ranges), sum(ranges)) == (100, made.n)
    assert max(held) <= 200
    assert sum(held) > 2 * 33 * 50


def rows_of(pieces) -> int:
    return sum(len(piece.rows) for piece in pieces)


@given(st.lists(st.sets(st.text("ab\0é\U0001f600", max_size=20), max_size=12), max_size=6), st.sampled_from([1, 9, 99]))
def test_a_union_is_sorted_and_tells_where_each_string_went(sets, at_once) -> None:
    lists = [Strings(*pack_strings(sorted(item.encode() for item in items))) for items in sets]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unions, "AT_ONCE", at_once)
        made, maps = union(lists)
    assert list(made) == sorted(set().union(*sets))
    assert [[made[place] for place in to.tolist()] for to in maps] == [list(strings) for strings in lists]


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=9), st.data(), st.sampled_from([1, 7, 1 << 20]))
def test_strings_are_taken_in_any_order(items, data, at_once) -> None:
    which = data.draw(st.lists(st.integers(0, len(items) - 1), max_size=12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unions, "_BYTES", at_once)
        taken = take_strings(Strings(*pack_strings(items)), np.array(which, np.int64))
    assert taken.encoded() == [items[number] for number in which]


def test_segments_of_a_size_are_merged_when_there_are_enough() -> None:
    small, large = Size(100), Size(500_000)
    assert choose_merges([small] * (FACTOR - 1) + [large]) == []
    assert choose_merges([large] + [small] * FACTOR) == [list(range(1, FACTOR + 1))]
    assert choose_merges([Size(1000, 400), Size(1000, 200)]) == [[0]]


def test_a_long_session_moves_each_paragraph_few_times() -> None:
    sizes: list[Size] = []
    moved = 0
    for _ in range(300):
        sizes.append(Size(20_000))
        for group in choose_merges(sizes):
            total = sum(sizes[number].live for number in group)
            moved += total
            sizes = [size for number, size in enumerate(sizes) if number not in group] + [Size(total)]
        assert len(sizes) < 3 * FACTOR
    assert moved <= 2 * 300 * 20_000
    assert is_worth_joining(sizes, 300 * 20_000)
    assert not is_worth_joining(sizes, 20)
    assert not is_worth_joining([Size(10)], 10)
    assert not is_worth_joining([Size(10), Size(10)], 20)
    assert is_worth_joining([Size(60_000), Size(40_000)], 40_000)
