"""The values of some facets for all statements of a commit, so that all facets are counted in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.arrays.segment import FacetColumn, SegmentArrays
from pincite.index.engines.whoosh.arrays.strings import Strings
from pincite.index.engines.whoosh.arrays.unions import union

Places = npt.NDArray[np.intp]
Counts = npt.NDArray[np.int64]

_PACKED = 31
"""The bits of the count of paragraphs. The count of statements is above them: one exact float64 holds both."""
_MOST_PACKED = 1 << 53 - _PACKED


class Tally(NamedTuple):
    """Counts by value of one field. ``names`` are the sorted values; the last count is for those without a value."""

    names: Strings
    paragraphs: Counts
    statements: Counts


@dataclass(frozen=True, slots=True)
class FacetTable:
    """``entries[ends[row] - sizes[row] : ends[row]]`` are the values of a statement in all ``fields``.

    A value is its place in the field's ``names`` above the field's ``bases``; a statement without a value has the
    place behind the last name, so that no statement is without an entry in a field. ``bases`` ends with their sum.
    """

    fields: tuple[str, ...]
    names: tuple[Strings, ...]
    bases: tuple[int, ...]
    sizes: Places
    ends: Places
    entries: Places

    def count(self, rows: Places, paragraphs: Places) -> dict[str, Tally]:
        """Count by value: ``rows`` are statements over all parts, distinct, each with as many ``paragraphs``."""
        of_paragraphs, of_statements = self._counts(rows, paragraphs)
        return {
            field: Tally(names, of_paragraphs[base:end], of_statements[base:end])
            for field, names, base, end in zip(self.fields, self.names, self.bases[:-1], self.bases[1:], strict=True)
        }

    def _counts(self, rows: Places, paragraphs: Places) -> tuple[Counts, Counts]:
        if len(self.sizes) >= _MOST_PACKED:
            return self._sums(rows, paragraphs), self._sums(rows, np.ones(len(rows)))
        sums = self._sums(rows, paragraphs + float(1 << _PACKED))
        return sums & ((1 << _PACKED) - 1), sums >> _PACKED

    def _sums(self, rows: Places, weights: npt.NDArray[np.number]) -> Counts:
        """Add the weight of each of ``rows`` to its values: in all entries where that takes no longer."""
        if len(rows) * 3 > len(self.sizes):
            all_weights = np.zeros(len(self.sizes))
            all_weights[rows] = weights
            entries, weights = self.entries, all_weights.repeat(self.sizes)
        else:
            sizes = self.sizes.take(rows)
            ends = sizes.cumsum()
            places = (self.ends.take(rows) - ends).repeat(sizes)
            places += np.arange(len(places))
            entries, weights = self.entries.take(places), weights.repeat(sizes)
        return np.bincount(entries, weights, minlength=self.bases[-1]).astype(np.int64)


def build_table(parts: Sequence[SegmentArrays], fields: tuple[str, ...]) -> FacetTable:
    """Build the table of ``fields`` over the statements of all ``parts``, live or not."""
    columns = [_build_column([part.facets[field] for part in parts]) for field in fields]
    sizes = sum((own for _, own, _ in columns), np.zeros(sum(part.s for part in parts), dtype=np.intp))
    ends = np.cumsum(sizes)
    entries = np.zeros(int(sizes.sum()), dtype=np.intp)
    starts, base, bases = ends - sizes, 0, []
    for names, own, values in columns:
        entries[np.repeat(starts - (np.cumsum(own) - own), own) + np.arange(len(values))] = values + base
        starts = starts + own
        bases.append(base)
        base += len(names) + 1
    return FacetTable(fields, tuple(names for names, _, _ in columns), (*bases, base), sizes, ends, entries)


def _build_column(columns: Sequence[FacetColumn]) -> tuple[Strings, Places, Places]:
    """Names, entries a statement and the entries of one field over all parts."""
    names, places = joined([column.values for column in columns])
    given = _end_to_end([np.diff(column.offsets) for column in columns])
    sizes = np.maximum(given, 1)
    entries = np.full(int(sizes.sum()), len(names), dtype=np.intp)
    ordinals = [own[column.ordinals] for own, column in zip(places, columns, strict=True)]
    entries[np.repeat(given > 0, sizes)] = _end_to_end(ordinals)
    return names, sizes, entries


def joined(lists: list[Strings]) -> tuple[Strings, list[npt.NDArray[np.int32]]]:
    """The values of all ``lists``, sorted, and for each list the places of its values among them."""
    if len(lists) == 1:
        return lists[0], [np.arange(len(lists[0]), dtype=np.int32)]
    return union(lists)


def _end_to_end(arrays: list[npt.NDArray[np.int32]]) -> Places:
    return np.concatenate([np.zeros(0, dtype=np.intp), *arrays])
