"""The result of a search in one part: paragraphs, statements, and the number of paragraphs of each statement."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import Bools, Floats, Ints
from pincite.index.engines.whoosh.answering.nodes import Node, WholeStatements
from pincite.index.engines.whoosh.answering.views import PartView

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Found:
    """``rows`` are statements, ascending, ``counts`` their matching paragraphs, ``docs`` these paragraphs in order.

    ``docs`` None means all paragraphs of the statements, so that no work per paragraph is needed.
    """

    part: PartView
    rows: Places
    counts: Places
    docs: Ints | None

    @property
    def paragraphs(self) -> int:
        """How many paragraphs match."""
        return int(self.counts.sum()) if self.docs is None else len(self.docs)

    def where(self, statements: Bools | None) -> "Found":
        """The same result, restricted to ``statements`` (bool[s]). None keeps all."""
        if statements is None:
            return self
        keep = statements[self.rows]
        docs = None if self.docs is None else self.docs[np.repeat(keep, self.counts)]
        return replace(self, rows=self.rows[keep], counts=self.counts[keep], docs=docs)

    def listed(self) -> "Found":
        """The same result with its paragraphs listed."""
        if self.docs is not None:
            return self
        begins = self.part.segment.first[self.rows] - self.starts()
        docs = np.repeat(begins, self.counts) + np.arange(self.paragraphs)
        return replace(self, docs=docs.astype(np.int32))

    def starts(self) -> Places:
        """Where the paragraphs of each statement begin in ``docs``."""
        return self.counts.cumsum() - self.counts

    def words(self) -> npt.NDArray[np.int64]:
        """How many words the matching paragraphs of each statement have: int64, one a statement."""
        arrays = self.part.arrays
        if self.docs is None:
            return arrays.tokens[self.rows]
        lengths = arrays.lengths.take(self.docs).astype(np.int64)
        return np.add.reduceat(lengths, self.starts()) if len(self.rows) else lengths

    def docs_of(self, at: int, start: int) -> Ints:
        """The paragraphs of the statement at place ``at`` of ``rows``, which begin at ``start`` in ``docs``."""
        if self.docs is not None:
            return self.docs[start : start + int(self.counts[at])]
        first = int(self.part.segment.first[self.rows[at]])
        return np.arange(first, first + int(self.counts[at]), dtype=np.int32)


def build_found(part: PartView, node: Node) -> Found:
    """What ``node`` finds in ``part``."""
    if isinstance(node, WholeStatements):
        rows = np.flatnonzero(node.mask)
        counts = part.segment.sizes[rows].astype(np.intp)
        return _without_empty(Found(part, rows, counts, None))
    return found_of(part, node.docs())


def found_of(part: PartView, docs: Ints) -> Found:
    """The paragraphs ``docs``, ascending, as what is found in ``part``."""
    if not len(docs):
        none = np.zeros(0, dtype=np.intp)
        return Found(part, none, none, docs)
    # The paragraphs of a statement are neighbours, so a change of statement begins a new group.
    of_docs = part.segment.statement_of.take(docs)
    changes = (of_docs[1:] != of_docs[:-1]).nonzero()[0]
    bounds = np.empty(len(changes) + 2, dtype=np.intp)
    bounds[0], bounds[-1] = 0, len(docs)
    np.add(changes, 1, out=bounds[1:-1])
    starts = bounds[:-1]
    return Found(part, of_docs.take(starts).astype(np.intp), bounds[1:] - starts, docs)


def _without_empty(found: Found) -> Found:
    if not len(found.counts) or found.counts.all():
        return found
    keep = found.counts > 0
    return replace(found, rows=found.rows[keep], counts=found.counts[keep])


def scores_of(found: Found, node: Node) -> Floats | None:
    """The scores of the paragraphs of ``found``; None when all score 0."""
    if found.docs is None or not node.scoring:
        return None
    return node.scores(found.docs)
