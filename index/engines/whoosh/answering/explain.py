"""Why one paragraph scored as it did: each word of the query that it holds, its forms there, and its share."""

from dataclasses import replace

import numpy as np

from pincite.index.engines.whoosh.answering.columns import Ints, as_rows
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.scoring import bm25
from pincite.index.engines.whoosh.answering.titlescores import scores_of_titles
from pincite.index.query.asking import Asked, asked_of, asks_titles_alone, positive_words, title_words
from pincite.index.query.clauses import Fuzzy, Prefix, Term, TitleMatch, Words
from pincite.index.query.query import Query
from pincite.index.query.render import render, render_words
from pincite.index.query.scoring import TITLE_SHARE
from pincite.index.results import ScorePart


def build_parts(query: Query, leaves: Leaves, part: int, doc: int) -> tuple[ScorePart, ...]:
    """How each word of the query that paragraph ``doc`` of ``part`` matches scored it, in the query's order."""
    row = int(leaves.view.parts[part].segment.statement_of[doc])
    if asks_titles_alone(query.match):
        titled = (_of_title(words, leaves, part, row) for words in title_words(query.match))
        return tuple(item for item in titled if item is not None)
    made = (_boosted(words, leaves, part, doc, row) for words in positive_words(query.match))
    return tuple(item for item in made if item is not None)


def _boosted(words: Words, leaves: Leaves, part: int, doc: int, row: int) -> ScorePart | None:
    made = _part(words, leaves, part, doc)
    if not isinstance(words, Term) or _place(leaves.matches(part, words, title=True).rows, row) is None:
        return made
    weight = leaves.weight(words)
    return replace(made or ScorePart(render_words(words), (), 0, weight, 0.0), title=TITLE_SHARE * weight)


def _of_title(words: Words, leaves: Leaves, part: int, row: int) -> ScorePart | None:
    matches = leaves.matches(part, words, title=True)
    at = _place(matches.rows, row)
    if at is None:
        return None
    asked = asked_of(words, leaves.variants)
    held = [_terms_in(leaves, part, word, row, title=True) for word in asked]
    terms = leaves.column(part, title=True).postings.terms
    forms = tuple(sorted({terms[term] for found in held for term, _ in found}))
    open_ended = isinstance(words, Prefix | Fuzzy) or matches.tf is None
    tf = sum(tf for found in held for _, tf in found) if matches.tf is None else int(matches.tf[at])
    weight = 1.0 if open_ended else leaves.title_weight(words)
    score = float(scores_of_titles(leaves, part, TitleMatch(words))[1][row])
    return ScorePart(render(TitleMatch(words)), forms, tf, weight, score)


def _place(rows: Ints, row: int) -> int | None:
    """Where ``row`` stands in ``rows``, ascending; None where it does not."""
    at = int(np.searchsorted(rows, row))
    return at if at < len(rows) and rows[at] == row else None


def _part(words: Words, leaves: Leaves, part: int, doc: int) -> ScorePart | None:
    matches = leaves.matches(part, words)
    at = _place(matches.rows, doc)
    if at is None:
        return None
    forms = sorted({form for word in asked_of(words, leaves.variants) for form in _forms_in(leaves, part, word, doc)})
    if isinstance(words, Prefix | Fuzzy) or matches.tf is None:
        return ScorePart(render_words(words), tuple(forms), _occurrences(leaves, part, words, doc), 1.0, 1.0)
    tf, weight = matches.tf[at : at + 1], leaves.weight(words)
    score = bm25(weight, tf, leaves.view.parts[part].arrays.lengths[doc : doc + 1], leaves.view.norms)
    return ScorePart(render_words(words), tuple(forms), int(tf[0]), weight, float(score[0]))


def _terms_in(leaves: Leaves, part: int, word: Asked, doc: int, title: bool = False) -> list[tuple[int, int]]:
    """(term, tf) of the terms of ``word`` that the paragraph holds, or with ``title`` the statement's title."""
    postings = leaves.column(part, title).postings
    held = []
    for wing in leaves.word(part, word, title):
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
