"""``series.yaml`` in the archive's folder: in which order the statements of a series follow each other.

Under the name of each series stands the list of its statements, by their ids or by the names of their files, the first
one first. It wins over dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.index.reading.formats.table import build_id, is_document

NAME = "series.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class SeriesOrder:
    """The lists of the file by the name of the series, and for each id its series and its place in that list."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def list_around(self, identity: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Return the ids before one, the nearest first, and those after it; None where the file does not list it."""
        if identity not in self.places:
            return None
        name, at = self.places[identity]
        listed = self.lists[name]
        return listed[:at][::-1], listed[at + 1 :]


NO_ORDER = SeriesOrder()


def parse_series_order(raw: bytes, name: str) -> SeriesOrder:
    """Return what the file called ``name`` says. SourceError names the line that is wrong.

    The name of a document counts as the id that the document gets by its name. An id in two lists counts in the first.
    """
    # Imported here: few archives have this file, and only what reads one needs YAML.
    from pincite.index.reading.sidecar import parse_lists

    lists = {
        series: tuple(build_id(one) if is_document(one) else one for one in given)
        for series, given in parse_lists(raw, name).items()
    }
    places: dict[str, tuple[str, int]] = {}
    for series, given in lists.items():
        for at, one in enumerate(given):
            places.setdefault(one, (series, at))
    return SeriesOrder(lists, places)
