"""Owns merging several segments into one: live statements in the order of ids, arrays only, in bounded memory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.segment import FacetColumn, Part, SegmentArrays
from pincite.index.engines.whoosh.arrays.unions import joined_strings, take_strings, union
from pincite.index.engines.whoosh.writing.build import rank_keys
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.mergepacked import Run, merge_packed
from pincite.index.engines.whoosh.writing.mergepostings import merge_postings, source_of
from pincite.index.engines.whoosh.writing.mergeprints import PrintSource, merge_prints
from pincite.index.engines.whoosh.writing.sink import ArraySink
from pincite.index.values.fields import FACET_NAMES
from pincite.index.values.heading import parse_title, title_key

Ints = NDArray[np.int32]
_ARRIVALS = ("added", "added_at", "changed", "changed_at")


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a merge. ``part`` and ``row`` are int32[s]: the origin of each statement of the new segment.

    ``first`` is int32[s + 1]. ``statements`` and ``paragraphs`` map, part by part, old rows to new ones; -1 is dead.
    """

    part: Ints
    row: Ints
    first: Ints
    statements: list[Ints]
    paragraphs: list[Ints]


def merge(parts: Sequence[Part], sink: ArraySink) -> tuple[int, int]:
    """Write the live statements of ``parts`` to ``sink``. Return the numbers of paragraphs and statements."""
    plan = plan_merge(parts)
    sink.add(_statements(parts, plan))
    # Written at once: nothing else needs them.
    sink.stream("lengths", np.int32).append(_lengths(parts, plan))
    sink.add(_labels(parts, plan))
    sink.add(_stood(parts, plan))
    for name in FACET_NAMES:
        sink.add(_facet(f"facet.{name}", [part.arrays.facets[name] for part in parts], plan))
    titles = [part.arrays.title for part in parts]
    texts = [part.arrays.text for part in parts]
    headings, bodies = [part.arrays.headings for part in parts], [part.arrays.texts for part in parts]

    def let_go() -> None:
        for part in parts:
            part.arrays.let_go()

    merge_postings("title", [*map(source_of, titles, plan.statements)], sink, let_go)
    merge_postings("text", [*map(source_of, texts, plan.paragraphs)], sink, let_go)
    merge_prints([PrintSource(p.arrays.prints, to) for p, to in zip(parts, plan.paragraphs, strict=True)], sink, let_go)
    merge_packed("texts", bodies, _runs(parts, plan, paragraphs=True), sink, let_go)
    merge_packed("headings", headings, _runs(parts, plan, paragraphs=False), sink, let_go)
    return int(plan.first[-1]), len(plan.row)


def plan_merge(parts: Sequence[Part]) -> Plan:
    """Return the order of the live statements of ``parts``. Raises ValueError when an id lives twice."""
    part, row, ids = _live_rows(parts)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    if any(ids[a] == ids[b] for a, b in zip(order.tolist(), order[1:].tolist(), strict=False)):
        raise ValueError("a statement lives in two segments")
    part, row = part[order], row[order]
    sizes = _taken([np.diff(p.arrays.first) for p in parts], part, row)
    first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    statements = [np.full(p.arrays.s, -1, np.int32) for p in parts]
    for number, target in enumerate(statements):
        mine = np.flatnonzero(part == number)
        target[row[mine]] = mine
    paragraphs = [_spread(p, to, first) for p, to in zip(parts, statements, strict=True)]
    return Plan(part, row, first, statements, paragraphs)


def _live_rows(parts: Sequence[Part]) -> tuple[Ints, Ints, list[bytes]]:
    numbers, rows, ids = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)], list[bytes]()
    for number, part in enumerate(parts):
        encoded = part.arrays.ids.encoded()
        live = np.arange(part.arrays.s) if part.live is None else np.flatnonzero(part.live)
        rows.append(live.astype(np.int32))
        numbers.append(np.full(len(live), number, np.int32))
        ids.extend(encoded if part.live is None else [encoded[row] for row in live.tolist()])
    return np.concatenate(numbers), np.concatenate(rows), ids


def _spread(part: Part, statements: Ints, first: Ints) -> Ints:
    """Map the paragraphs of a part by the new places of its statements."""
    old = part.arrays.first
    shift = np.where(statements >= 0, first[statements] - old[:-1], 0)
    places = np.arange(part.arrays.n, dtype=np.int32) + np.repeat(shift, np.diff(old)).astype(np.int32)
    places[np.repeat(statements < 0, np.diff(old))] = -1
    return places


def _taken(columns: Sequence[NDArray[np.generic]], part: Ints, row: Ints) -> NDArray[np.generic]:
    """Return ``columns[part[i]][row[i]]`` for every i."""
    bases = np.concatenate(([0], np.cumsum([len(column) for column in columns])))
    return np.concatenate(columns)[bases[part] + row]


