"""Why one paragraph scored as it did: each word of the query that it holds, its forms there, and its share."""

import numpy as np

from pincite.index.engines.whoosh.answering.columns import as_rows
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.scoring import bm25
from pincite.index.query.asking import Asked, asked_of, positive_words
from pincite.index.query.clauses import Fuzzy, Prefix, Words
from pincite.index.query.query import Query
from pincite.index.query.render import render_words
from pincite.index.results import ScorePart


def build_parts(query: Query, leaves: Leaves, part: int, doc: int) -> tuple[ScorePart, ...]:
    """How each word of the query that paragraph ``doc`` of ``part`` matches scored it, in the query's order."""
    made = (_part(words, leaves, part, doc) for words in positive_words(query.match))
    return tuple(item for item in made if item is not None)


def _part(words: Words, leaves: Leaves, part: int, doc: int) -> ScorePart | None:
    matches = leaves.matches(part, words)
    at = int(np.searchsorted(matches.rows, doc))
    if at >= len(matches.rows) or matches.rows[at] != doc:
        return None
    forms = sorted({form for word in asked_of(words, leaves.variants) for form in _forms_in(leaves, part, word, doc)})
    if isinstance(words, Prefix | Fuzzy) or matches.tf is None:
        return ScorePart(render_words(words), tuple(forms), _occurrences(leaves, part, words, doc), 1.0, 1.0)
    tf, weight = matches.tf[at : at + 1], leaves.weight(words)
    score = bm25(weight, tf, leaves.view.parts[part].arrays.lengths[doc : doc + 1], leaves.view.norms)
    return ScorePart(render_words(words), tuple(forms), int(tf[0]), weight, float(score[0]))


def _terms_in(leaves: Leaves, part: int, word: Asked, doc: int) -> list[tuple[int, int]]:
    """(term, tf) of the terms of ``word`` that the paragraph holds."""
    postings = leaves.column(part, title=False).postings
    held = []
    for wing in leaves.word(part, word):
        if wing.rows is None or wing.rows[doc]:
            for term in wing.terms.tolist():
                docs = as_rows(postings.docs(term))
                at = int(np.searchsorted(docs, np.int32(doc)))
                if at < len(docs) and docs[at] == doc:
                    held.append((term, int(postings.tf(term)[at])))
    return held


def _forms_in(leaves: Leaves, part: int, word: Asked, doc: int) -> list[str]:
    terms = leaves.column(part, title=False).postings.terms
    return [terms[term] for term, _ in _terms_in(leaves, part, word, doc)]


def _occurrences(leaves: Leaves, part: int, words: Words, doc: int) -> int:
    return sum(tf for word in asked_of(words, leaves.variants) for _, tf in _terms_in(leaves, part, word, doc))
