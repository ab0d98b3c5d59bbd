"""An open archive: what API, page and command line ask of record and index together."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from pincite.index.engine import SearchEngine
from pincite.index.query.clauses import Clause
from pincite.index.query.deadline import Deadline
from pincite.index.query.offering import Offer, offers_of
from pincite.index.query.parser import parse
from pincite.index.query.query import Group, Query
from pincite.index.query.titling import titled
from pincite.index.query.understand import understand
from pincite.index.record.record import Record
from pincite.index.record.values import StoredStatement
from pincite.index.results import MOST_TITLES, Hit, SearchPage
from pincite.index.showing.snippets import add_snippets
from pincite.index.showing.unstemmed import Unstemmed
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import QueryError


@dataclass(frozen=True, slots=True)
class Archive:
    """The record and the index, opened, and the source files. Safe to use from many threads."""

    record: Record
    engine: SearchEngine
    sources: SourceStore
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
        return replace(page, suggested=self._known(page, deadline), took_ms=deadline.spent_ms)

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
            group=Group.STATEMENT,
            limit=MOST_TITLES,
        )
        found = self.engine.search(asked, deadline)
        if not found.is_whole or found.statements != page.titles.count:
            return page
        return replace(page, titles=replace(page.titles, headings=tuple(hit.heading for hit in found.hits)))

    def _known(self, page: SearchPage, deadline: Deadline) -> tuple[Offer, ...]:
        """Other readings of the words, where few statements hold all: those of which the archive has anything."""
        offers = () if page.relaxed is None else offers_of(page.query)
        return tuple(offer for offer in offers if self._count(page.query, offer.part, deadline))

    def _count(self, query: Query, match: Clause, deadline: Deadline) -> int:
        """How many paragraphs ``match`` finds under the filters of ``query``."""
        bare = replace(query, match=match, text="", facets=(), histogram=None, explain=False, relaxed=False)
        return self.engine.search(replace(bare, limit=0, offset=0, cursor=None), deadline).paragraphs

    def _finds_more(self, page: SearchPage, deadline: Deadline) -> bool:
        """Whether the suggested spelling finds more with the same filters. Otherwise it is not shown."""
        try:
            match = understand(parse(page.did_you_mean or "")).match
        except QueryError:
            return False
        return self._count(page.query, match, deadline) > page.paragraphs

    def statement(self, id: str, version: str | None = None) -> StoredStatement:  # noqa: A002
        """Return a statement at ``version`` (12 to 64 hex digits), or as it is now. Raises NotFound and Withdrawn."""
        return self.record.statement(id, version)

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
