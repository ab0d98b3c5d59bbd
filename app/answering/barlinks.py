"""The parameters that find exactly what a bar of a histogram counts, from those of the search that it stands in."""

from collections.abc import Sequence

from pincite.app.words import bar_name
from pincite.index.query.query import DateFilter, Interval, Query
from pincite.index.results import Bar

Pair = tuple[str, str]
_PLACE = ("offset", "cursor")
_RANGE = ("date_from", "date_to", "date_match")


def pairs_of_bar(query: Query, pairs: Sequence[Pair], bar: Bar) -> list[Pair]:
    """Return the search for the paragraphs whose dates lie within ``bar``.

    Its range takes the place of the one that was asked for. Where that one cuts the bar both hold: ``dated`` is added.
    """
    name = bar_name(bar)
    if query.dates is not None and _cuts(query.dates, bar):
        return _adding(pairs, name)
    kept = [pair for pair in _kept(pairs) if pair[0] not in _RANGE]
    return [*kept, ("date_from", name), ("date_to", name), ("date_match", "within")]


def pairs_of_wider(pairs: Sequence[Pair], interval: Interval) -> list[Pair]:
    """Return the search for the paragraphs whose dates no bar of ``interval`` (not AUTO) holds."""
    return _adding(pairs, f"wider-{interval.value}")


def pairs_of_unknown(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the search for the paragraphs without a date."""
    return _adding(pairs, "unknown")


def _cuts(dates: DateFilter, bar: Bar) -> bool:
    """Whether a date within the bar may be refused by the range."""
    begins = dates.earliest is None or dates.earliest <= bar.first
    return not (begins and (dates.latest is None or bar.last <= dates.latest))


def _adding(pairs: Sequence[Pair], value: str) -> list[Pair]:
    kept = _kept(pairs)
    return kept if ("dated", value) in kept else [*kept, ("dated", value)]


def _kept(pairs: Sequence[Pair]) -> list[Pair]:
    return [(name, value) for name, value in pairs if value and name not in _PLACE]
