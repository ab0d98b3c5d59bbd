"""The whole archive as indexed, statement by statement, for ``verify`` and ``check``."""

from collections.abc import Iterator
from itertools import groupby

from pincite.index.engines.opensearch.commits.documents import heading_of, parse_passage
from pincite.index.engines.opensearch.commits.reading import Reader
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.values.entry import Indexed, IndexedReplaced

FIRST = 10
AT_ONCE = 1_000
_CHARACTERS = 4 << 20
"""Documents per request: at first and at most, and roughly their greatest total length."""


def read_indexed(reader: Reader) -> Iterator[Indexed]:
    """Yield all live statements by id, as of the reader's point in time."""
    for documents in read_documents(reader):
        first = documents[0]["_source"]
        paragraphs = [document["_source"] for document in documents if document["_source"]["kind"] == "paragraph"]
        labels = tuple(source.get("label") for source in paragraphs)
        texts = tuple(source["text"] for source in paragraphs)
        yield Indexed(heading_of(first), first["version"], labels, texts)


def read_replaced(reader: Reader) -> Iterator[IndexedReplaced]:
    """Yield all live statements of the index of replaced versions by id, as of the reader's point in time."""
    for documents in read_documents(reader):
        first = documents[0]["_source"]
        rows = (document["_source"] for document in documents if document["_source"]["kind"] == "paragraph")
        yield IndexedReplaced(heading_of(first), first["version"], tuple(parse_passage(row) for row in rows))


def read_documents(reader: Reader, *columns: str) -> Iterator[list[Json]]:
    """Yield the documents of each statement, its own first, then its paragraphs, with ``columns`` under ``fields``."""
    for _, group in groupby(_hits(reader, columns), key=lambda hit: str(hit["_source"]["id"])):
        yield list(group)


def _hits(reader: Reader, columns: tuple[str, ...]) -> Iterator[Json]:
    size = FIRST
    body: Json = {
        "query": {"terms": {"kind": ["statement", "paragraph"]}},
        "sort": [{"id": "asc"}, {"number": {"order": "asc", "missing": "_first"}}],
        "docvalue_fields": [*columns],
        "track_total_hits": True,
    }
    while True:
        (answer,) = reader.ask_loosely({**body, "size": size})
        hits = answer["hits"]["hits"]
        yield from hits
        if len(hits) < size:
            return
        body["search_after"] = hits[-1]["sort"]
        size = next_size(hits, size)


def next_size(hits: list[Json], size: int) -> int:
    """Return how many documents to request after ``hits``, given their length. The number grows only slowly."""
    return max(1, min(AT_ONCE, 4 * size, _CHARACTERS * len(hits) // max(1, sum(map(_length, hits)))))


def _length(hit: Json) -> int:
    source = hit.get("_source") or {}
    inner = hit.get("inner_hits", {}).get("paragraph", {}).get("hits", {}).get("hits", ())
    return len(source.get("text", "")) + len(source.get("heading", "")) + sum(map(_length, inner))
