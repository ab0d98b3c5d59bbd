"""The engine on an OpenSearch cluster; the only package that imports its client."""

from typing import TYPE_CHECKING

from pincite.index.engines.opensearch.connection.address import ClusterAddress, parse_address

if TYPE_CHECKING:
    from pincite.index.engines.opensearch.engine import OpenSearchEngine

__all__ = ["ClusterAddress", "open_engine", "parse_address"]


def open_engine(address: ClusterAddress, cursor_key: bytes, *, kept: int = 2) -> "OpenSearchEngine":
    """Open the archive's index at ``address``, where there may be none yet; ``cursor_key`` signs its cursors.

    ``kept`` is how many older generations stay after a rebuild. Nothing is asked before the first question. What is
    wrong with the cluster is raised then.
    """
    # Only now: the client takes as long to load as the rest of the program, and 10 MB of every process.
    from pincite.index.engines.opensearch.connection.cluster import Cluster
    from pincite.index.engines.opensearch.engine import OpenSearchEngine

    return OpenSearchEngine(Cluster(address), cursor_key=cursor_key, kept=kept)
