"""Sends operations to the cluster in requests of limited size. Busy ones are sent again; refused ones are reported."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import stamina

from pincite.index.engines.opensearch.connection.cluster import Cluster, ClusterBusy, render_lines
from pincite.index.values.errors import ArchiveError, EngineUnavailable

Json = dict[str, Any]

BYTES = 6 * 2**20
"""The size of a full request: about as much as a cluster indexes at once without delaying others."""
_TRIES = 8
_TOLD_AT = 3
"""The refusal of one request at which it is reported. Earlier ones pass within a second, in every large ingest."""
_LATER = (429, 503)
_FINE = {"delete": (404,), "index": (409,)}
"""Harmless results: deleting a missing document, and keeping a form with a higher version."""

_LOG = logging.getLogger("pincite")


class Operation:
    """One operation: its lines, and its subject, for messages."""

    __slots__ = ("about", "lines")

    def __init__(self, about: str, action: Mapping[str, Any], document: Mapping[str, Any] | None = None) -> None:
        shown = [action] if document is None else [action, document]
        self.about = about
        self.lines = render_lines(shown)


def index_at(key: str, shelf: str | None, document: Mapping[str, Any], about: str) -> Operation:
    """Put a document under its id, in the shard of its shelf."""
    return Operation(about, {"index": _place(key, shelf)}, document)


def index_newer(key: str, version: int, document: Mapping[str, Any], about: str) -> Operation:
    """Put a document under its id, unless the one there has a higher version."""
    return Operation(about, {"index": {"_id": key, "version": version, "version_type": "external_gte"}}, document)


def delete_at(key: str, shelf: str, about: str) -> Operation:
    """Delete a document."""
    return Operation(about, {"delete": _place(key, shelf)})


def _place(key: str, shelf: str | None) -> Json:
    return {"_id": key} if shelf is None else {"_id": key, "routing": shelf}


def send(cluster: Cluster, index: str, operations: Iterable[Operation]) -> None:
    """Execute ``operations`` in order, some megabytes at a time. Raises EngineUnavailable or ArchiveError.

    The next request is built while the cluster processes the previous one.
    """
    with ThreadPoolExecutor(max_workers=1) as sender:
        sent: Future[None] | None = None
        for some in _cut(operations):
            if sent is not None:
                sent.result()
            sent = sender.submit(_send_all, cluster, index, some)
        if sent is not None:
            sent.result()


def _cut(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    held: list[Operation] = []
    size = 0
    for operation in operations:
        if held and size + len(operation.lines) > BYTES:
            yield held
            held, size = [], 0
        held.append(operation)
        size += len(operation.lines)
    if held:
        yield held


def _send_all(cluster: Cluster, index: str, operations: list[Operation]) -> None:
    left = operations
    for attempt in stamina.retry_context(on=ClusterBusy, attempts=_TRIES, timeout=None, wait_initial=0.1, wait_max=5.0):
        with attempt, _telling(cluster, attempt.num):
            left = _send_once(cluster, index, left)
            if left:
                raise ClusterBusy("OpenSearch is busy: the next run adds the statements that it refused")


@contextmanager
def _telling(cluster: Cluster, number: int) -> Iterator[None]:
    """Report once that a request is not accepted and is sent again."""
    try:
        yield
    except ClusterBusy:
        if number == _TOLD_AT:
            _LOG.warning("OpenSearch at %s accepts no writes now; trying again", cluster.address.shown)
        raise


def _send_once(cluster: Cluster, index: str, operations: list[Operation]) -> list[Operation]:
    """Return the operations that must be sent again. Raises ArchiveError for those that would be refused again."""
    items = cluster.bulk(index, b"".join([operation.lines for operation in operations]))
    later = []
    for operation, (action, item) in zip(operations, items, strict=True):
        status, kind = item.get("status", 0), item.get("error", {}).get("type", "no reason given")
        if kind == "cluster_block_exception":
            raise EngineUnavailable(
                f"OpenSearch accepts no writes to {index!r}: free space on its disks, then set "
                "index.blocks.read_only_allow_delete to null"
            )
        if status in _LATER:
            later.append(operation)
        elif status >= 300 and status not in _FINE.get(action, ()):
            raise ArchiveError(f"OpenSearch refuses {operation.about} ({kind}): see its log, then run `pincite ingest`")
    return later
