"""Paragraphs that hold some of the words, when few statements hold all: counted by how many, and listed tier by tier.

A tier are those that hold equally many words. Each is listed by a search of its own, the best first: a score of 32 bits
cannot carry both orders.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pincite.index.engines.opensearch.answering.hits import hit_of
from pincite.index.engines.opensearch.answering.matching import TEXT, TITLE, Matching, any_of, by_parent
from pincite.index.engines.opensearch.commits.documents import SHOWN
from pincite.index.engines.opensearch.commits.selection import all_of, none_of, of_filters, of_kind, of_others
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.clauses import Words
from pincite.index.query.query import Group, Query, Within
from pincite.index.query.relaxing import Relaxing, required_of
from pincite.index.query.render import render_words
from pincite.index.results import MOST_OTHERS, Count, Hit, Relaxed

Ask = Callable[..., list[Json]]
"""Sends searches, all at once, and returns what they say."""

_STATEMENTS: Json = {"statements": {"parent": {"type": "paragraph"}}}
_BY_SCORE: Json = {"_score": "desc"}


@dataclass(frozen=True, slots=True)
class ClusterRelaxation:
    """The words of one query, some of which may be lacking. ``scored`` scores any of them, ``plain`` makes no scores.

    Both are made by ``Matching``: ``plain`` of the query, ``scored`` of ``relaxing.scored``.
    """

    query: Query
    relaxing: Relaxing
    plain: Matching
    scored: Matching
    ask: Ask

    def found(self) -> Relaxed:
        """What there is to list, and the first of it, without what each of the hits lacks."""
        sizes = range(1, len(self.relaxing.words) + 1)
        said = self.ask(*map(self._counting, sizes), *map(self._standing, self.relaxing.words))
        counted, stood = said[: len(sizes)], said[len(sizes) :]
        required = required_of([one["aggregations"]["statements"]["doc_count"] for one in counted])
        beyond = {size: _count(one["aggregations"]["beyond"]) for size, one in zip(sizes, counted, strict=True)}
        tiers = {
            size: _less(beyond[size], beyond.get(size + 1, Count())) for size in reversed(sizes) if size >= required
        }
        words = zip(self.relaxing.words, stood, strict=True)
        absent = tuple(render_words(one) for one, answer in words if not answer["hits"]["total"]["value"])
        hits = self._statements(tiers) if self.query.group is Group.STATEMENT else self._paragraphs(tiers)
        total = beyond[required]
        return Relaxed(required, len(sizes), absent, total.paragraphs, total.statements, tuple(hits))

    def _inside(self) -> list[Json]:
        """The filters of the query, and what it asks for beside the words."""
        fixed = [Matching(replace(self.query, match=clause), self.plain.languages) for clause in self.relaxing.fixed]
        besides = [matching.paragraphs(Within.PARAGRAPH) for matching in fixed]
        return [of_kind("paragraph"), *of_filters(self.query.filters), *of_others(self.query), *besides]

    def _holding(self, size: int) -> Json:
        """Paragraphs that hold at least ``size`` words, with those of the title; one by themselves."""
        words = self.relaxing.words
        each = [self._either(one) for one in words]
        own = any_of(self.plain.words(one, TEXT) for one in words)
        return {"bool": {"filter": [own], "should": each, "minimum_should_match": size}}

    def _either(self, words: Words) -> Json:
        """Paragraphs that hold a word by themselves or by their title."""
        return any_of([self.plain.words(words, TEXT), by_parent(self.plain.words(words, TITLE))])

    def _missed(self) -> Json:
        """Paragraphs that the query does not find."""
        return none_of([self.plain.paragraphs()])

    def _counting(self, size: int) -> Json:
        inside = all_of([self._holding(size), *self._inside()])
        missed = all_of([of_kind("paragraph"), self._missed()])
        beyond: Json = {"filter": missed, "aggs": _STATEMENTS}
        return {"query": inside, "size": 0, "track_total_hits": False, "aggs": {**_STATEMENTS, "beyond": beyond}}

    def _standing(self, words: Words) -> Json:
        return {"query": all_of([self._either(words), *self._inside()]), "size": 0, "track_total_hits": True}

    def _at(self, size: int) -> list[Json]:
        """Conditions of the paragraphs of a tier."""
        more = [none_of([self._holding(size + 1)])] if size < len(self.relaxing.words) else []
        return [self._holding(size), *more, self._missed(), *self._inside()]

    def _tier(self, size: int) -> Json:
        return {"bool": {"must": [self.scored.paragraphs(Within.PARAGRAPH)], "filter": self._at(size)}}

    def _paragraphs(self, tiers: dict[int, Count]) -> Iterator[Hit]:
        wanted = _shares({size: count.paragraphs for size, count in tiers.items()}, self.query.limit)
        ties = [{"id": "asc"}, {"number": "asc"}]
        bodies = [
            {"query": self._tier(size), "size": share, "sort": [_BY_SCORE, *ties], "_source": SHOWN, **_ALL}
            for size, share in wanted.items()
        ]
        answers = self.ask(*bodies) if bodies else []
        said = (hit for answer in answers for hit in answer["hits"]["hits"])
        return (hit_of(hit, rank, scored=True) for rank, hit in enumerate(said, 1))

    def _statements(self, tiers: dict[int, Count]) -> Iterator[Hit]:
        """The statements by their best paragraphs, then the best paragraphs of each from all tiers."""
        wanted = _shares({size: count.statements for size, count in tiers.items()}, self.query.limit)
        if not wanted:
            return
        listed = self.ask(*(self._best(size, share) for size, share in wanted.items()))
        ids = [hit["sort"][1] for answer in listed for hit in answer["hits"]["hits"]]
        filled = [size for size, count in tiers.items() if count.paragraphs]
        shown: dict[str, list[Json]] = {}
        totals = dict.fromkeys(ids, 0)
        for answer in self.ask(*(self._shown(size, ids) for size in filled)):
            for said in answer["hits"]["hits"]:
                inner = said["inner_hits"]["paragraph"]["hits"]
                shown.setdefault(said["sort"][0], []).extend(inner["hits"])
                totals[said["sort"][0]] += inner["total"]["value"]
        for rank, identity in enumerate(ids, 1):
            best, *others = [hit_of(one, rank, scored=True) for one in shown[identity][: MOST_OTHERS + 1]]
            yield best._replace(others=tuple(others), more=max(0, totals[identity] - MOST_OTHERS - 1))

    def _best(self, size: int, share: int) -> Json:
        """Statements whose best paragraphs hold ``size`` words, the best scores of these first."""
        found: Json = {"must": [{"has_child": {"type": "paragraph", "query": self._tier(size), "score_mode": "max"}}]}
        if size < len(self.relaxing.words):
            better = all_of([self._holding(size + 1), self._missed(), *self._inside()])
            found["must_not"] = [{"has_child": {"type": "paragraph", "query": better}}]
        return {"query": {"bool": found}, "size": share, "sort": [_BY_SCORE, {"id": "asc"}], "_source": False, **_ALL}

    def _shown(self, size: int, ids: Sequence[str]) -> Json:
        """The best paragraphs of a tier in each of the statements ``ids``."""
        inner = {"size": MOST_OTHERS + 1, "sort": [_BY_SCORE, {"number": "asc"}], "_source": SHOWN}
        child = {"type": "paragraph", "query": self._tier(size), "score_mode": "max", "inner_hits": inner}
        found = {"must": [{"has_child": child}], "filter": [{"terms": {"id": [*ids]}}]}
        return {"query": {"bool": found}, "size": len(ids), "sort": [{"id": "asc"}], "_source": False, **_ALL}


_ALL: Json = {"track_total_hits": True}
"""Without a total a cluster may pass over what only ties."""


def _shares(tiers: dict[int, int], limit: int) -> dict[int, int]:
    """How many of each tier, the best first, are among the first ``limit``; none of a tier that gives none."""
    shares: dict[int, int] = {}
    for size, count in tiers.items():
        share = min(count, limit - sum(shares.values()))
        if share > 0:
            shares[size] = share
    return shares


def _count(said: Json) -> Count:
    return Count(said["doc_count"], said["statements"]["doc_count"])


def _less(count: Count, other: Count) -> Count:
    return Count(count.paragraphs - other.paragraphs, count.statements - other.statements)
