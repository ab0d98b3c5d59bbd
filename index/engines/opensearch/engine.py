"""The engine: answers from the commit it knows, notices newer ones in the answers, and serves cursors."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from pincite.index.engine import WITHOUT_REPLACED, Checkpoint, IndexWriter
from pincite.index.engines.opensearch.answering.answer import ClusterAnswer, empty_page, nothing_yet, scan
from pincite.index.engines.opensearch.answering.candidates import build_candidates
from pincite.index.engines.opensearch.answering.lexicon import Remembered
from pincite.index.engines.opensearch.answering.reissued import Reissues, narrow
from pincite.index.engines.opensearch.answering.suggest import build_suggestions, build_values
from pincite.index.engines.opensearch.checking import soundness
from pincite.index.engines.opensearch.commits import indices
from pincite.index.engines.opensearch.commits.contents import read_indexed, read_replaced
from pincite.index.engines.opensearch.commits.reading import Moved, NoIndex, Reader, State
from pincite.index.engines.opensearch.commits.walks import PointInTimePosition, close_point, open_point, point_in_time
from pincite.index.engines.opensearch.connection.cluster import Cluster
from pincite.index.engines.opensearch.writing import batches
from pincite.index.engines.opensearch.writing.pairs import PairWriter
from pincite.index.query.completing import Suggestion
from pincite.index.query.cost import LIGHT, cost_of
from pincite.index.query.deadline import Check, Deadline, OutOfTime, never
from pincite.index.query.query import Query, Versions
from pincite.index.query.signing import OUTLIVED_COMMITS, START, expired, read, sign
from pincite.index.results import Bucket, Candidate, Hit, SearchPage
from pincite.index.values.entry import Indexed, IndexedReplaced
from pincite.index.values.errors import EngineUnavailable, SchemaMismatch
from pincite.index.values.findings import Depth, Finding

_CLOSED, _OPEN = 10_000, 250_000
"""The assumed number of postings of a word, and of a word with many forms."""
_TRIES = 5
"""How often an answer restarts because a new commit arrived. After that it uses a point in time."""

T = TypeVar("T")


class OpenSearchEngine:
    """Implements ``pincite.index.engine.SearchEngine`` over one cluster. ``cursor_key`` signs its cursors.

    ``kept`` is the number of older generations that a rebuild keeps.
    """

    def __init__(self, cluster: Cluster, *, cursor_key: bytes, kept: int) -> None:
        self._cluster, self._key, self._kept = cluster, cursor_key, kept
        self._remembered, self._reissues = Remembered(), Reissues()
        self._states: dict[Versions, State] = {}
        self._checked = ""
        self._closed = False

    def search(self, query: Query, deadline: Deadline | None = None) -> SearchPage:
        """Answer ``query`` without snippets. Raises QueryError (a foreign cursor, too many forms) and CursorExpired."""
        deadline = deadline or Deadline(query.deadline)
        return replace(self._search(query, deadline), took_ms=deadline.spent_ms)

    def _search(self, query: Query, deadline: Deadline) -> SearchPage:
        if query.cursor is None:
            return self._answered(
                lambda reader, state: self._page(reader, state, query, deadline, query.offset)[0],
                lambda: empty_page(query),
                query.versions,
            )
        if query.cursor == START:
            return self._begun(query, deadline)
        pit, commit, rank, after = read(self._key, query, query.cursor)
        return self._continued(query, deadline, PointInTimePosition(pit, commit, rank, after))

    def _page(
        self,
        reader: Reader,
        state: State,
        query: Query,
        deadline: Deadline,
        start: int,
        after: Sequence[Any] | None = None,
    ) -> tuple[SearchPage, Sequence[Any] | None]:
        """Return what ``ClusterAnswer.page`` does, with the reissues taken out where that is asked for."""
        try:
            narrowed = self._narrowed(reader, state, query, deadline.check)
        except OutOfTime:
            return nothing_yet(query, state), None
        page, last = ClusterAnswer(reader, state, narrowed, self._remembered, deadline).page(start, after)
        return replace(page, query=query), last

    def _narrowed(self, reader: Reader, state: State, query: Query, check: Check) -> Query:
        """Return ``query`` without the statements that it leaves out as reissues."""
        if not query.first_issues:
            return query
        if query.versions is Versions.CURRENT:
            return narrow(query, self._reissues.of(reader, state, check))
        # Which statements are reissues is decided by the current versions.
        return narrow(query, self._answered(lambda own, current: self._reissues.of(own, current, check), tuple))

    def _begun(self, query: Query, deadline: Deadline) -> SearchPage:
        """The first page of a list read with a cursor. Opens a point in time."""
        self._require(query.versions)
        try:
            pit = open_point(self._cluster, self._name(query.versions))
        except NoIndex:
            return empty_page(query)
        try:
            return self._walked(query, deadline, PointInTimePosition(pit, 0, 0, ()))
        except BaseException:
            close_point(self._cluster, pit)
            raise

    def _continued(self, query: Query, deadline: Deadline, position: PointInTimePosition) -> SearchPage:
        current = self.checkpoint()
        if current is None or current.commit - position.commit > OUTLIVED_COMMITS:
            close_point(self._cluster, position.pit)
            raise expired()
        return self._walked(query, deadline, position)

    def _walked(self, query: Query, deadline: Deadline, position: PointInTimePosition) -> SearchPage:
        reader = Reader(self._cluster, position.pit)
        state = reader.read_state()
        if state is None:
            close_point(self._cluster, position.pit)
            return empty_page(query)
        page, last = self._page(reader, state, query, deadline, position.rank, position.after or None)
        if last is None or page.ends(position.rank):
            close_point(self._cluster, position.pit)
            return page
        # The index of replaced versions has fewer commits; all that the archive has count.
        began = position.commit or (self.checkpoint() or state.checkpoint).commit
        following = PointInTimePosition(position.pit, began, position.rank + len(page.hits), last)
        return replace(page, next_cursor=sign(self._key, query, following.values()))

    def scan(self, query: Query, deadline: Deadline | None = None) -> Iterator[Hit]:
        """The whole result in the query's order, streamed, as of one commit."""
        deadline = deadline or Deadline()
        self._require(query.versions)
        try:
            with point_in_time(self._cluster, self._name(query.versions)) as pit:
                reader = Reader(self._cluster, pit)
                state = reader.read_state()
                if state is not None:
                    narrowed = self._narrowed(reader, state, query, deadline.check)
                    yield from scan(ClusterAnswer(reader, state, narrowed, self._remembered, deadline), reader, state)
        except NoIndex:
            return

    def estimate(self, query: Query) -> int:
        """Estimate the cost of ``query`` in this process. The cluster does most of the work and has its own limits."""
        state = self._states.get(Versions.CURRENT)
        is_learning = query.first_issues and (state is None or not self._reissues.knows(state))
        cost = cost_of(query, lambda asked: _OPEN if asked.is_open else _CLOSED, paragraphs=0, statements=0)
        return cost + LIGHT if is_learning else cost

    def values(self, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
        """Values of a facet that contain all tokens of ``match`` (the last as a prefix), most paragraphs first."""
        return self._answered(lambda reader, state: build_values(reader, state, field, match, limit), tuple)

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """At most ``limit`` words, titles and facet values that complete ``prefix``."""
        return self._answered(lambda reader, state: build_suggestions(reader, state, prefix, limit), tuple)

    def candidates(self, prints: Sequence[int], query: Query, limit: int) -> tuple[Candidate, ...]:
        """Paragraphs that share fingerprints with ``prints`` and pass the filters of ``query``; see the port."""
        return self._answered(
            lambda reader, state: build_candidates(
                reader, state, prints, self._narrowed(reader, state, query, never), limit
            ),
            tuple,
            query.versions,
        )

    def indexed(self) -> Iterator[Indexed]:
        """All live statements, in code-point order of ids, as of one commit."""
        self._open()
        try:
            with point_in_time(self._cluster) as pit:
                yield from read_indexed(Reader(self._cluster, pit))
        except NoIndex:
            return

    def replaced(self) -> Iterator[IndexedReplaced]:
        """All live statements with paragraphs of replaced versions, in code-point order of ids, as of one commit."""
        self._require(Versions.REPLACED)
        try:
            with point_in_time(self._cluster, self._name(Versions.REPLACED)) as pit:
                yield from read_replaced(Reader(self._cluster, pit))
        except NoIndex:
            return

    def check(self, depth: Depth) -> Iterator[Finding]:
        """The problems of the index by itself; none when there is no index."""
        self._open()
        return soundness.check(self._cluster, depth)

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        """Unfinished generations. With ``fix``, which only the writer may use, they are deleted."""
        self._open()
        return soundness.tidy(self._cluster, fix=fix)

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator[IndexWriter]:
        """Open the only writer. ``fresh`` builds a new generation beside the live one and switches at the end."""
        self._open()
        live = indices.find_live(self._cluster)
        if fresh:
            yield from self._writing_beside(live)
            return
        if live is None:
            live = indices.create_first(self._cluster)
        indices.check_layout(self._cluster, live)
        yield PairWriter(self._cluster, live, self._stand(live), streams=False)

    def _writing_beside(self, live: str | None) -> Iterator[IndexWriter]:
        stand = batches.Stand(0 if live is None else self._stand(live).commit)
        generation = indices.create_beside(self._cluster)
        try:
            writer = PairWriter(self._cluster, generation, stand, streams=True)
            yield writer
        except BaseException:
            indices.forget(self._cluster, generation)
            raise
        if writer.commits:
            indices.let_take_over(self._cluster, generation, live, self._kept)
        else:
            indices.forget(self._cluster, generation)

    def _stand(self, generation: str) -> batches.Stand:
        state = Reader(self._cluster, generation=generation).read_state()
        if state is None:
            return batches.Stand()
        return batches.Stand(state.checkpoint.commit, state.replaced, state.checkpoint.replaced)

    def look(self) -> None:
        """See the port. Does nothing, because every answer comes from the cluster."""
        self._newest()

    def checkpoint(self) -> Checkpoint | None:
        """The contents of the newest commit, or None before the first commit."""
        state = self._newest()
        return None if state is None else state.checkpoint

    def close(self) -> None:
        """Close all connections. Calling this again does nothing."""
        if not self._closed:
            self._closed = True
            self._cluster.close()

    def _open(self) -> None:
        if self._closed:
            raise EngineUnavailable("the engine was closed")

    def _answered(
        self, ask: Callable[[Reader, State], T], nothing: Callable[[], T], versions: Versions = Versions.CURRENT
    ) -> T:
        """The result of ``ask`` for one commit, or ``nothing`` while there is none."""
        self._open()
        name = self._name(versions)
        reader = Reader(self._cluster, generation=name)
        for _ in range(_TRIES):
            try:
                state = self._states.get(versions) or self._newest(versions)
                return nothing() if state is None else ask(reader, state)
            except (Moved, NoIndex):
                self._states.pop(versions, None)
        with point_in_time(self._cluster, name) as pit:
            reader = Reader(self._cluster, pit)
            state = reader.read_state()
            return nothing() if state is None else ask(reader, state)

    def _name(self, versions: Versions) -> str:
        """The alias of the index of these versions."""
        of_replaced = versions is Versions.REPLACED
        return indices.alias_of_replaced(self._cluster) if of_replaced else self._cluster.address.index

    def _require(self, versions: Versions) -> None:
        """Raise SchemaMismatch when the live generation was built without an index of these versions."""
        if versions is Versions.REPLACED:
            current = self._newest()
            if current is not None and current.checkpoint.lacks_replaced:
                raise SchemaMismatch(f"the index {WITHOUT_REPLACED}; run `pincite rebuild`")

    def _newest(self, versions: Versions = Versions.CURRENT) -> State | None:
        """The state of the newest commit, read now."""
        self._open()
        self._require(versions)
        try:
            state = Reader(self._cluster, generation=self._name(versions)).read_state()
        except NoIndex:
            state = None
        else:
            if versions is Versions.CURRENT and (state is None or state.generation != self._checked):
                self._check()
        if state is None:
            self._states.pop(versions, None)
        else:
            self._states[versions] = state
        return state

    def _check(self) -> None:
        """Raise ArchiveForeign or SchemaMismatch when the index is not one of ours."""
        live = indices.find_live(self._cluster)
        if live is not None:
            indices.check_layout(self._cluster, live)
            self._checked = live
