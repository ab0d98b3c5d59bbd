"""From a query to its page over one commit: match, filter, count, order, and what the page tells beside."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.engines.whoosh.answering.columns import Floats
from index.engines.whoosh.answering.deadline import Deadline, OutOfTime
from index.engines.whoosh.answering.evaluate import Evaluation
from index.engines.whoosh.answering.explain import build_parts
from index.engines.whoosh.answering.facets import build_facets
from index.engines.whoosh.answering.found import Found, build_found, scores_of
from index.engines.whoosh.answering.histogram import build_histogram
from index.engines.whoosh.answering.leaves import Leaves
from index.engines.whoosh.answering.nodes import Node
from index.engines.whoosh.answering.ordering import Ordering, Pick
from index.engines.whoosh.answering.selection import Selection, build_selection
from index.engines.whoosh.answering.views import SnapshotView
from index.engines.whoosh.answering.words import FEW_HITS, build_forms, build_titles, propose
from index.query.clauses import Everything
from index.query.query import Group, Query, Sort, Within
from index.results import Hit, SearchPage
from index.statement import Heading


class Answer:
    """One query over one commit. Built in steps; between them the deadline is asked."""

    def __init__(self, view: SnapshotView, query: Query) -> None:
        self.view, self.query = view, query
        self.started = time.perf_counter()
        self.deadline = Deadline(query.deadline)
        self.leaves = Leaves(view, query.variants, self.deadline)
        everything = isinstance(query.match, Everything) and query.sort is Sort.RELEVANCE
        self.sort = Sort.NEWEST if everything else query.sort
        self.nodes: list[Node] = []
        self.before: list[Found] = []
        self.selections: list[Selection] = []
        self.found: list[Found] = []

    def page(self, start: int) -> SearchPage:
        """The page whose first hit has rank ``start``, counted from 0; no cursor is set.

        When the time is over, what was not reached is left out, and the counts are of the parts that were.
        """
        told: dict[str, Any] = {}
        try:
            self.match()
            told["hits"] = self._listed(start)
            self._tell(told)
            self._count(told)
        except OutOfTime:
            told["partial"] = True
        return SearchPage(
            self.query,
            sum(found.paragraphs for found in self.found),
            sum(len(found.rows) for found in self.found),
            told.pop("hits", ()),
            self.view.snapshot.commit,
            self.view.snapshot.generation,
            took_ms=(time.perf_counter() - self.started) * 1000,
            **told,
        )

    def match(self) -> None:
        """Find what matches, part by part; OutOfTime leaves the parts that were finished."""
        for at, part in enumerate(self.view.parts):
            self.deadline.check()
            evaluation = Evaluation(self.leaves, at)
            paragraphs = self.query.within is Within.PARAGRAPH
            build = evaluation.within_paragraphs if paragraphs else evaluation.within_statements
            node = build(self.query.match)
            before = build_found(part, node)
            selection = build_selection(part, self.query)
            self.nodes.append(node)
            self.before.append(before)
            self.selections.append(selection)
            self.found.append(before.where(selection.without(None)))

    @property
    def total(self) -> int:
        """How many hits there are."""
        if self.query.group is Group.STATEMENT:
            return sum(len(found.rows) for found in self.found)
        return sum(found.paragraphs for found in self.found)

    def ordering(self) -> Ordering:
        """The order of what was found."""
        return Ordering(self.view, self.found, self._scores(), self.sort, self.query.group)

    def _scores(self) -> list[Floats | None] | None:
        if self.sort is not Sort.RELEVANCE:
            return None
        return [scores_of(found, node) for found, node in zip(self.found, self.nodes, strict=True)]

    def hits(self, ordering: Ordering, start: int, stop: int) -> Iterator[Hit]:
        """The hits from rank ``start`` to before ``stop``."""
        headings: dict[tuple[int, int], Heading] = {}
        for rank, pick in enumerate(ordering.picks(start, stop), start + 1):
            key = (pick.part, pick.row)
            heading = headings.get(key)
            if heading is None:
                heading = headings[key] = self.view.parts[pick.part].segment.heading(pick.row)
            best, *others = (self._hit(heading, pick, at, rank) for at in range(len(pick.docs)))
            yield replace(best, others=tuple(others), more=pick.more) if others else best

    def _hit(self, heading: Heading, pick: Pick, at: int, rank: int) -> Hit:
        doc, score = pick.docs[at], None
        if self.sort is Sort.RELEVANCE:
            score = 0.0 if pick.scores is None else pick.scores[at]
        parts = build_parts(self.query, self.leaves, pick.part, doc) if self.query.explain else ()
        return Hit(heading, self.view.parts[pick.part].segment.passage(doc, pick.row), rank, score, parts=parts)

    def _listed(self, start: int) -> tuple[Hit, ...]:
        self.deadline.check()
        if not self.query.limit or start >= self.total:
            return ()
        return tuple(self.hits(self.ordering(), start, start + self.query.limit))

    def _tell(self, told: dict[str, Any]) -> None:
        """What the page tells beside the hits: titles, forms, another spelling, what is elsewhere."""
        self.deadline.check()
        told["titles"] = build_titles(self.query, self.leaves, self.selections)
        told["forms"] = build_forms(self.query, self.leaves)
        paragraphs = sum(found.paragraphs for found in self.found)
        if paragraphs < FEW_HITS:
            self.deadline.check()
            told["did_you_mean"] = propose(self.query, self.leaves)
        if not paragraphs and self.query.within is Within.PARAGRAPH:
            told["elsewhere"] = self._elsewhere()

    def _elsewhere(self) -> int:
        """How many statements the same query finds when its words may stand anywhere in a statement."""
        statements = 0
        for at, part in enumerate(self.view.parts):
            node = Evaluation(self.leaves, at).within_statements(self.query.match)
            statements += len(build_found(part, node).where(self.selections[at].without(None)).rows)
        return statements

    def _count(self, told: dict[str, Any]) -> None:
        """The facets and the histogram."""
        if self.query.facets:
            self.deadline.check()
            told["facets"] = build_facets(self.view, self.query, self.before, self.found, self.selections)
        if self.query.histogram is not None:
            self.deadline.check()
            told["histogram"] = build_histogram(self.query.histogram, self.found)
