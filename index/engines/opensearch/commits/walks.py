"""Points in time: frozen states that cursors and exports read while new commits arrive."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from pincite.index.engines.opensearch.commits.reading import KEPT, NoIndex
from pincite.index.engines.opensearch.connection.cluster import Cluster, Missing
from pincite.index.values.errors import EngineUnavailable


@dataclass(frozen=True, slots=True)
class PointInTimePosition:
    """The position of a cursor: its point in time and commit, the next rank, and the last hit's sort values."""

    pit: str
    commit: int
    rank: int
    after: Sequence[Any]

    def values(self) -> list[Any]:
        """The values that the cursor contains."""
        return list(asdict(self).values())


def open_point(cluster: Cluster, name: str) -> str:
    """Open a point in time over the index called ``name``. Raises NoIndex."""
    try:
        answer = cluster.ask("POST", f"/{name}/_search/point_in_time", keep_alive=KEPT)
    except Missing:
        raise NoIndex from None
    pit = answer.get("pit_id")
    if not isinstance(pit, str):
        raise cluster.garbage()
    return pit


def close_point(cluster: Cluster, pit: str) -> None:
    """Close a point in time. If that fails, it expires by itself."""
    with suppress(EngineUnavailable):
        cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit]})


@contextmanager
def point_in_time(cluster: Cluster, name: str = "") -> Iterator[str]:
    """A point in time over the live generation, or over ``name``, for a ``with`` block. Raises NoIndex."""
    pit = open_point(cluster, name or cluster.address.index)
    try:
        yield pit
    finally:
        close_point(cluster, pit)
