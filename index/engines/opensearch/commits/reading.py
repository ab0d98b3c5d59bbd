"""Reads a single commit: the state of the index, and searches that must use this state.

A reader knows its commit, and every answer says which commit it comes from, because each search also matches the
checkpoint's document. If they differ, the reader starts again, so that no page mixes two commits.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.index.engine import Checkpoint
from pincite.index.engines.opensearch.commits.mapping import facet_field
from pincite.index.engines.opensearch.commits.selection import of_kind
from pincite.index.engines.opensearch.commits.words import namespace
from pincite.index.engines.opensearch.connection.cluster import Cluster, ClusterBusy, failure_kinds
from pincite.index.query.deadline import OutOfTime
from pincite.index.query.signing import RESTED_SECONDS, expired
from pincite.index.values.errors import EngineUnavailable

Json = dict[str, Any]

KEPT = f"{RESTED_SECONDS}s"
"""How long a point in time is kept without use."""
_LANGUAGES = 10_000
_PAUSE = (0.05, 0.15)
_GONE = {"search_context_missing_exception"}
_LATE = "time_exceeded_exception"
"""The cluster's error, instead of ``timed_out``, when the time ends while it is not collecting hits."""
_REJECTED = {"rejected_execution_exception", "opensearch_rejected_execution_exception", "circuit_breaking_exception"}


class Moved(Exception):
    """The answer comes from another commit than the reader's."""


class NoIndex(Exception):
    """There is no index under this name yet."""


@dataclass(frozen=True, slots=True)
class State:
    """The contents of one commit. ``languages`` has a language for each namespace of variant keys.

    ``tokens`` are those of all paragraphs, ``title_tokens`` those of all titles.

    ``replaced``: statements were replaced or deleted at some time, so some forms may no longer occur.
    """

    generation: str
    checkpoint: Checkpoint
    tokens: int
    languages: Mapping[str, str | None]
    replaced: bool
    title_tokens: int = 0

    @property
    def average(self) -> float:
        """The mean length of a paragraph in tokens; never 0."""
        return self.tokens / max(1, self.checkpoint.paragraphs) or 1.0

    @property
    def title_average(self) -> float:
        """The mean length of a title in tokens; never 0."""
        return self.title_tokens / max(1, self.checkpoint.statements) or 1.0


class Reader:
    """Searches for one answer: at a point in time (``pit``), or in what is visible of a generation."""

    def __init__(self, cluster: Cluster, pit: str | None = None, generation: str | None = None) -> None:
        self.cluster, self.pit = cluster, pit
        self._index = generation or cluster.address.index

    def read_state(self) -> State | None:
        """Return the visible state, or None before the first commit. Raises NoIndex."""
        by_kind = {"terms": {"kind": ["checkpoint", "statement", "paragraph"]}}
        languages = {"terms": {"field": facet_field("language"), "size": _LANGUAGES}}
        totals = {
            "paragraphs": {"filter": of_kind("paragraph"), "aggs": {"tokens": {"sum": {"field": "length"}}}},
            "statements": {
                "filter": of_kind("statement"),
                "aggs": {"languages": languages, "tokens": {"sum": {"field": "length"}}},
            },
        }
        body = {"query": by_kind, "size": 1, "post_filter": of_kind("checkpoint"), "aggs": totals}
        (answer,) = self.ask_loosely(body)
        hits = answer["hits"]["hits"]
        return _parse_state(hits[0], answer["aggregations"]) if hits else None

    def ask(self, state: State, *bodies: Json) -> list[Json]:
        """Return the answers to searches of ``state``. Raises Moved, CursorExpired, EngineUnavailable."""
        if self.pit is not None:
            return self.ask_loosely(*bodies)
        answers = self.ask_loosely(*map(_watched, bodies))
        for answer in answers:
            of_commit = answer["aggregations"]["commit"]["value"]
            if of_commit != state.checkpoint.commit and not answer.get("timed_out"):
                raise Moved
        return answers

    def ask_loosely(self, *bodies: Json) -> list[Json]:
        """Return the answers to searches, from any commit. Searches that a busy cluster refuses are sent again."""
        try:
            return self._ask(bodies)
        except ClusterBusy:
            time.sleep(random.uniform(*_PAUSE))  # noqa: S311 - only spreads retries
            return self._ask(bodies)

    def _ask(self, bodies: Sequence[Json]) -> list[Json]:
        if self.pit is None:
            answers = self.cluster.search_many(self._index, bodies)
        else:
            point = {"pit": {"id": self.pit, "keep_alive": KEPT}}
            answers = self.cluster.search_many(None, [{**body, **point} for body in bodies])
        for body, answer in zip(bodies, answers, strict=True):
            _check(answer)
            _check_shape(self.cluster, body, answer)
        return answers


def _watched(body: Json) -> Json:
    """Extend a search so that it also matches the checkpoint's document, without returning it as a hit."""
    also = {"constant_score": {"filter": of_kind("checkpoint"), "boost": 0}}
    shown = [{"bool": {"must_not": [of_kind("checkpoint")]}}, *([body["post_filter"]] if "post_filter" in body else [])]
    return {
        **body,
        "query": {"bool": {"should": [body["query"], also], "minimum_should_match": 1}},
        "post_filter": {"bool": {"filter": shown}},
        "aggs": {**body.get("aggs", {}), "commit": {"max": {"field": "commit"}}},
    }


def _check(answer: Json) -> None:
    shards = answer.get("_shards", {})
    error = answer.get("error")
    kinds = failure_kinds([error, *(item.get("reason") for item in shards.get("failures", ()))])
    if "index_not_found_exception" in kinds:
        raise NoIndex
    if kinds & _GONE:
        raise expired()
    if _LATE in kinds:
        raise OutOfTime
    if kinds & _REJECTED:
        raise ClusterBusy("OpenSearch is overloaded now: try again later")
    if error is not None:
        raise EngineUnavailable(f"OpenSearch cannot answer now ({', '.join(sorted(kinds)) or 'no reason given'})")
    if shards.get("failed") or "hits" not in answer:
        raise EngineUnavailable("part of the index is not responding: check the state of the OpenSearch cluster")


def _check_shape(cluster: Cluster, body: Json, answer: Json) -> None:
    """Raise EngineUnavailable when an answer lacks what was requested, because the server is not OpenSearch."""
    listed = answer["hits"].get("hits") if isinstance(answer["hits"], dict) else None
    if not isinstance(listed, list) or not _holds(answer.get("aggregations"), body.get("aggs", {})):
        raise cluster.garbage()


def _holds(said: object, asked: Json) -> bool:
    """Whether all aggregations were answered. Nested ones must be in each bucket."""
    if not asked or (isinstance(said, dict) and "buckets" in said):
        return True
    return isinstance(said, dict) and all(
        isinstance(said.get(name), dict) and _holds(said[name], one.get("aggs", {})) for name, one in asked.items()
    )


def _parse_state(hit: Json, totals: Mapping[str, Any]) -> State:
    source = hit["_source"]
    paragraphs, statements = totals["paragraphs"], totals["statements"]
    counts = (statements["doc_count"], paragraphs["doc_count"])
    checkpoint = Checkpoint(source["batch"], source["schema"], *counts, source["commit"], source.get("older"))
    known: Sequence[str | None] = [None, *(bucket["key"] for bucket in statements["languages"]["buckets"])]
    languages = {namespace(language): language for language in reversed(known)}
    tokens, replaced = int(paragraphs["tokens"]["value"]), bool(source["replaced"])
    titles = int(statements["tokens"]["value"])
    return State(hit["_index"], checkpoint, tokens, languages, replaced, titles)
