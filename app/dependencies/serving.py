"""Dependencies of a request: the archive of the running service, its readiness, and its links."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.requests import Request

from pincite.app.answering.changes import ChangesPage, ChangesRequest, read_page
from pincite.app.answering.links import Links
from pincite.app.answering.related import Related
from pincite.app.dependencies.apart import Apart
from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.lanes import Lanes
from pincite.app.dependencies.measuring import LARGE, SMALL, kind_of
from pincite.app.dependencies.opening import Opener
from pincite.app.dependencies.suggesting import Suggestions, count, propose
from pincite.app.errors import sentence_of
from pincite.app.settings import Settings
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline
from pincite.index.query.limits import DEADLINE
from pincite.index.query.query import Group, Query, Sort
from pincite.index.record.values import StoredStatement
from pincite.index.results import SearchPage
from pincite.index.values.errors import ArchiveMissing, EngineUnavailable, PinciteError, RecordUnavailable

if TYPE_CHECKING:
    from pincite.app.metrics import ServiceMetrics

_CATCH_UP_SECONDS = 1.0
"""Twice as long as a worker takes to notice a commit."""
_PARAGRAPH = 5_000
"""What it costs to show one, in the units of a search: 45 µs (measured: 20,000 in 0.9 s, as JSON)."""
_AT_ONCE, _MOST_NUMBERS = 1_000, 10_000
_COMPARING_SECONDS = 5.0
"""Two texts of 700 paragraphs each, all reworded, take half a second, and of 2,000 about two (measured)."""
_LOG = logging.getLogger("pincite")
Part = tuple[str, bool, str | None]


class ArchiveHolder:
    """Holds the archive of a running service. It is opened at the start, or on a later request if it was missing."""

    def __init__(self, settings: Settings, opener: Opener) -> None:
        self._settings, self._opener = settings, opener
        self._lock = threading.Lock()
        self._archive: Archive | None = None
        self.aside = ThreadPoolExecutor(1, "health")
        """A separate thread for readiness checks. It is free however many answers are running."""

    def get(self) -> Archive:
        """Return the open archive. Raises ArchiveError."""
        opened = self._archive
        return self._open() if opened is None else opened

    def parts(self) -> list[Part]:
        """Return each part of the service, whether it is ready, and why not (or how far it is behind)."""
        try:
            archive = self.get()
        except PinciteError as error:
            return [_not_ready(_part_of(error), error)]
        return [_ready("record", lambda: _of_record(archive)), _ready("index", lambda: _of_index(archive))]

    def close(self) -> None:
        """Close the archive. Calling it again does nothing."""
        with self._lock:
            if self._archive is not None:
                self._archive.close()
            self._archive = None

    def _open(self) -> Archive:
        with self._lock:
            if self._archive is None:
                self._archive = self._opener(self._settings)
            return self._archive


def _part_of(error: PinciteError) -> str:
    """Return the part because of which an archive cannot be opened."""
    if isinstance(error, RecordUnavailable):
        return "record"
    return "index" if isinstance(error, EngineUnavailable) else "archive"


def _ready(part: str, check: Callable[[], str | None]) -> Part:
    try:
        return part, True, check()
    except PinciteError as error:
        return _not_ready(part, error)


def _not_ready(part: str, error: PinciteError) -> Part:
    _LOG.warning("%s is not ready: %s", part, error)
    return part, False, sentence_of(error)


def _of_record(archive: Archive) -> str | None:
    archive.record.check_same()
    return None


def _of_index(archive: Archive) -> str | None:
    archive.engine.look()
    if archive.engine.checkpoint() is None:
        raise ArchiveMissing("nothing is indexed yet: run `pincite ingest PATH...`")
    damage = next(archive.engine.check("quick"), None)
    if damage is not None:
        # An index that was opened before the damage continues to answer.
        _LOG.warning("the index is damaged: %s", damage)
        return "The index is damaged. Its operator can find out more with `pincite verify`."
    behind = archive.behind()
    return f"{behind} batches behind the record: run `pincite ingest PATH...`" if behind > 0 else None


def holder_of(request: Request) -> ArchiveHolder:
    """Return the archive holder of this service."""
    holder: ArchiveHolder = request.app.state.holder
    return holder


def archive_of(request: Request) -> Archive:
    """Return the archive. Open it now if it was missing before. Raises ArchiveError."""
    return holder_of(request).get()


def deadline_of(request: Request, seconds: float = float(DEADLINE.value), *, has_body: bool = False) -> Deadline:
    """Return the deadline of a request, counted from its arrival, or from now where its body had to arrive first.

    It is abandoned when the client disconnects.
    """
    state, lanes = request.scope["state"], lanes_of(request)
    is_gone: Callable[[], bool] = state.get("is_gone", lambda: False)
    started = None if has_body else state.get("arrived")
    return Deadline(seconds, lambda: not (is_gone() or lanes.has_ended), started=started)


def lanes_of(request: Request) -> Lanes:
    """Return the lanes of this service, which limit how much it does at once."""
    lanes: Lanes = request.app.state.lanes
    return lanes


@dataclass(frozen=True, slots=True)
class Asking:
    """One request's searches, within one deadline."""

    archive: Archive
    lanes: Lanes
    deadline: Deadline
    apart: Apart | None = None
    metrics: "ServiceMetrics | None" = None

    def search(self, query: Query) -> SearchPage:
        """Answer ``query`` when its turn comes. Raises Busy, Abandoned, and what the archive raises."""
        cost = self.archive.engine.estimate(query)
        with self.lanes.admitted(cost, self.deadline):
            page = self._search_apart(query) if cost >= LIGHT else None
            page = self.archive.search(query, self.deadline) if page is None else page
        if self.metrics is not None:
            lane = LARGE if cost >= LIGHT else SMALL
            self.metrics.searched(kind_of(query.match), lane, is_whole=page.is_whole)
        return page

    def _search_apart(self, query: Query) -> SearchPage | None:
        page = self.apart.search(query, self.deadline) if self.apart is not None else None
        if page is None or not self._has_caught_up(page):
            return None
        return replace(page, took_ms=self.deadline.spent_ms)

    def _has_caught_up(self, page: SearchPage) -> bool:
        """Whether no later answer of this worker will be older than ``page``, whose process may know a newer commit."""
        end = time.monotonic() + _CATCH_UP_SECONDS
        while _age(self.archive.engine.search(Query(limit=0))) < _age(page):
            if time.monotonic() >= end:
                return False
            time.sleep(_CATCH_UP_SECONDS / 20)
        return True

    def numbers_in(self, query: Query, id: str) -> tuple[tuple[int, ...], bool]:  # noqa: A002
        """Return the numbers of the paragraphs of one statement that ``query`` finds, in order, and whether all are.

        They are the hits of ``query`` with ``statement=id``. Raises as ``search`` does.
        """
        if query.statements and id not in query.statements:
            return (), True
        one = replace(
            query,
            statements=(id,),
            facets=(),
            histogram=None,
            group=Group.PARAGRAPH,
            sort=Sort.TITLE,  # In one statement all are ties: they go by number.
            limit=_AT_ONCE,
            cursor=None,
            explain=False,
            relaxed=False,
        )
        numbers: list[int] = []
        engine = self.archive.engine
        with self.lanes.admitted(engine.estimate(one), self.deadline):
            for offset in range(0, _MOST_NUMBERS, _AT_ONCE):
                page = engine.search(replace(one, offset=offset), self.deadline)
                numbers += [hit.passage.number for hit in page.hits]
                if not page.is_whole or len(numbers) >= page.paragraphs:
                    return tuple(numbers), page.is_whole
        return tuple(numbers), False

    def showing(self, stored: StoredStatement) -> AbstractContextManager[None]:
        """Let a statement be shown when it is its turn: one of many paragraphs is as much work as a large search.

        Raises Busy and Abandoned. Nothing is searched meanwhile: it could wait for itself.
        """
        return self.lanes.admitted(_cost_of(stored), self.deadline)

    def related(self, stored: StoredStatement) -> Related:
        """Return what stands beside a statement, each search when its turn comes. Raises as ``search`` does."""
        return self.archive.related(stored, self.search, self.deadline)

    def changes(self, asked: ChangesRequest) -> ChangesPage:
        """Return changes with their rows, when it is their turn: to compare texts is as much work as a large search.

        Raises Busy, Abandoned, and QueryError for a foreign cursor.
        """
        with self.lanes.admitted(LIGHT, self.deadline):
            return read_page(self.archive.record, asked, self.deadline)

    @contextmanager
    def versions(self, id: str, version: str | None) -> Iterator[tuple[StoredStatement, StoredStatement]]:  # noqa: A002
        """Let an earlier version and the current one be compared when it is their turn.

        Without a version it is the first one, or the last other one where the first is current again. Raises Busy,
        Abandoned, and what the archive raises.
        """
        current = self.archive.statement(id)
        others = [note.digest for note in current.versions if note.digest != current.version]
        first = current.versions[0].digest
        earlier = version or (first if first in others else others[-1] if others else current.version)
        before = self.archive.statement(id, earlier)
        with self.compared(before, current):
            yield before, current

    def compared(self, before: StoredStatement, current: StoredStatement) -> AbstractContextManager[None]:
        """Let two versions be compared when it is their turn. Raises Busy and Abandoned."""
        return self.lanes.admitted(_cost_of(before) + _cost_of(current), self.deadline)

    def suggest(self, typed: str, limit: int) -> Suggestions:
        """Return what goes on from ``typed``, when it is its turn. Raises as ``search`` does."""
        engine = self.archive.engine
        proposals = propose(engine, typed, limit)
        # Each is counted by itself, and the time is looked at between them.
        with self.lanes.admitted(max((engine.estimate(query) for _, query in proposals), default=0), self.deadline):
            return count(engine, proposals, limit, self.deadline)


def _cost_of(stored: StoredStatement) -> int:
    return _PARAGRAPH * len(stored.paragraphs)


def _age(page: SearchPage) -> tuple[str, int]:
    return page.generation, page.commit


def asking_of(request: Request) -> Asking:
    """Return what answers the searches of a request. Raises ArchiveError, and Abandoned if the client is gone."""
    deadline_of(request).check_wanted()
    state = request.app.state
    return Asking(archive_of(request), lanes_of(request), deadline_of(request), state.apart, state.metrics)


def comparing_of(request: Request) -> Asking:
    """Return what compares texts for a request. It has more time than a search. Raises as ``asking_of`` does."""
    return replace(asking_of(request), deadline=deadline_of(request, _COMPARING_SECONDS))


def links_of(request: Request) -> Links:
    """Return the link maker of this service."""
    links: Links = request.app.state.links
    return links
