"""The histogram: bars of a year, a month or a day. A date counts in a bar if it fits into it completely."""

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.dating import Days, bars_of, standing
from pincite.index.engines.whoosh.answering.found import Found
from pincite.index.query.bars import choose_interval
from pincite.index.query.query import Interval, Query
from pincite.index.results import Count, Histogram, build_bars, build_words, no_histogram
from pincite.index.values.fields import UNKNOWN_DAY


def build_histogram(query: Query, results: list[Found]) -> Histogram | None:
    """Count the result by bars of the interval asked for; AUTO chooses it from the range of the known dates."""
    if not results or query.histogram is None:
        return no_histogram(query)
    earliest = np.concatenate([np.asarray(item.part.arrays.earliest)[item.rows] for item in results]).astype(np.int64)
    latest = np.concatenate([np.asarray(item.part.arrays.latest)[item.rows] for item in results]).astype(np.int64)
    counts = np.concatenate([item.counts for item in results])
    unknown = (earliest == UNKNOWN_DAY) & (latest == UNKNOWN_DAY)
    bounded = (earliest != UNKNOWN_DAY) & (latest != UNKNOWN_DAY)
    width = _chosen(query.histogram, earliest[bounded], latest[bounded])
    inside = standing(earliest, latest, width)
    bars = bars_of(earliest[inside], width)
    paragraphs, statements = _counted(bars, counts[inside])
    words = None
    if query.words:
        of_rows = np.concatenate([item.words() for item in results])
        apart = [int(of_rows[rows].sum()) for rows in (~inside & ~unknown, unknown)]
        words = build_words(paragraphs, _counted(bars, of_rows[inside])[0], *apart)
    return Histogram(
        width,
        build_bars(width, paragraphs, statements),
        _count(counts[~inside & ~unknown]),
        _count(counts[unknown]),
        words,
    )


def _chosen(asked: Interval, earliest: Days, latest: Days) -> Interval:
    if not len(earliest):
        return choose_interval(asked, None, None)
    return choose_interval(asked, int(earliest.min()), int(latest.max()))


def _counted(bars: Days, counts: npt.NDArray[np.integer]) -> tuple[dict[int, int], dict[int, int]]:
    """The sum of ``counts``, one a statement, and the statements, by number of bar."""
    numbers, of_bars = np.unique(bars, return_inverse=True)
    paragraphs = np.bincount(of_bars, weights=counts, minlength=len(numbers)).astype(np.int64)
    keys = numbers.tolist()
    return dict(zip(keys, paragraphs.tolist(), strict=True)), dict(
        zip(keys, np.bincount(of_bars).tolist(), strict=True)
    )


def _count(counts: npt.NDArray[np.intp]) -> Count:
    return Count(int(counts.sum()), len(counts))
