"""What a query's words are in this archive: their forms, statements titled by them, nearby words that occur more."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from index.analysis import tokenize
from index.engines.whoosh.answering.columns import Bools
from index.engines.whoosh.answering.evaluate import positive_words
from index.engines.whoosh.answering.leaves import Asked, Leaves, asked_of
from index.engines.whoosh.answering.selection import Selection
from index.engines.whoosh.answering.sets import intersection
from index.query.clauses import Phrase, Term, Words
from index.query.query import Query
from index.results import Titles

SHOWN_TITLES = 5
"""How many statements are listed by their titles."""
FEW_HITS = 3
"""Below this many paragraphs another spelling is looked for."""
_FIRST = 32
_SHORTEST = 4
_TWO_EDITS_FROM = 7
_MORE = 5
"""How many times as many paragraphs a nearby word must have to be proposed."""


def build_forms(query: Query, leaves: Leaves) -> dict[str, tuple[str, ...]]:
    """The forms in live paragraphs that each word of the query stands for, sorted, under the word as typed."""
    forms: dict[str, tuple[str, ...]] = {}
    for clause in positive_words(query.match):
        for word in asked_of(clause, leaves.variants):
            forms.setdefault(_written(word), tuple(sorted(live_forms(leaves, word))))
    return forms


def _written(word: Asked) -> str:
    if word.kind == "prefix":
        return f"{word.token}*"
    return f"{word.token}~{word.edits}" if word.kind == "fuzzy" else word.token


def live_forms(leaves: Leaves, word: Asked) -> set[str]:
    """The forms of ``word`` that at least one live paragraph holds."""
    return {form for at in range(len(leaves.view.parts)) for form in _live_forms_in(leaves, at, word)}


def _live_forms_in(leaves: Leaves, at: int, word: Asked) -> Iterator[str]:
    column = leaves.column(at, title=False)
    live = leaves.view.parts[at].live_paragraphs
    for wing in leaves.word(at, word):
        for term in wing.terms.tolist():
            if _any_in(column.postings.docs(term), live, wing.rows):
                yield column.postings.terms[term]


def _any_in(docs: npt.NDArray[np.integer], live: Bools | None, rows: Bools | None) -> bool:
    """Whether any of ``docs`` is in both masks; mostly one of the first few is."""
    if live is None and rows is None:
        return True
    for some in (docs[:_FIRST], docs[_FIRST:]):
        held = np.ones(len(some), dtype=np.bool_) if rows is None else rows[some]
        if (held if live is None else held & live[some]).any():
            return True
    return False


def build_titles(query: Query, leaves: Leaves, selections: list[Selection]) -> Titles:
    """The statements that pass the filters and whose titles hold all words of the query."""
    words = tuple(dict.fromkeys(positive_words(query.match)))
    if not words:
        return Titles()
    found: list[tuple[str, int, int]] = []
    count = 0
    for at, selection in enumerate(selections):
        rows = _titled(leaves, at, words, selection)
        arrays = leaves.view.parts[at].arrays
        count += len(rows)
        found.extend((arrays.ids[row], at, row) for row in rows[:SHOWN_TITLES].tolist())
    found.sort()
    headings = tuple(leaves.view.parts[at].segment.heading(row) for _, at, row in found[:SHOWN_TITLES])
    return Titles(count, headings)


def _titled(leaves: Leaves, at: int, words: tuple[Words, ...], selection: Selection) -> np.ndarray:
    rows: np.ndarray | None = None
    for clause in words:
        own = leaves.matches(at, clause, title=True).rows
        rows = own if rows is None else intersection([rows, own])
        if not len(rows):
            break
    assert rows is not None
    mask = selection.without(None)
    return rows if mask is None else rows[mask[rows]]


def propose(query: Query, leaves: Leaves) -> str | None:
    """The query with each rare word replaced by a nearby one that occurs more; None when there is none."""
    better: dict[str, str] = {}
    for clause in positive_words(query.match):
        if isinstance(clause, Term | Phrase):
            for word in asked_of(clause, leaves.variants):
                near = _better(leaves, word) if word.kind != "prefix" else None
                if near is not None:
                    better[word.token] = near
    return _replaced(query.text, better) if better else None


def _better(leaves: Leaves, word: Asked) -> str | None:
    if len(word.token) < _SHORTEST:
        return None
    own = leaves.frequency(word)
    if own >= FEW_HITS:
        return None
    for edits in range(1, 3 if len(word.token) >= _TWO_EDITS_FROM else 2):
        near = Asked(word.token, "fuzzy", edits)
        forms = sorted(live_forms(leaves, near) - {word.token})
        counted = [(-leaves.frequency(Asked(form, "exact")), form) for form in forms]
        if counted and -min(counted)[0] > own * _MORE:
            return min(counted)[1]
    return None


def _replaced(text: str, better: dict[str, str]) -> str | None:
    pieces, end = [], 0
    for token in tokenize(text):
        if token.form in better:
            pieces += [text[end : token.start], better[token.form]]
            end = token.end
    return "".join([*pieces, text[end:]]) if pieces else None
