"""The list of hits: its order, the request for one page of it, and how to read the hits."""

from collections.abc import Iterator, Sequence
from typing import Any

from pincite.index.engines.opensearch.commits.documents import SHOWN, heading_of, parse_passage
from pincite.index.engines.opensearch.commits.selection import all_of
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.query import Group, Query, Sort
from pincite.index.query.scoring import Weighing
from pincite.index.results import MOST_OTHERS, Hit

_ORDERS: dict[Sort, Json] = {
    Sort.RELEVANCE: {"_score": "desc"},
    Sort.NEWEST: {"latest": {"order": "desc", "missing": "_last"}},
    Sort.OLDEST: {"earliest": {"order": "asc", "missing": "_last"}},
    Sort.TITLE: {"title_sort": "asc"},
    Sort.ADDED: {"added": {"order": "desc", "missing": "_last"}},
}


class Listing:
    """The hits of one query. ``match`` gives the scores if the order is by relevance. ``filters`` never score."""

    def __init__(self, query: Query, sort: Sort, match: Json, filters: Sequence[Json], weighing: Weighing) -> None:
        self._query, self._sort, self._match, self._filters = query, sort, match, filters
        self.weighing = weighing

    @property
    def grouped(self) -> bool:
        """Whether a hit is a statement."""
        return self._query.group is Group.STATEMENT

    @property
    def scored(self) -> bool:
        """Whether hits have scores."""
        return self._sort is Sort.RELEVANCE

    def body(self, start: int, size: int, after: Sequence[Any] | None) -> Json:
        """The search for ``size`` hits after the first ``start``, or after the hit with the sort values ``after``."""
        found = self.matching(self._filters)
        if not self.grouped:
            return {"query": found, **self.window(start, size, after)}
        return {"query": self._statements(found), **self.window(start, size, after)}

    def matching(self, filters: Sequence[Json]) -> Json:
        """Paragraphs that match and pass ``filters``."""
        if not self.scored:
            return all_of([self._match, *filters])
        return {"bool": {"must": [self._match], "filter": [*filters]}}

    def window(self, start: int, size: int, after: Sequence[Any] | None) -> Json:
        """The part of a search that selects its hits."""
        ties = [{"id": "asc"}] if self.grouped else [{"id": "asc"}, {"number": "asc"}]
        place: Json = {"from": start} if after is None else {"search_after": [*after]}
        # Without a total a cluster skips segments after a cursor, and loses hits that tie with it.
        asked: Json = {"size": size, "sort": [_ORDERS[self._sort], *ties], "track_total_hits": True, **place}
        return {**asked, "_source": False if self.grouped else SHOWN}

    def _statements(self, found: Json) -> Json:
        best = [{"_score": "desc"}] if self.scored else []
        inner = {"size": MOST_OTHERS + 1, "sort": [*best, {"number": "asc"}], "_source": SHOWN}
        how = {"score_mode": "max" if self.scored else "none", "inner_hits": inner}
        return {"has_child": {"type": "paragraph", "query": found, **how}}

    def hits(self, answer: Json, start: int) -> Iterator[Hit]:
        """The hits of an answer. The first one has rank ``start``, counted from 0."""
        for rank, said in enumerate(answer["hits"]["hits"], start + 1):
            if not self.grouped:
                yield hit_of(said, rank, scored=self.scored)
                continue
            inner = said["inner_hits"]["paragraph"]["hits"]
            best, *others = (hit_of(one, rank, scored=self.scored) for one in inner["hits"])
            more = max(0, inner["total"]["value"] - MOST_OTHERS - 1)
            yield Hit(
                best.heading,
                best.passage,
                rank,
                best.score,
                others=tuple(others),
                more=more,
            )


def hit_of(said: Json, rank: int, *, scored: bool) -> Hit:
    """Return the hit that the cluster tells, without others; its score is what it was sorted by first."""
    source = said["_source"]
    score = float(said["sort"][0]) if scored else None
    return Hit(heading_of(source), parse_passage(source), rank, score)
