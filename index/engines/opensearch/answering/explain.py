"""Why one paragraph scored as it did: each word of the query that it holds, its forms there, and its share.

What stands in the text is counted by our code; the shares are those of the cluster's own explanation, where each leaf
is known by its place.
"""

import re
from collections.abc import Iterator, Sequence

from pincite.index.engines.opensearch.answering.lexicon import ClusterLexicon
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.asking import asked_of, positive_words
from pincite.index.query.clauses import Fuzzy, Near, Prefix, Words
from pincite.index.query.query import Query
from pincite.index.query.render import render_words
from pincite.index.results import Passage, ScorePart
from pincite.index.text.tokens import Tokens
from pincite.index.values.heading import Heading

_PLACE = re.compile(r"\bplace=(\d+)")


def build_parts(
    query: Query, lexicon: ClusterLexicon, heading: Heading, passage: Passage, explained: Json | None
) -> tuple[ScorePart, ...]:
    """How each word of the query that a paragraph matches scored it, in the query's order."""
    tokens, scores = Tokens(passage.text).forms, dict(_scores(explained))
    parts = []
    for place, words in enumerate(positive_words(query.match)):
        asked = asked_of(words, query.variants)
        held = [{form for form in set(tokens) if word.stands_for(form, heading.language)} for word in asked]
        count = _count(words, held, tokens)
        if not count:
            continue
        constant = isinstance(words, Prefix | Fuzzy)
        weight = 1.0 if constant else lexicon.weight(words, query.variants)
        forms = tuple(sorted(set().union(*held)))
        parts.append(ScorePart(render_words(words), forms, count, weight, scores.get(place, 0.0)))
    return tuple(parts)


def _scores(explained: Json | None) -> Iterator[tuple[int, float]]:
    """The place and score of each leaf of an explanation."""
    if explained is None:
        return
    found = _PLACE.search(explained.get("description", ""))
    if found is not None:
        yield int(found[1]), float(explained["value"])
        return
    for below in explained.get("details", ()):
        yield from _scores(below)


def _count(words: Words, held: Sequence[set[str]], tokens: Sequence[str]) -> int:
    """How often a leaf stands in ``tokens``, where its words are in the forms ``held``."""
    if isinstance(words, Near):
        return _windows(words, tokens)
    size = len(held)
    starts = range(len(tokens) - size + 1)
    return sum(all(tokens[start + at] in held[at] for at in range(size)) for start in starts)


def _windows(words: Near, tokens: Sequence[str]) -> int:
    """At how many places a window ends that holds every token as often as asked."""
    width, wanted = len(words.tokens) + words.distance, sorted(words.tokens)
    ends = (at + 1 for at, token in enumerate(tokens) if token in words.tokens)
    return sum(_holds(tokens[max(0, end - width) : end], wanted) for end in ends)


def _holds(window: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(window.count(token) >= wanted.count(token) for token in set(wanted))
