"""Phrases and proximity as interval queries."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pincite.index.engines.opensearch.commits.words import pattern
from pincite.index.query.clauses import Near
from pincite.index.query.limits import EXPANSION
from pincite.index.text.analysis import LONGEST_TOKEN

Json = dict[str, Any]


def stands(term: str, field: str) -> Json:
    """The interval of one term."""
    return {"match": {"query": term, "analyzer": "tokens", "use_field": field}}


def going_on(stem: str, field: str) -> Json:
    """The interval of any term that begins with ``stem``. A stem of the greatest length matches only itself."""
    if len(stem) == LONGEST_TOKEN:
        return stands(stem, field)
    return {"wildcard": {"pattern": pattern(stem), "max_expansions": EXPANSION.value, "use_field": field}}


def adjacent(intervals: Sequence[Json], field: str) -> Json:
    """Return the query for intervals in order, nothing between them."""
    return {"intervals": {field: {"all_of": {"mode": "ordered", "max_gaps": 0, "intervals": [*intervals]}}}}


def together(words: Near, field: str) -> Json:
    """Return the query for all tokens in a window. A repeated token must occur as often."""
    single = {token: stands(token, field) for token in words.tokens}
    times = Counter(words.tokens)
    if max(times.values()) == 1:
        every: Json = {"mode": "unordered", "max_gaps": words.distance, "intervals": [*single.values()]}
        return {"intervals": {field: {"all_of": every}}}
    several = [
        {"all_of": {"mode": "ordered", "intervals": [single[token]] * count}} if count > 1 else single[token]
        for token, count in times.items()
    ]
    # The cluster does not count gaps inside repeated intervals, so a script measures the window. Such scripts have no
    # parameters; this is a number of ours.
    inside = f"interval.end - interval.start < {len(words.tokens) + int(words.distance)}"
    every = {"mode": "unordered", "intervals": several, "filter": {"script": {"source": inside}}}
    return {"intervals": {field: {"all_of": every}}}
