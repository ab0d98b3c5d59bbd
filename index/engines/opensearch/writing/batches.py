"""Writes batches of whole statements. Document ids follow from statement ids, so repeating a write is harmless.

All documents of a statement are in one shard. What is needed to clean up is sent first. A batch becomes visible
together with its checkpoint, in one refresh. With several shards it may appear in parts.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.index.engine import Checkpoint
from pincite.index.engines.opensearch.commits.documents import (
    CHECKPOINT,
    Documents,
    Form,
    build_form,
    build_value,
    form_key,
    long_values,
    paragraph_key,
    shelf_of,
    statement_key,
    value_key,
)
from pincite.index.engines.opensearch.commits.indices import shards_of
from pincite.index.engines.opensearch.commits.reading import Reader
from pincite.index.engines.opensearch.connection.cluster import Cluster, Json
from pincite.index.engines.opensearch.writing.bulk import Operation, delete_at, index_at, index_newer, send
from pincite.index.values.entry import Entry
from pincite.index.values.errors import EngineUnavailable
from pincite.index.values.fields import SCHEMA_VERSION

_LOOKED_UP = 1_000

_LOG = logging.getLogger("pincite")


@dataclass(frozen=True, slots=True)
class Stand:
    """The former state of the index: its commit, and whether statements were ever replaced.

    ``older`` counts the paragraphs of replaced versions. None: the index was built before there was an index of them.
    """

    commit: int = 0
    replaced: bool = False
    older: int | None = 0


class Vocabulary:
    """The forms that a process has seen, and what it has written about them."""

    def __init__(self) -> None:
        self._told: dict[Form, int] = {}

    def news(self, met: Counter[Form]) -> Iterator[Operation]:
        """Operations for forms that are new, or twice as frequent in one batch as last written."""
        for form, seen in met.items():
            if seen >= 2 * self._told.get(form, 0):
                self._told[form] = seen
                yield index_newer(form_key(form), seen, build_form(form, seen), "a word")


class ClusterWriter:
    """Writes one index: of current versions, or ``of_replaced`` ones. ``streams``: puts go out at once, unseen."""

    def __init__(
        self, cluster: Cluster, generation: str, stand: Stand, *, streams: bool, of_replaced: bool = False
    ) -> None:
        self._cluster, self._generation, self._stand, self._streams = cluster, generation, stand, streams
        self._documents, self._vocabulary = Documents(of_replaced=of_replaced), Vocabulary()
        self._changes = False
        self._entries: dict[str, Entry] = {}
        self._deleted: dict[str, None] = {}
        self._ids: set[str] = set()
        self.commits = 0

    def put(self, entries: Sequence[Entry]) -> None:
        """Add whole statements, replacing those with the same ids. Raises ValueError when an id occurs twice."""
        for entry in entries:
            if entry.heading.id in self._ids:
                raise ValueError(f"the id {entry.heading.id!r} stands twice in one commit")
            self._ids.add(entry.heading.id)
            self._deleted.pop(entry.heading.id, None)
            self._entries[entry.heading.id] = entry
        if self._streams:
            self.send()

    def has_put(self, identity: str) -> bool:
        """Whether the next commit puts a statement."""
        return identity in self._ids

    @property
    def next_commit(self) -> int:
        """The number that the next commit gets."""
        return self._stand.commit + 1

    def delete(self, ids: Sequence[str]) -> None:
        """Remove statements of earlier commits. Unknown ids are ignored."""
        self._deleted.update(dict.fromkeys(identity for identity in ids if identity not in self._ids))

    def commit(self, batch: int, number: int | None = None, *, older: int | None = 0) -> Checkpoint:
        """Send the rest, then the checkpoint, and make all of it visible. ``older`` is told as in ``Stand``."""
        self.send()
        if shards_of(self._cluster, self._generation) > 1:
            # Shards refresh one after the other. Whoever sees the checkpoint must see everything that it describes.
            self._refresh()
        self._stand = Stand(number or self.next_commit, self._stand.replaced, older)
        send(self._cluster, self._generation, [self._checkpoint(batch)])
        self._refresh()
        self._ids.clear()
        self._changes = False
        self.commits += 1
        state = Reader(self._cluster, generation=self._generation).read_state()
        if state is None:
            raise EngineUnavailable("what was written cannot be found: see the log of the OpenSearch cluster")
        return state.checkpoint

    def _checkpoint(self, batch: int) -> Operation:
        state: Json = {
            "batch": batch,
            "schema": SCHEMA_VERSION,
            "commit": self._stand.commit,
            "replaced": self._stand.replaced,
        }
        if self._stand.older is not None:
            state["older"] = self._stand.older
        return index_at(CHECKPOINT, None, {"kind": "checkpoint", **state}, "the checkpoint")

    def _refresh(self) -> None:
        self._cluster.ask("POST", f"/{self._generation}/_refresh")

    def send(self) -> bool:
        """Send what waits. Return whether anything was sent or deleted since the last commit."""
        entries = [*self._entries.values()]
        held = self._held([*self._entries, *self._deleted])
        self._changes |= bool(entries or held)
        if held:
            self._stand = Stand(self._stand.commit, replaced=True, older=self._stand.older)
        send(self._cluster, self._generation, self._operations(entries, held))
        self._entries.clear()
        self._deleted.clear()
        return self._changes

    def _operations(self, entries: Sequence[Entry], held: dict[str, int]) -> Iterator[Operation]:
        met: Counter[Form] = Counter()
        for identity in self._deleted:
            yield from _taking_out(identity, held.get(identity, 0))
        for entry in entries:
            paragraphs, forms = self._documents.paragraphs(entry)
            _tell_unsearched(entry, paragraphs)
            met.update(forms)
            for term, value in long_values(entry.heading).items():
                yield index_at(value_key(term), None, build_value(term, value), "a value")
            yield from _putting(
                entry, paragraphs, self._documents.statement(entry, paragraphs), held.get(entry.heading.id, 0)
            )
        yield from self._vocabulary.news(met)

    def _held(self, ids: Sequence[str]) -> dict[str, int]:
        """The number of indexed paragraphs of each statement of ``ids`` that is in the index."""
        held: dict[str, int] = {}
        for start in range(0, len(ids), _LOOKED_UP):
            some = ids[start : start + _LOOKED_UP]
            wanted = [{"_id": statement_key(shelf), "routing": shelf} for shelf in map(shelf_of, some)]
            found = self._cluster.ask("POST", f"/{self._generation}/_mget", {"docs": wanted}, _source="paragraphs")
            rows = zip(some, found["docs"], strict=True)
            held |= {identity: doc["_source"]["paragraphs"] for identity, doc in rows if doc.get("found")}
        return held


def _putting(entry: Entry, paragraphs: list[Json], statement: Json, held: int) -> Iterator[Operation]:
    """Yield a statement's operations. Its own document is first: it says how many paragraphs may exist."""
    identity = entry.heading.id
    shelf, about = shelf_of(identity), f"the statement {identity!r}"
    own = index_at(statement_key(shelf), shelf, statement, about)
    if len(paragraphs) >= held:
        yield own
    for document in paragraphs:
        number = document["number"]
        yield index_at(paragraph_key(shelf, number), shelf, document, f"paragraph {number} of {about}")
    for number in range(len(paragraphs) + 1, held + 1):
        yield delete_at(paragraph_key(shelf, number), shelf, about)
    if len(paragraphs) < held:
        yield own


def _tell_unsearched(entry: Entry, paragraphs: list[Json]) -> None:
    """Report the paragraphs of which a cluster searches only the beginning."""
    for document in paragraphs:
        searched = 3 * len(document["places"]) // 16
        if searched < document["length"]:
            _LOG.warning(
                "paragraph %d of %r is very long: OpenSearch searches about %d of its %d words, but shows all of it",
                document["number"],
                entry.heading.id,
                searched,
                document["length"],
            )


def _taking_out(identity: str, held: int) -> Iterator[Operation]:
    shelf = shelf_of(identity)
    for number in range(1, held + 1):
        yield delete_at(paragraph_key(shelf, number), shelf, f"the statement {identity!r}")
    if held:
        yield delete_at(statement_key(shelf), shelf, f"the statement {identity!r}")
