"""Another spelling: nearby words that more paragraphs hold, proposed when little is found."""

from index.analysis import tokenize
from index.engines.opensearch.lexicon import Lexicon
from index.engines.opensearch.words import Asked, asked_of, positive_words
from index.query.clauses import Phrase, Term
from index.query.query import Query

_SHORTEST = 4
_TWO_EDITS_FROM = 7
_MORE = 5
"""How many times as many paragraphs a nearby word must have to be proposed."""


def propose(query: Query, lexicon: Lexicon, few: int) -> str | None:
    """The query with each word that fewer than ``few`` paragraphs hold replaced by a nearby one; None without any."""
    better: dict[str, str] = {}
    for clause in positive_words(query.match):
        if isinstance(clause, Term | Phrase):
            for word in asked_of(clause, query.variants):
                near = _better(lexicon, word, few) if word.kind != "prefix" else None
                if near is not None:
                    better[word.token] = near
    return _replaced(query.text, better) if better else None


def _better(lexicon: Lexicon, word: Asked, few: int) -> str | None:
    if len(word.token) < _SHORTEST:
        return None
    own = lexicon.frequency(word)
    if own >= few:
        return None
    for edits in range(1, 3 if len(word.token) >= _TWO_EDITS_FROM else 2):
        forms = [form for form in lexicon.forms(Asked(word.token, "fuzzy", edits)) if form != word.token]
        counted = [(-count, form) for form, count in zip(forms, lexicon.count_forms(forms), strict=True)]
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
