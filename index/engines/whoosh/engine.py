"""The engine: answers from the newest commit that it knows, and from older ones for cursors that began on them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from pincite.index.engine import Checkpoint, IndexWriter
from pincite.index.engines.whoosh.answering.answer import Answer
from pincite.index.engines.whoosh.answering.candidates import build_candidates
from pincite.index.engines.whoosh.answering.estimating import estimate
from pincite.index.engines.whoosh.answering.reissued import learn_reissues
from pincite.index.engines.whoosh.answering.suggest import build_suggestions, build_values
from pincite.index.engines.whoosh.answering.views import Opened, SnapshotView
from pincite.index.engines.whoosh.answering.warming import warm
from pincite.index.engines.whoosh.snapshots import SnapshotSource
from pincite.index.engines.whoosh.watching import Watcher
from pincite.index.query.completing import Suggestion
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query, Versions
from pincite.index.query.signing import RESTED_SECONDS, START, expired, read, sign
from pincite.index.results import Bucket, Candidate, Hit, SearchPage
from pincite.index.values.entry import Indexed, IndexedReplaced
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, EngineUnavailable, SchemaMismatch
from pincite.index.values.findings import Depth, Finding

LOOK_EVERY = 0.1
"""Seconds between two checks for a newer commit."""
KEPT_COMMITS = 4
"""How many commits stay open besides the newest. Older ones are opened again from their files."""
ROWS_AT_ONCE = 1000
"""How many hits of a scan are sorted at a time."""


class WhooshEngine:
    """Implements ``pincite.index.engine.SearchEngine`` over a source of snapshots.

    ``remember`` False turns off the small caches of filters and facets, for benchmarks. With ``watch`` a thread opens
    and warms newer commits. Requests never wait for that, and use the last commit that could be opened. Without it, a
    request checks for a newer commit, at most every LOOK_EVERY seconds.
    """

    def __init__(
        self, source: SnapshotSource, *, cursor_key: bytes, remember: bool = True, watch: bool = False
    ) -> None:
        self._source, self._key = source, cursor_key
        self._opened = Opened(remember)
        self._lock = threading.Lock()
        self._views: OrderedDict[tuple[str, int], SnapshotView] = OrderedDict()
        self._used: dict[tuple[str, int], float] = {}
        self._current: SnapshotView | None = None
        self._looked = 0.0
        self._closed = self._writing = False
        self._watches = watch
        self._asks_first_issues = False
        self._watcher: Watcher | None = None

    def search(self, query: Query, deadline: Deadline | None = None) -> SearchPage:
        """Answer ``query`` without snippets. Raises QueryError (a foreign cursor, too many forms) and CursorExpired."""
        deadline = deadline or Deadline(query.deadline)
        if query.cursor is None:
            return self._answer(self._newest(), query, deadline).page(query.offset)
        if query.cursor == START:
            return self._walked(self._newest(), query, deadline, 0)
        generation, commit, rank = read(self._key, query, query.cursor)
        return self._walked(self._at((generation, commit)), query, deadline, rank)

    def _walked(self, view: SnapshotView, query: Query, deadline: Deadline, start: int) -> SearchPage:
        page = self._answer(view, query, deadline).page(start)
        if page.ends(start):
            return page
        return replace(page, next_cursor=sign(self._key, query, [*view.key, start + len(page.hits)]))

    def _answer(self, view: SnapshotView, query: Query, deadline: Deadline) -> Answer:
        learn = partial(self._learn, view, deadline) if query.first_issues else None
        return Answer(view.of(query.versions), query, deadline, learn)

    def _learn(self, view: SnapshotView, deadline: Deadline) -> None:
        """Find the reissues of a commit. A thread that watches finds those that there is no time for now."""
        self._asks_first_issues = True
        learn_reissues(view, deadline.check)

    def _cost_of_learning(self, view: SnapshotView) -> int:
        self._asks_first_issues = True
        return 0 if view.reissues is not None else LIGHT + view.paragraphs

    def scan(self, query: Query, deadline: Deadline | None = None) -> Iterator[Hit]:
        """The whole result in the query's order, streamed, as of one commit."""
        answer = self._answer(self._newest(), query, deadline or Deadline())
        answer.match()
        ordering = answer.ordering()
        for start in range(0, ordering.total, ROWS_AT_ONCE):
            yield from answer.hits(ordering, start, start + ROWS_AT_ONCE)

    def estimate(self, query: Query) -> int:
        """Estimate the cost of ``query``; see the port."""
        view = self._newest()
        learning = self._cost_of_learning(view) if query.first_issues else 0
        return learning + estimate(view.of(query.versions), query)

    def values(self, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
        """Values of a facet that contain all tokens of ``match`` (the last as a prefix), most paragraphs first."""
        return build_values(self._newest(), field, match, limit)

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """At most ``limit`` words, titles and facet values that complete ``prefix``."""
        return build_suggestions(self._newest(), prefix, limit)

    def candidates(self, prints: Sequence[int], query: Query, limit: int) -> tuple[Candidate, ...]:
        """Paragraphs that share fingerprints with ``prints`` and pass the filters of ``query``; see the port."""
        view = self._newest()
        if query.first_issues:
            self._learn(view, Deadline())
        return build_candidates(view.of(query.versions), prints, query, limit)

    def indexed(self) -> Iterator[Indexed]:
        """All live statements, by id. Raises ArchiveDamaged when one cannot be read."""
        try:
            yield from self._newest().indexed()
        except (LookupError, RuntimeError, TypeError, ValueError) as error:
            raise ArchiveDamaged("statements in the index cannot be read; run `pincite rebuild`") from error

    def replaced(self) -> Iterator[IndexedReplaced]:
        """All live statements with paragraphs of replaced versions, by id; see the port."""
        try:
            yield from self._newest().of(Versions.REPLACED).replaced()
        except (LookupError, RuntimeError, TypeError, ValueError) as error:
            raise ArchiveDamaged("replaced versions in the index cannot be read; run `pincite rebuild`") from error

    def check(self, depth: Depth) -> Iterator[Finding]:
        """The problems of the index by itself; see the port."""
        return self._source.check(depth)

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        """What interrupted commands left behind; see the port."""
        return self._source.tidy(fix=fix)

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator[IndexWriter]:
        """Open the only writer. ``fresh`` builds a new generation beside the live one and switches at the end."""
        self._open()
        try:
            with self._source.writer(fresh=fresh) as writer:
                # The next request sees what was written through this engine, without waiting for the next check.
                self._writing = True
                yield writer
        finally:
            self._writing, self._looked = False, 0.0

    def look(self) -> None:
        """See the port."""
        # A newer version may have rebuilt the index. This service uses the old one until it is restarted.
        with suppress(SchemaMismatch):
            self._look_for(self._newest(look_now=True))

    def checkpoint(self) -> Checkpoint | None:
        """The contents of the newest commit, or None before the first commit."""
        snapshot = self._newest(look_now=True).snapshot
        return snapshot.checkpoint if snapshot.commit else None

    def close(self) -> None:
        """Close all files. Calling this again does nothing."""
        with self._lock:
            self._closed = True
            watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()
        with self._lock:
            self._views.clear()
            self._used.clear()
            self._current = None
            self._opened.clear()

    def _open(self) -> None:
        if self._closed:
            raise EngineUnavailable("the engine was closed")

    def _newest(self, *, look_now: bool = False) -> SnapshotView:
        """The newest open commit. Checks the disk for a newer one when that is due and no thread watches."""
        self._open()
        current = self._current
        if current is None or self._is_due(look_now=look_now):
            current = self._newest_on_disk()
        current.snapshot.check_whole()
        return current

    def _newest_on_disk(self) -> SnapshotView:
        with self._lock:
            self._looked = time.monotonic()
            current = self._current
            if current is None or self._source.newest() != current.key or _is_cut(current):
                current = self._current = self._kept(self._opened.view(self._source.open()))
                if self._watches and self._watcher is None:
                    warm(current)
                    self._watcher = Watcher(self._look)
            return current

    def _is_due(self, *, look_now: bool) -> bool:
        if self._watches:
            return self._writing
        return look_now or self._writing or time.monotonic() - self._looked >= LOOK_EVERY

    def _look(self) -> None:
        """Open and warm a newer commit, while requests are answered from the previous one."""
        self._forget_idle()
        current = self._current
        if current is None:
            return
        self._learn_ahead(current)
        if not self._look_for(current):
            return
        snapshot = self._source.open()
        with self._lock:
            view = self._opened.view(snapshot)
        warm(view)
        self._learn_ahead(view)
        with self._lock:
            if not self._closed:
                self._current = self._kept(view)

    def _learn_ahead(self, view: SnapshotView) -> None:
        """Find the reissues of a commit if anybody ever asked, so that no request has to."""
        if self._asks_first_issues:
            # Damage must not keep a newer commit away. Who asks for what is damaged is told.
            with suppress(ArchiveError, LookupError, RuntimeError, TypeError, ValueError):
                learn_reissues(view, self._open)

    def _look_for(self, current: SnapshotView) -> bool:
        """Whether a commit other than ``current`` must be opened. Raises whatever prevents reading the index."""
        newest = self._source.newest()
        if not newest[1] and current.snapshot.commit:
            raise ArchiveDamaged("the index is gone; run `pincite rebuild`")
        return newest != current.key or _is_cut(current)

    def _at(self, key: tuple[str, int]) -> SnapshotView:
        """The commit of a cursor, opened again from its files if it is no longer in memory."""
        self._open()
        with self._lock:
            view = self._views.get(key)
            if view is None:
                snapshot = self._source.open_commit(*key)
                if snapshot is None:
                    raise expired()
                view = self._kept(self._opened.view(snapshot))
            view.snapshot.check_whole()
            self._views.move_to_end(key)
            self._used[key] = time.monotonic()
            return view

    def _forget_idle(self) -> None:
        """Close commits that no cursor has used for a while, so that their files and generations can be deleted."""
        oldest = time.monotonic() - RESTED_SECONDS
        with self._lock:
            idle = [key for key in self._views if self._used[key] < oldest and self._views[key] is not self._current]
            for key in idle:
                del self._views[key], self._used[key]
            if idle:
                self._opened.forget_unused(self._views.values())

    def _kept(self, view: SnapshotView) -> SnapshotView:
        self._views[view.key] = view
        self._used[view.key] = time.monotonic()
        while len(self._views) > KEPT_COMMITS + 1:
            del self._used[self._views.popitem(last=False)[0]]
        self._opened.forget_unused(self._views.values())
        return view


def _is_cut(view: SnapshotView) -> bool:
    """Whether a file was truncated since it was opened. The file now at its name is then opened instead."""
    try:
        view.snapshot.check_whole()
    except ArchiveDamaged:
        return True
    return False
