"""Turn a query into its page over one commit: match, filter, count, order, and add hints."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pincite.index.engines.whoosh.answering.columns import Floats
from pincite.index.engines.whoosh.answering.evaluate import Evaluation
from pincite.index.engines.whoosh.answering.facets import build_facets
from pincite.index.engines.whoosh.answering.found import Found, build_found
from pincite.index.engines.whoosh.answering.histogram import build_histogram
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.nodes import Node
from pincite.index.engines.whoosh.answering.ordering import Ordering, Pick
from pincite.index.engines.whoosh.answering.relaxed import Relaxation
from pincite.index.engines.whoosh.answering.selection import Selection, build_selection
from pincite.index.engines.whoosh.answering.titles import build_titles
from pincite.index.engines.whoosh.answering.titlescores import scores_in
from pincite.index.engines.whoosh.answering.views import SnapshotView
from pincite.index.query.asking import asks_titles_alone, build_forms
from pincite.index.query.deadline import Deadline, OutOfTime, checked
from pincite.index.query.query import Query, Sort, Within
from pincite.index.query.relaxing import FEW_STATEMENTS, relaxing_of
from pincite.index.query.spelling import FEW_HITS, propose
from pincite.index.results import Hit, SearchPage, with_lacking


class Answer:
    """One query over one commit. Built in steps, with the deadline checked between them."""

    def __init__(
        self, view: SnapshotView, query: Query, deadline: Deadline, learn: Callable[[], None] | None = None
    ) -> None:
        """``learn`` is called before anything is matched, and may raise OutOfTime."""
        self.view, self.query = view, query
        self._learn = learn
        self.deadline = deadline
        titles_alone = asks_titles_alone(query.match)
        self.leaves = Leaves(view, query.variants, deadline, counts_in_titles=titles_alone)
        self.sort = query.order
        self.nodes: list[Node] = []
        self.before: list[Found] = []
        self.selections: list[Selection] = []
        self.found: list[Found] = []

    def page(self, start: int) -> SearchPage:
        """The page whose first hit has rank ``start``, counted from 0; no cursor is set.

        When the time is over, the page names the parts that are missing. Counts then cover the finished segments only.
        """
        made: dict[str, Any] = {}
        late: list[str] = []
        for part, step in self._steps(start):
            if not late:
                try:
                    self.deadline.check()
                    made.update(step())
                    continue
                except OutOfTime:
                    pass
            late.append(part)
        page = self._page_of(made, late)
        if not (self.query.explain and self.query.limit):
            return page
        return replace(self._explained(page, is_late=bool(late)), took_ms=self.deadline.spent_ms)

    def _page_of(self, made: Mapping[str, Any], late: list[str]) -> SearchPage:
        """The page of the fields that were ``made``, without the parts that are ``late``."""
        generation, commit = self.view.key
        return SearchPage(
            query=self.query,
            paragraphs=self.paragraphs,
            statements=self.statements,
            commit=commit,
            generation=generation,
            partial="" in late,
            incomplete=tuple([part for part in late if part]),
            took_ms=self.deadline.spent_ms,
            **{"hits": (), **made},
        )

    def _steps(self, start: int) -> list[tuple[str, Callable[[], dict[str, Any]]]]:
        """The steps that make the fields of the page, with names of its parts.

        Counting has no name: without it the page is partial.
        """
        query = self.query
        steps: list[tuple[str, bool, Callable[[], dict[str, Any]]]] = [
            ("", True, self._matched),
            ("hits", query.limit > 0, lambda: {"hits": self._listed(start)}),
            ("facets", bool(query.facets), self._faceted),
            ("histogram", query.histogram is not None, self._barred),
            ("", True, self._told),
            ("relaxed", relaxing_of(query) is not None, self._relaxed),
        ]
        return [(part, step) for part, is_asked, step in steps if is_asked]

    def _matched(self) -> dict[str, Any]:
        self.match()
        return {}

    def match(self) -> None:
        """Find what matches, part by part. After OutOfTime the finished parts remain."""
        if self._learn is not None:
            self._learn()
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
    def paragraphs(self) -> int:
        """How many paragraphs were found."""
        return sum([found.paragraphs for found in self.found])

    @property
    def statements(self) -> int:
        """How many statements contain them."""
        return sum([len(found.rows) for found in self.found])

    def ordering(self) -> Ordering:
        """The order of what was found."""
        found, scores = self.found, self._scores()
        if scores is not None and any(own is not None for own in scores):
            found = [item.listed() for item in found]
        return Ordering(self.view, found, scores, self.sort, self.query.group)

    def _scores(self) -> list[Floats | None] | None:
        if self.sort is not Sort.RELEVANCE:
            return None
        parts = enumerate(zip(self.found, self.nodes, strict=True))
        return [scores_in(self.query.match, self.leaves, at, found, node) for at, (found, node) in parts]

    def hits(self, ordering: Ordering, start: int, stop: int) -> Iterator[Hit]:
        """The hits from rank ``start`` to before ``stop``."""
        return self._built(ordering.picks(start, stop), start, scored=self.sort is Sort.RELEVANCE)

    def _built(self, picks: Iterable[Pick], start: int, *, scored: bool) -> Iterator[Hit]:
        for rank, pick in enumerate(picks, start + 1):
            segment = self.view.parts[pick.part].segment
            heading = segment.heading(pick.row)
            scores = (pick.scores or (0.0,) * len(pick.docs)) if scored else (None,) * len(pick.docs)
            best, *others = [
                Hit(heading, segment.passage(doc, pick.row), rank, score)
                for doc, score in zip(pick.docs, scores, strict=True)
            ]
            yield best._replace(others=tuple(others), more=pick.more) if others else best

    def _explained(self, page: SearchPage, *, is_late: bool) -> SearchPage:
        try:
            if not is_late:
                self.deadline.check()
                weighing = self.leaves.weighing(asks_titles_alone(self.query.match))
                return page.explained(weighing, self.deadline.check)
        except OutOfTime:
            pass
        return page.lacking("explain")

    def _listed(self, start: int) -> tuple[Hit, ...]:
        ordering = self.ordering() if self.query.limit else None
        if ordering is None or start >= ordering.total:
            return ()
        self.deadline.check()
        return tuple(checked(self.hits(ordering, start, start + self.query.limit), self.deadline.check))

    def _told(self) -> dict[str, Any]:
        """The hints of the page: titles, forms, another spelling, matches elsewhere."""
        told: dict[str, Any] = {
            "titles": build_titles(self.query, self.leaves, self.selections),
            "forms": build_forms(self.query, self.leaves.forms),
        }
        if self.paragraphs < FEW_HITS:
            self.deadline.check()
            told["did_you_mean"] = propose(self.query, self.leaves)
        if not self.paragraphs and self.query.looks_elsewhere:
            told["elsewhere"] = self._elsewhere()
        return told

    def _relaxed(self) -> dict[str, Any]:
        """Paragraphs without some of the words, when few statements hold all."""
        relaxing = relaxing_of(self.query)
        if relaxing is None or self.statements >= FEW_STATEMENTS:
            return {}
        check = self.deadline.check
        relaxation = Relaxation(self.leaves, relaxing, self.selections, self.found)
        picks = relaxation.picks(self.query.group, self.query.limit)
        hits = [with_lacking(hit, relaxing, self.query, check) for hit in self._built(picks, 0, scored=True)]
        return {"relaxed": replace(relaxation.counts(), hits=tuple(hits))}

    def _elsewhere(self) -> int:
        """How many statements match if the words may occur anywhere in a statement."""
        statements = 0
        for at, part in enumerate(self.view.parts):
            node = Evaluation(self.leaves, at).within_statements(self.query.match)
            statements += len(build_found(part, node).where(self.selections[at].without(None)).rows)
        return statements

    def _faceted(self) -> dict[str, Any]:
        check = self.deadline.check
        return {"facets": build_facets(self.view, self.query, self.before, self.found, self.selections, check)}

    def _barred(self) -> dict[str, Any]:
        return {"histogram": build_histogram(self.query, self.found)}
