"""The contribution of titles to scores: a share of a word's weight, or everything if only titles are searched."""

import numpy as np

from pincite.index.engines.whoosh.answering.columns import Bools, Floats
from pincite.index.engines.whoosh.answering.found import Found, scores_of
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.nodes import Node
from pincite.index.engines.whoosh.answering.scoring import bm25
from pincite.index.query.asking import asks_titles_alone, boosted_words
from pincite.index.query.clauses import And, Clause, Fuzzy, Not, Or, Prefix, TitleMatch, Words
from pincite.index.query.scoring import TITLE_SHARE


def scores_in(clause: Clause, leaves: Leaves, at: int, found: Found, node: Node) -> Floats | None:
    """The scores of the paragraphs that ``node`` found in part ``at``; None when all score 0."""
    if asks_titles_alone(clause):
        return np.repeat(scores_of_titles(leaves, at, clause)[1][found.rows], found.counts)
    scores = scores_of(found, node)
    boosts = None if scores is None else boosts_of(leaves, at, clause)
    if scores is not None and boosts is not None:
        _add(scores, boosts.take(found.rows), found)
    return scores


def boosts_of(leaves: Leaves, at: int, clause: Clause) -> Floats | None:
    """What each title (float[s]) adds to the scores of its paragraphs; None when no title adds anything."""
    boosts = None
    for words in boosted_words(clause):
        rows = leaves.matches(at, words, title=True).rows
        if len(rows):
            boosts = np.zeros(leaves.view.parts[at].s) if boosts is None else boosts
            boosts[rows] += TITLE_SHARE * leaves.weight(words)
    return boosts


def _add(scores: Floats, boosts: Floats, found: Found) -> None:
    """Add the boost of its title to the paragraphs of each found statement. Few titles contain a word."""
    given = (boosts > 0).nonzero()[0]
    if not len(given):
        return
    counts = found.counts.take(given)
    places = (found.starts().take(given) - counts.cumsum() + counts).repeat(counts)
    places += np.arange(len(places))
    scores[places] += boosts.take(given).repeat(counts)


def scores_of_titles(leaves: Leaves, at: int, clause: Clause) -> tuple[Bools, Floats]:
    """Which titles match a clause about titles, and their scores (both of size s); 0 where they do not."""
    match clause:
        case TitleMatch(words):
            return _leaf(leaves, at, words)
        case Not(child):
            held = ~scores_of_titles(leaves, at, child)[0]
            return held, np.zeros(len(held))
        case And(clauses) | Or(clauses):
            made = [scores_of_titles(leaves, at, child) for child in clauses]
            least = clause.least if isinstance(clause, Or) else len(clauses)
            held = np.add.reduce([mask for mask, _ in made], dtype=np.int32) >= least
            return held, np.where(held, sum(scores for _, scores in made), 0.0)
    raise TypeError(f"not about titles: {clause!r}")


def _leaf(leaves: Leaves, at: int, words: Words) -> tuple[Bools, Floats]:
    part = leaves.view.parts[at]
    matches = leaves.matches(at, words, title=True)
    scores, held = np.zeros(part.s), np.zeros(part.s, dtype=np.bool_)
    held[matches.rows] = True
    if isinstance(words, Prefix | Fuzzy) or matches.tf is None:
        scores[matches.rows] = 1.0
    else:
        lengths = part.segment.title_lengths.take(matches.rows)
        scores[matches.rows] = bm25(leaves.title_weight(words), matches.tf, lengths, leaves.view.title_norms)
    return held, scores
