"""Links from each count of a timeline to the search that finds exactly what it counts."""

from dataclasses import dataclass

from pincite.app.answering.barlinks import links_to_bars, pairs_of_unknown, pairs_of_wider
from pincite.app.answering.links import Links
from pincite.app.answering.request import SearchRequest
from pincite.index.wording.timeline import Timeline


@dataclass(frozen=True, slots=True)
class CountLinks:
    """The links of one series, or of the base: of each bar, of wider and of unknown dates, and of all."""

    bars: tuple[str, ...]
    wider: str
    unknown: str
    whole: str


def link_counts(search: SearchRequest, found: Timeline, links: Links) -> CountLinks:
    """Return the links of what ``search`` counts in the bars of a timeline. Raises QueryError if they are too long."""
    return CountLinks(
        tuple(links_to_bars(search, found.bars, links, "interval", len(found.series) + 1)),
        links.at("/", pairs_of_wider(search, found.interval)),
        links.at("/", pairs_of_unknown(search)),
        links.at("/", search.pairs),
    )
