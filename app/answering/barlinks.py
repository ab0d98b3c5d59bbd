"""Parameters that find exactly what a histogram counts: a bar, wider dates, or statements without a date."""

from collections.abc import Sequence

from pincite.app.answering.links import Links
from pincite.app.answering.request import SearchRequest
from pincite.app.words import bar_name
from pincite.index.query.query import DateFilter, Interval
from pincite.index.results import Bar
from pincite.index.values.errors import Problem, QueryError

MOST_CHARACTERS = 8_000_000
"""The most characters of all links to bars in an answer, which each repeat the request. It takes 1 s to write them."""
Pair = tuple[str, str]
_PLACE = ("offset", "cursor")
_RANGE = ("date_from", "date_to", "date_match")


def links_to_bars(
    asked: SearchRequest, bars: Sequence[Bar], links: Links, parameter: str = "histogram", times: int = 1
) -> list[str]:
    """Return the link to each bar. Raises QueryError for ``parameter`` if ``times`` as many links are too long."""
    if times * len(bars) * len(links.at("/", asked.pairs)) > MOST_CHARACTERS:
        expected = f"wider intervals, or a shorter request: links to {len(bars):,} bars would each repeat all of it"
        raise QueryError(Problem(parameter, None, "too_long", expected))
    return [links.at("/", pairs_of_bar(asked, bar)) for bar in bars]


def pairs_of_bar(asked: SearchRequest, bar: Bar) -> list[Pair]:
    """Return the search for the paragraphs whose dates lie within ``bar``.

    The bar's range replaces the requested one. If the requested range cuts the bar, or the bar is a quarter, both
    apply: ``dated`` is added.
    """
    name, dates = bar_name(bar), asked.query.dates
    if (dates is not None and _cuts(dates, bar)) or _is_quarter(name):
        return _adding(asked, name)
    kept = [pair for pair in _kept(asked) if pair[0] not in _RANGE]
    return [*kept, ("date_from", name), ("date_to", name), ("date_match", "within")]


def pairs_of_wider(asked: SearchRequest, interval: Interval) -> list[Pair]:
    """Return the search for the paragraphs whose dates do not fit into one bar of ``interval`` (not AUTO)."""
    return _adding(asked, f"wider-{interval.value}")


def pairs_of_unknown(asked: SearchRequest) -> list[Pair]:
    """Return the search for the paragraphs without a date."""
    return _adding(asked, "unknown")


def _cuts(dates: DateFilter, bar: Bar) -> bool:
    """Whether the range may exclude a date within the bar."""
    begins = dates.earliest is None or dates.earliest <= bar.first
    return not (begins and (dates.latest is None or bar.last <= dates.latest))


def _is_quarter(name: str) -> bool:
    """Whether a bar is a quarter: ``dated`` names it, and a range has no name for it."""
    return "Q" in name


def _adding(asked: SearchRequest, value: str) -> list[Pair]:
    kept = _kept(asked)
    return kept if ("dated", value) in kept else [*kept, ("dated", value)]


def _kept(asked: SearchRequest) -> list[Pair]:
    return [(name, value) for name, value in asked.pairs if value and name not in _PLACE]
