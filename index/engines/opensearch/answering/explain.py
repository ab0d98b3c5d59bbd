"""Why one paragraph scored as it did: each word of the query that it holds, its forms there, and its share.

What stands in the text is counted by our code; the shares are those of the cluster's own explanation, where each leaf
is known by its place.
"""

import re
from collections.abc import Iterator, Sequence

from pincite.index.engines.opensearch.answering.lexicon import Lexicon
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.asking import asked_of, asks_titles_alone, positive_words, title_words
from pincite.index.query.clauses import Fuzzy, Near, Prefix, Term, TitleMatch, Words
from pincite.index.query.query import Query
from pincite.index.query.render import render, render_words
from pincite.index.query.scoring import TITLE_SHARE
from pincite.index.results import Passage, ScorePart
from pincite.index.text.tokens import Tokens
from pincite.index.values.heading import Heading

_PLACE = re.compile(r"\bplace=(\d+)")


def build_parts(
    query: Query, lexicon: Lexicon, heading: Heading, passage: Passage, explained: Json | None
) -> tuple[ScorePart, ...]:
    """How each word of the query that a paragraph matches scored it, in the query's order."""
    if asks_titles_alone(query.match):
        return tuple(_titled(query, lexicon, heading))
    tokens, scores = Tokens(passage.text).forms, dict(_scores(explained))
    titled = Tokens(heading.title).forms
    parts = []
    for place, words in enumerate(positive_words(query.match)):
        held = _held(words, query.variants, tokens, heading.language)
        count = _count(words, held, tokens)
        constant = isinstance(words, Prefix | Fuzzy)
        weight = 1.0 if constant else lexicon.weight(words, query.variants)
        share = _share(words, query.variants, titled, heading.language) * weight
        if count or share:
            forms = tuple(sorted(set().union(*held))) if count else ()
            score = scores.get(place, 0.0) if count else 0.0
            parts.append(ScorePart(render_words(words), forms, count, weight, score, share))
    return tuple(parts)


def _titled(query: Query, lexicon: Lexicon, heading: Heading) -> Iterator[ScorePart]:
    """How each word of a query of titles alone scored the title."""
    titled = Tokens(heading.title).forms
    for words in title_words(query.match):
        held = _held(words, query.variants, titled, heading.language)
        count = _count(words, held, titled)
        if not count:
            continue
        constant = isinstance(words, Prefix | Fuzzy)
        weight = 1.0 if constant else lexicon.title_weight(words, query.variants)
        score = 1.0 if constant else lexicon.title_score(weight, count, len(titled))
        yield ScorePart(render(TitleMatch(words)), tuple(sorted(set().union(*held))), count, weight, score)


def _held(words: Words, variants: bool, tokens: Sequence[str], language: str | None) -> list[set[str]]:
    """The forms among ``tokens`` of each word of a leaf."""
    return [{form for form in set(tokens) if word.stands_for(form, language)} for word in asked_of(words, variants)]


def _share(words: Words, variants: bool, titled: Sequence[str], language: str | None) -> float:
    """The share of its weight that a leaf gives by a title."""
    return TITLE_SHARE if isinstance(words, Term) and any(_held(words, variants, titled, language)) else 0.0


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
