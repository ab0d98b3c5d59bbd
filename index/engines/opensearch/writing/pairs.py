"""Writes the two indices of a generation together: that of current versions, and that of replaced ones.

There is none of replaced versions until a statement has some. It is committed first: no answer from it may have what
was withdrawn. A stop between the two is made good when the batch is written again.
"""

from collections.abc import Sequence

from pincite.index.engine import Checkpoint
from pincite.index.engines.opensearch.commits import indices
from pincite.index.engines.opensearch.commits.reading import Reader
from pincite.index.engines.opensearch.connection.cluster import Cluster
from pincite.index.engines.opensearch.writing.batches import ClusterWriter, Stand
from pincite.index.values.entry import Entry


class PairWriter:
    """Implements ``pincite.index.engine.IndexWriter`` for one generation. ``streams``: puts go out at once, unseen."""

    def __init__(self, cluster: Cluster, generation: str, stand: Stand, *, streams: bool) -> None:
        self._cluster, self._generation, self._stand, self._streams = cluster, generation, stand, streams
        self._current = ClusterWriter(cluster, generation, stand, streams=streams)
        has_one = stand.older is not None and not streams and indices.has_replaced(cluster, generation)
        self._replaced = self._writer_of_replaced() if has_one else None

    @property
    def commits(self) -> int:
        """How often it has committed."""
        return self._current.commits

    def put(self, entries: Sequence[Entry]) -> None:
        """Add whole statements, replacing those with the same ids. Raises ValueError when an id occurs twice."""
        self._current.put(entries)
        older = [entry for entry in entries if entry.replaced]
        if older and self._replaced is None and self._stand.older is not None:
            indices.create_replaced(self._cluster, self._generation, live=not self._streams)
            self._replaced = self._writer_of_replaced()
        if self._replaced is not None:
            self._replaced.delete([entry.heading.id for entry in entries if not entry.replaced])
            self._replaced.put(older)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove statements of earlier commits. Unknown ids are ignored."""
        self._current.delete(ids)
        if self._replaced is not None:
            self._replaced.delete([identity for identity in ids if not self._current.has_put(identity)])

    def prepare(self) -> bool:
        """Do nothing: what was put is on its way to the cluster already."""
        return False

    def commit(self, batch: int) -> Checkpoint:
        """Send the rest, then the checkpoints, and make all of it visible."""
        older = self._stand.older
        if self._replaced is not None:
            # What changed nothing needs no commit, unless the first one was stopped.
            told = None if self._replaced.send() else Reader(self._cluster, generation=self._name).read_state()
            number = self._current.next_commit
            older = (self._replaced.commit(batch, number) if told is None else told.checkpoint).paragraphs
        return self._current.commit(batch, older=older)

    @property
    def _name(self) -> str:
        return indices.of_replaced(self._generation)

    def _writer_of_replaced(self) -> ClusterWriter:
        # Its forms may always be of what is there no more: statements go in and out with every new version.
        stand = Stand(self._stand.commit, replaced=True)
        return ClusterWriter(self._cluster, self._name, stand, streams=self._streams, of_replaced=True)
