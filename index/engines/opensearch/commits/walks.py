"""Points in time: what a walk or a scan goes over while commits land."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from pincite.index.engines.opensearch.commits.reading import KEPT, NoIndex
from pincite.index.engines.opensearch.connection.cluster import Cluster, Missing
from pincite.index.values.errors import EngineUnavailable


@dataclass(frozen=True, slots=True)
class PointInTimePosition:
    """Where a walk stands: its point in time and commit, the rank of the next hit, and the last one's sort values."""

    pit: str
    commit: int
    rank: int
    after: Sequence[Any]

    def values(self) -> list[Any]:
        """What a cursor carries."""
        return list(asdict(self).values())


def open_point(cluster: Cluster) -> str:
    """Open a point in time over the live generation. Raises NoIndex."""
    try:
        answer = cluster.ask("POST", f"/{cluster.address.index}/_search/point_in_time", keep_alive=KEPT)
    except Missing:
        raise NoIndex from None
    pit = answer.get("pit_id")
    if not isinstance(pit, str):
        raise cluster.garbage()
    return pit


def close_point(cluster: Cluster, pit: str) -> None:
    """Let a point in time go; when that fails, it goes by itself after a while."""
    with suppress(EngineUnavailable):
        cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit]})


@contextmanager
def point_in_time(cluster: Cluster) -> Iterator[str]:
    """A point in time for the length of a block. Raises NoIndex."""
    pit = open_point(cluster)
    try:
        yield pit
    finally:
        close_point(cluster, pit)
