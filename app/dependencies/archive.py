"""An open archive: what API, page and command line ask of record and index together."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain

from pincite.app.answering.in_series import Answers
from pincite.app.answering.related import AskedBeside, Related, find_related
from pincite.app.dependencies.series_file import OrderFile
from pincite.index.engine import SearchEngine
from pincite.index.query.aliasing import Aliases, Name
from pincite.index.query.clauses import Clause
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.offering import MOST_OFFERS, Offer, offers_of
from pincite.index.query.parser import parse
from pincite.index.query.query import Group, Query
from pincite.index.query.titling import titled
from pincite.index.query.understand import understand
from pincite.index.reading.issuers.issuer_names import list_issuers
from pincite.index.record.record import Record
from pincite.index.record.values import StoredStatement
from pincite.index.results import MOST_TITLES, Hit, SearchPage
from pincite.index.showing.snippets import add_snippets
from pincite.index.showing.unstemmed import Unstemmed
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import QueryError


@cache
def known_aliases() -> Aliases:
    """Return the names of all issuers of the table."""
    return Aliases([[Name(one.name, one.since, one.until) for one in issuer.called] for issuer in list_issuers()])


@dataclass(frozen=True, slots=True)
class Archive:
    """The record and the index, opened, and the source files. Safe to use from many threads."""

    record: Record
    engine: SearchEngine
    sources: SourceStore
    order: OrderFile = field(default_factory=OrderFile, compare=False)
    unstemmed: Unstemmed = field(default_factory=Unstemmed, compare=False)

    def search(self, query: Query, deadline: Deadline | None = None) -> SearchPage:
        """Answer ``query`` with snippets. ``took_ms`` is all that the caller waited. Raises what the engine raises.

        Without a ``deadline``, the query's own deadline counts from now.
        """
        deadline = deadline or Deadline(query.deadline)
        page = add_snippets(self.engine.search(query, deadline), deadline)
        page = self._with_best_titles(self.unstemmed.add(page, self.engine), deadline)
        if page.did_you_mean is not None and not self._finds_more(page, deadline):
            page = replace(page, did_you_mean=None)
        return replace(self._with_suggested(page, deadline), took_ms=deadline.spent_ms)

    def _with_best_titles(self, page: SearchPage, deadline: Deadline) -> SearchPage:
        """List the statements whose titles hold the words by the score of their titles."""
        query = page.query
        if page.titles.count < 2 or query.offset or query.cursor or not query.limit:
            return page
        asked = Query(
            titled(query.match),
            variants=query.variants,
            filters=query.filters,
            dates=query.dates,
            dated=query.dated,
            statements=query.statements,
            since=query.since,
            first_issues=query.first_issues,
            group=Group.STATEMENT,
            limit=MOST_TITLES,
        )
        found = self.engine.search(asked, deadline)
        if not found.is_whole or found.statements != page.titles.count:
            return page
        return replace(page, titles=replace(page.titles, headings=tuple(hit.heading for hit in found.hits)))

    def _with_suggested(self, page: SearchPage, deadline: Deadline) -> SearchPage:
        """Add other readings of the words, and other names of who is called by them.

        Only what the archive has is added: of dates what is dated so, of names, which stand beside the words of the
        query, what finds more. Time may not allow it.
        """
        asked = page.query
        if not asked.text or not asked.limit or asked.offset or asked.cursor or not page.is_whole:
            return page
        readings = () if page.relaxed is None else offers_of(asked)
        try:
            known = [one for one in readings if self._counted(asked, one.part, deadline).paragraphs]
            dates = [self._with_counts(one, asked, deadline) for one in known]
            names = [self._with_counts(one, asked, deadline) for one in known_aliases().offers(asked)]
        except OutOfTime:
            return page.lacking("suggested")
        more = [one for one in names if (one.paragraphs or 0) > page.paragraphs]
        return replace(page, suggested=(*dates, *more)[:MOST_OFFERS])

    def _with_counts(self, offer: Offer, query: Query, deadline: Deadline) -> Offer:
        """Return ``offer`` with what it finds, if it finds anything. Raises OutOfTime."""
        page = self._counted(query, offer.match, deadline)
        if page.partial:
            raise OutOfTime
        return replace(offer, paragraphs=page.paragraphs, statements=page.statements) if page.paragraphs else offer

    def _counted(self, query: Query, match: Clause, deadline: Deadline) -> SearchPage:
        """Return how much ``match`` finds under the filters of ``query``."""
        bare = replace(query, match=match, text="", facets=(), histogram=None, explain=False, relaxed=False)
        return self.engine.search(replace(bare, words=False, limit=0, offset=0, cursor=None), deadline)

    def _finds_more(self, page: SearchPage, deadline: Deadline) -> bool:
        """Whether the suggested spelling finds more with the same filters. Otherwise it is not shown."""
        try:
            match = understand(parse(page.did_you_mean or "")).match
        except QueryError:
            return False
        return self._counted(page.query, match, deadline).paragraphs > page.paragraphs

    def statement(self, id: str, version: str | None = None) -> StoredStatement:  # noqa: A002
        """Return a statement at ``version`` (12 to 64 hex digits), or as it is now. Raises NotFound and Withdrawn."""
        return self.record.statement(id, version)

    def related(
        self, stored: StoredStatement, search: Answers | None = None, deadline: Deadline | None = None
    ) -> Related:
        """Return what stands beside a version. ``search`` answers, if searches wait for their turn."""
        order, deadline = self.order.read(), deadline or Deadline()
        asked = AskedBeside(search or self.search, self.engine.candidates, self.statement, order, deadline)
        return find_related(stored, asked)

    def behind(self) -> int:
        """Return how many batches the index is behind the record."""
        checkpoint = self.engine.checkpoint()
        return self.record.last_batch() - (checkpoint.batch if checkpoint else 0)

    def scan(self, query: Query, deadline: Deadline | None = None) -> Iterator[Hit]:
        """Return the whole result. Errors in the query are raised here, before the first byte is sent."""
        hits = self.engine.scan(query, deadline)
        first = next(hits, None)
        return iter(()) if first is None else chain((first,), hits)

    def close(self) -> None:
        """Close all files."""
        self.engine.close()
        self.record.close()
