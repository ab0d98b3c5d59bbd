"""The engine on an OpenSearch cluster; the only package that imports its client."""

from typing import TYPE_CHECKING

from pincite.index.engines.opensearch.connection.address import ClusterAddress, parse_address
from pincite.index.values.extras import need_extra

if TYPE_CHECKING:
    from pincite.index.engines.opensearch.engine import OpenSearchEngine

__all__ = ["ClusterAddress", "open_engine", "parse_address"]


def open_engine(address: ClusterAddress, cursor_key: bytes, *, kept: int = 2) -> "OpenSearchEngine":
    """Open the archive's index at ``address``; it need not exist yet. ``cursor_key`` signs its cursors.

    ``kept`` is the number of older generations that a rebuild keeps. Nothing is sent before the first request. Errors
    of the cluster are raised then. Raises ExtraMissing when its client is not installed.
    """
    need_extra("opensearch", "the engine `opensearch`")
    # Imported late: the client loads as slowly as the rest of the program, and takes 10 MB per process.
    from pincite.index.engines.opensearch.connection.cluster import Cluster
    from pincite.index.engines.opensearch.engine import OpenSearchEngine

    return OpenSearchEngine(Cluster(address), cursor_key=cursor_key, kept=kept)
