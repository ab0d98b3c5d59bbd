"""What a service counts for its operators, in the format of Prometheus. Nothing is counted unless somebody asks for it.

With several workers, each keeps its numbers in files of one folder (``PROMETHEUS_MULTIPROC_DIR``), and whichever worker
answers a scrape adds up those of all, ended ones too. The state of the index is that of the worker that answers.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder of the workers' numbers. It must be set before this module is imported."""
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class IndexState:
    """What a worker answers from: the commit, live counts, and how many batches of the record are not indexed yet."""

    commit: int
    statements: int
    paragraphs: int
    behind: int


class ServiceMetrics:
    """The numbers of one worker. Thread-safe. ``state`` is asked at each scrape; None: there is no index to answer."""

    def __init__(self, state: Callable[[], IndexState | None]) -> None:
        self._own = CollectorRegistry()
        self._state = state
        self._requests = Counter(
            "pincite_requests",
            "Answers, by route, method and status.",
            ["route", "method", "status"],
            registry=self._own,
        )
        self._seconds = Histogram(
            "pincite_request_seconds",
            "From the arrival of a request to the end of its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self._own,
        )
        self._searches = Counter(
            "pincite_searches",
            "Searches, by what they ask for (everything, words, phrases, forms) and by lane (small, large).",
            ["kind", "lane"],
            registry=self._own,
        )
        self._partial = Counter(
            "pincite_partial_answers", "Searches whose time ran out before all was counted.", registry=self._own
        )
        self._refusals = Counter(
            "pincite_refusals", "Answers that are errors, by their code.", ["code"], registry=self._own
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer. ``route`` is a pattern such as ``/v1/statements/{id}``, never an address."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def searched(self, kind: str, lane: str, *, is_whole: bool) -> None:
        """Count a search that was answered."""
        self._searches.labels(kind, lane).inc()
        if not is_whole:
            self._partial.inc()

    def refused(self, code: str) -> None:
        """Count an error by its code, one of docs/errors.md."""
        self._refusals.labels(code).inc()

    def registry(self) -> CollectorRegistry:
        """Return what a scrape reads: the numbers of all workers, and the state of this one's index."""
        found = CollectorRegistry()
        if os.environ.get(FOLDER):
            MultiProcessCollector(found)  # type: ignore[no-untyped-call]
        else:
            found.register(_Own(self._own))
        found.register(_State(self._state))
        return found


class _Own(Collector):
    """The numbers of the one worker there is."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        yield from self._registry.collect()


class _State(Collector):
    """The state of the index at the moment of the scrape."""

    def __init__(self, state: Callable[[], IndexState | None]) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        state = self._state()
        yield _gauge("pincite_ready", "1: record and index can be asked; 0: one of them cannot.", state is not None)
        if state is None:
            return
        yield _gauge("pincite_index_commit", "The commit of the index that answers.", state.commit)
        yield _gauge("pincite_index_statements", "Statements that can be found.", state.statements)
        yield _gauge("pincite_index_paragraphs", "Paragraphs that can be found.", state.paragraphs)
        yield _gauge("pincite_batches_behind", "Batches of the record that are not indexed yet.", state.behind)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=float(value))