def _statements(parts: Sequence[Part], plan: Plan) -> BuiltArrays:
    arrays = [part.arrays for part in parts]
    bases = np.concatenate(([0], np.cumsum([a.s for a in arrays])))
    places = bases[plan.part] + plan.row
    ids = take_strings(joined_strings([a.ids for a in arrays]), places)
    return {
        "first": plan.first,
        "ids.blob": ids.blob,
        "ids.offsets": ids.offsets,
        "title_rank": _title_rank(arrays, places),
        **{name: _taken([a.arrays[name] for a in arrays], plan.part, plan.row) for name in _ARRIVALS},
        "versions": _taken([a.arrays["versions"] for a in arrays], plan.part, plan.row),
        "earliest": _taken([a.earliest for a in arrays], plan.part, plan.row),
        "latest": _taken([a.latest for a in arrays], plan.part, plan.row),
    }


def _title_rank(arrays: Sequence[SegmentArrays], places: Ints) -> Ints:
    """Return the ranks of the titles at ``places`` of all segments, one after the other."""
    keys = [title_key(parse_title(data)) for a in arrays for data in a.headings]
    return rank_keys([keys[place] for place in places.tolist()])


def _lengths(parts: Sequence[Part], plan: Plan) -> Ints:
    lengths = np.zeros(int(plan.first[-1]), np.int32)
    for part, to in zip(parts, plan.paragraphs, strict=True):
        live = to >= 0
        lengths[to[live]] = part.arrays.lengths[live]
    return lengths


def _labels(parts: Sequence[Part], plan: Plan) -> BuiltArrays:
    pairs = zip(parts, plan.paragraphs, strict=True)
    joined = np.concatenate([np.zeros(0, np.int32), *(to[part.arrays.labelled] for part, to in pairs)])
    order = np.argsort(joined, kind="stable")
    order = order[joined[order] >= 0]
    labels = take_strings(joined_strings([part.arrays.labels for part in parts]), order)
    return {
        "labelled": joined[order].astype(np.uint32),
        "labels.blob": labels.blob,
        "labels.offsets": labels.offsets,
    }


def _stood(parts: Sequence[Part], plan: Plan) -> BuiltArrays:
    """Return where paragraphs of replaced versions stood. Parts are all of these, or none is."""
    columns = [part.arrays.stood for part in parts]
    if not any(columns):
        return {}
    count = int(plan.first[-1])
    numbers, versions = np.zeros(count, np.int32), np.zeros((count, 32), np.uint8)
    for column, to in zip(columns, plan.paragraphs, strict=True):
        if column is None:
            raise ValueError("current and replaced versions do not merge")
        live = to >= 0
        numbers[to[live]], versions[to[live]] = column.numbers[live], column.versions[live]
    return {"stood": numbers, "stood.versions": versions}


def _facet(name: str, columns: Sequence[FacetColumn], plan: Plan) -> BuiltArrays:
    values, maps = union([column.values for column in columns])
    sizes = _taken([np.diff(column.offsets) for column in columns], plan.part, plan.row).astype(np.int64)
    starts = _taken([column.offsets[:-1] for column in columns], plan.part, plan.row).astype(np.int64)
    bases = np.concatenate(([0], np.cumsum([len(column.ordinals) for column in columns])))[:-1]
    mapped = np.concatenate([to[column.ordinals] for to, column in zip(maps, columns, strict=True)])
    ends = np.cumsum(sizes)
    places = np.repeat(starts + bases[plan.part] - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
    ordinals = mapped[places]
    used = np.flatnonzero(np.bincount(ordinals, minlength=len(values)))
    kept = np.zeros(len(values), np.int32)
    kept[used] = np.arange(len(used), dtype=np.int32)
    strings = take_strings(values, used)
    return {
        f"{name}.values.blob": strings.blob,
        f"{name}.values.offsets": strings.offsets,
        f"{name}.offsets": np.concatenate(([0], ends)).astype(np.int32),
        f"{name}.ordinals": kept[ordinals],
    }


def _runs(parts: Sequence[Part], plan: Plan, *, paragraphs: bool) -> list[Run]:
    """Return the runs to copy, in order. Neighbours that stay neighbours form one run."""
    if not len(plan.row):
        return []
    breaks = np.flatnonzero((np.diff(plan.part) != 0) | (np.diff(plan.row) != 1)) + 1
    begins = np.concatenate(([0], breaks)).tolist()
    ends = np.concatenate((breaks, [len(plan.row)])).tolist()
    runs = []
    for begin, end in zip(begins, ends, strict=True):
        number, start, stop = int(plan.part[begin]), int(plan.row[begin]), int(plan.row[end - 1]) + 1
        if paragraphs:
            old = parts[number].arrays.first
            start, stop = int(old[start]), int(old[stop])
        runs.append(Run(number, start, stop))
    return runs
