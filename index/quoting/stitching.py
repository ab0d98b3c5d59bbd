"""Quotations that were put together: parts that stand verbatim, but in several places or in another order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting.grammar import FEWEST_WORDS, Fragment, Parsed, words_of
from pincite.index.quoting.phrases import LONGEST, build_phrase, forms_of
from pincite.index.quoting.standing import FoundPlace, find_standing
from pincite.index.values.statement import Span

MOST_PARTS = 4
"""A quotation without marks is taken apart into at most so many."""


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """A part of a text and the first place where it stands."""

    range: Span
    stand: FoundPlace


def find_part(text: str, span: Span, engine: SearchEngine, query: Query, deadline: Deadline) -> QuotedPart | None:
    """Return the first place of ``text[span]``, when it has enough words to tell."""
    words = words_of(text[span[0] : span[1]])
    if len(words) < FEWEST_WORDS:
        return None
    start, end = span[0] + words[0][0], span[0] + words[-1][1]
    one = Fragment(text[start:end], tuple(range(start, end)))
    standing = find_standing(Parsed(one.text, (one,), (None, None), None), engine, query, deadline)
    return QuotedPart((start, end), standing.best[0]) if standing.best else None


def find_fragments(parsed: Parsed, engine: SearchEngine, query: Query, deadline: Deadline) -> list[FoundPlace] | None:
    """Return a place for each fragment of a quotation, when each stands somewhere and two of them tell."""
    if len(parsed.fragments) < 2 or sum(len(words_of(one.text)) >= FEWEST_WORDS for one in parsed.fragments) < 2:
        return None
    stands: list[FoundPlace] = []
    for fragment in parsed.fragments:
        alone = Parsed(fragment.text, (fragment,), (None, None), None)
        best = find_standing(alone, engine, query, deadline).best
        if not best:
            return None
        stands.append(best[0])
    return stands


def find_parts(text: str, engine: SearchEngine, query: Query, deadline: Deadline) -> list[QuotedPart] | None:
    """Return parts that make up a whole text and stand each somewhere: the longest first part, and so on."""
    spans = words_of(text)
    parts: list[QuotedPart] = []
    at = 0
    while at < len(spans):
        if len(parts) == MOST_PARTS or len(spans) - at < FEWEST_WORDS:
            return None
        size = _longest(text, spans[at:], engine, query, deadline)
        part = None
        while size >= FEWEST_WORDS and part is None:
            part = find_part(text, (spans[at][0], spans[at + size - 1][1]), engine, query, deadline)
            size -= part is None
        if part is None:
            return None
        parts.append(part)
        at += size
    return parts if len(parts) > 1 else None


def _longest(text: str, spans: Sequence[Span], engine: SearchEngine, query: Query, deadline: Deadline) -> int:
    """Return how many of the words stand together somewhere, as far as the index tells."""
    low, high = FEWEST_WORDS - 1, min(len(spans), LONGEST)
    while low < high:
        deadline.check()
        middle = (low + high + 1) // 2
        clause = build_phrase(forms_of(text[spans[0][0] : spans[middle - 1][1]]))
        asked = replace(query, match=clause, variants=False, limit=0) if clause is not None else None
        if asked is not None and engine.search(asked, deadline).paragraphs:
            low = middle
        else:
            high = middle - 1
    return low
