"""Owns candidates: the paragraphs that share fingerprints with a text."""

from collections.abc import Sequence

from pincite.index.engines.opensearch.commits.documents import SHOWN, heading_of, parse_passage
from pincite.index.engines.opensearch.commits.reading import Reader, State
from pincite.index.engines.opensearch.commits.selection import of_filters, of_kind, of_others
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.query import Query
from pincite.index.results import Candidate


def build_candidates(
    reader: Reader, state: State, prints: Sequence[int], query: Query, limit: int
) -> tuple[Candidate, ...]:
    """Return the ``limit`` paragraphs that share the most of ``prints``; see the port."""
    if not prints:
        return ()
    (answer,) = reader.ask(state, _body(sorted(set(prints)), query, limit))
    return tuple(_candidate(hit) for hit in answer["hits"]["hits"])


def _body(prints: Sequence[int], query: Query, limit: int) -> Json:
    # Each shared fingerprint adds 1 to the score: a whole number, which a 32-bit float stores exactly.
    sharing = [{"constant_score": {"filter": {"term": {"prints": one}}, "boost": 1}} for one in prints]
    inside = [of_kind("paragraph"), *of_filters(query.filters), *of_others(query)]
    return {
        "query": {"bool": {"should": sharing, "minimum_should_match": 1, "filter": inside}},
        "size": limit,
        "sort": [{"_score": "desc"}, {"id": "asc"}, {"number": "asc"}],
        "_source": SHOWN,
    }


def _candidate(hit: Json) -> Candidate:
    source = hit["_source"]
    return Candidate(heading_of(source), parse_passage(source), round(hit["sort"][0]))
