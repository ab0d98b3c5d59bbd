"""Quotations that were put together: parts that stand verbatim, but in several places or in another order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting.grammar import FEWEST_WORDS, Fragment, Parsed, words_of
from pincite.index.quoting.phrases import LONGEST, build_phrase, forms_of, wanted_of
from pincite.index.quoting.standing import FoundPlace, find_standing
from pincite.index.text.fingerprints import fingerprints_within
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
    most = min(len(spans), LONGEST)
    low, high, middle = FEWEST_WORDS - 1, most, FEWEST_WORDS
    while low < high:
        deadline.check()
        if _stands(text[spans[0][0] : spans[middle - 1][1]], engine, query, deadline):
            low = middle
        else:
            high = middle - 1
        # Most texts have no parts at all, so the search begins with a short one, and doubles it.
        middle = min(2 * middle, most) if high == most else (low + high + 1) // 2
    return low


def _stands(text: str, engine: SearchEngine, query: Query, deadline: Deadline) -> bool:
    forms = forms_of(text)
    prints = fingerprints_within(wanted_of(forms)).tolist()
    if prints:
        return any(one.shared == len(prints) for one in engine.candidates(prints, query, 1))
    clause = build_phrase(forms)
    # A scan does without the hints of a search.
    return (
        clause is not None
        and next(engine.scan(replace(query, match=clause, variants=False), deadline), None) is not None
    )
