"""Paragraphs in which many of some runs of words may stand: by counting words, without their positions.

A paragraph with a run has the rarest word of the run. So each run counts for its rarest word. The rarest words give the
candidates. Each further word takes away those that lack too much. Of what is left, the words of whole runs are counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import NO_ROWS, Ints
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.sets import members
from pincite.index.query.asking import Asked
from pincite.index.query.clauses import Phrase, Sharing

_READ = 8
"""Up to about so many paragraphs a phrase, it is sooner to read them all than to look for the phrases in them."""

Counts = npt.NDArray[np.int32]
Holders = Mapping[str, Ints]


def find_sharing(leaves: Leaves, at: int, clause: Sharing) -> Ints:
    """Return live rows of part ``at``, ascending: all in which enough runs stand, and few others."""
    tokens = dict.fromkeys(chain(*clause.runs))
    holders = {token: leaves.holders(at, Asked(token, "exact")) for token in tokens}
    rows = _with_words(_with_rarest(holders, clause), holders, clause)
    live = leaves.view.parts[at].live_paragraphs
    rows = rows if live is None else rows[live[rows]]
    return rows if len(rows) < _READ * len(clause.runs) else _with_phrases(rows, leaves, at, clause)


def _with_rarest(holders: Holders, clause: Sharing) -> Ints:
    """Return the rows that hold the rarest words of enough runs."""
    order = sorted(holders, key=lambda token: len(holders[token]))
    rank = {token: number for number, token in enumerate(order)}
    own = Counter(min(run, key=rank.__getitem__) for run in clause.runs)
    order = [token for token in order if token in own]
    lacking = len(clause.runs) - clause.least
    # Who holds none of the first words lacks too many runs already.
    first = int(np.searchsorted(np.cumsum([own[token] for token in order]), lacking, "right")) + 1
    rows, held = _summed([holders[token] for token in order[:first]], [own[token] for token in order[:first]])
    seen = sum(own[token] for token in order[:first])
    for token in order[first:]:
        keep = held >= seen - lacking
        rows, held = rows[keep], held[keep]
        held = held + own[token] * members(holders[token], rows).astype(np.int32)
        seen += own[token]
    return rows[held >= clause.least]


def _summed(lists: Sequence[Ints], weights: Sequence[int]) -> tuple[Ints, Counts]:
    """Return the rows that are in any of ``lists``, ascending, and the sum of the weights of the lists of each."""
    rows = np.concatenate(lists)
    if not len(rows):
        return NO_ROWS, NO_ROWS
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    repeated = np.repeat(np.array(weights, dtype=np.int32), [len(one) for one in lists])
    return rows[starts], np.add.reduceat(repeated[order], starts)


def _with_words(rows: Ints, holders: Holders, clause: Sharing) -> Ints:
    """Return those of ``rows`` that hold all words of enough runs."""
    if not len(rows):
        return rows
    has = {token: members(held, rows) for token, held in holders.items()}
    counts = np.zeros(len(rows), dtype=np.int32)
    for run in clause.runs:
        counts += np.logical_and.reduce([has[token] for token in run])
    return rows[counts >= clause.least]


def _with_phrases(rows: Ints, leaves: Leaves, at: int, clause: Sharing) -> Ints:
    """Return those of ``rows`` in which enough runs stand."""
    counts = np.zeros(len(rows), dtype=np.int32)
    for left, run in zip(range(len(clause.runs) - 1, -1, -1), clause.runs, strict=True):
        counts += members(leaves.phrase_among(at, Phrase(run), rows), rows)
        keep = counts + left >= clause.least
        rows, counts = rows[keep], counts[keep]
    return rows
