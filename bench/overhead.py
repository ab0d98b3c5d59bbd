"""What Pincite adds to its own requests: each answer is timed beside the very requests that it is made of.

Mostly that is one. Words that a process has not met in this commit are looked up before, all in one request more, and
a facet with very many values is asked for again. So all requests of an answer stand against it, one after the other:
``known`` as the engine sends them for a question that it has answered before, which is what a service does most, and
``new`` as it sends them for questions that it hears for the first time.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from statistics import median
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench import workload
from bench.figures import p95
from bench.load import Connection, Request
from bench.peers import FACETS
from bench.workload import Question
from pincite.app.answering.request import parse_search
from pincite.index.engines.opensearch.connection.address import ClusterAddress, parse_address
from pincite.index.engines.opensearch.connection.cluster import Cluster, Json
from pincite.index.engines.opensearch.engine import OpenSearchEngine

ROUNDS = 20
"""All questions are asked so often in turn: what others do for a while falls on one of a question's times only."""

Figures = dict[str, float]


class Recorded(Cluster):
    """Keeps every search and every bulk request that it sends."""

    def __init__(self, address: ClusterAddress) -> None:
        super().__init__(address)
        self.asked: list[bytes] = []
        self.sent: list[bytes] = []

    def _search(self, lines: bytes) -> Json:
        self.asked.append(lines)
        return super()._search(lines)

    def bulk(self, index: str, lines: bytes) -> list[tuple[str, Json]]:
        """Write, and keep the request."""
        self.sent.append(lines)
        return super().bulk(index, lines)


def path_of(question: Question) -> str:
    """Return the address of the whole answer to ``question`` in Pincite's API."""
    words = question.words
    text = {
        "prefix": f"{words[0]}*",
        "phrase": f'"{" ".join(words)}"',
        "or": " OR ".join(words),
    }.get(question.kind, " ".join(words))
    return f"/v1/search?{urlencode([('q', text), *(('facet', name) for name in FACETS)])}"


def compare_known(cluster: str, service: str, questions: Sequence[Question]) -> Figures:
    """Ask each question of the service and of the cluster at these addresses, in turns; the median of rounds counts."""
    paths = [path_of(question) for question in questions]
    asked = list(_recorded(cluster, paths, 2))
    ours, theirs = Connection(service), Connection(cluster)
    raw: list[list[float]] = [[] for _ in paths]
    own: list[list[float]] = [[] for _ in paths]
    for turn in range(ROUNDS):
        for at, (path, requests) in enumerate(zip(paths, asked, strict=True)):
            both = ((raw[at], theirs, requests), (own[at], ours, [_get(path)]))
            # The one that is asked second finds the cluster's memory warm.
            for taken, connection, sent in both if turn % 2 else reversed(both):
                taken.append(_timed(connection, sent))
    return _told([*zip(map(median, raw), map(median, own), strict=True)], asked)


def compare_new(cluster: str, service: str, questions: Sequence[Question]) -> Figures:
    """Ask each question once, of a service of one process that was only asked the questions to warm up with."""
    warm, paths = [path_of(question) for question in workload.load("warm")], [path_of(q) for q in questions]
    asked = list(_recorded(cluster, [*warm, *paths], 1))
    ours, theirs = Connection(service), Connection(cluster)
    spent = []
    for path, requests in zip([*warm, *paths], asked, strict=True):
        own = _timed(ours, [_get(path)])
        spent.append((_timed(theirs, requests), own))
    return _told(spent[len(warm) :], asked[len(warm) :])


def _recorded(cluster: str, paths: Sequence[str], times: int) -> Iterator[list[Request]]:
    """Yield the requests of one engine's answer to each question in turn, when it is asked the ``times``-th time."""
    recorded = Recorded(parse_address(cluster))
    with closing(OpenSearchEngine(recorded, cursor_key=b"bench", kept=1)) as engine:
        engine.checkpoint()
        for path in paths:
            query = parse_search(parse_qsl(urlsplit(path).query)).query
            for _ in range(times):
                recorded.asked.clear()
                engine.search(query)
            yield [("POST", "/_msearch", lines) for lines in recorded.asked]


def _get(path: str) -> Request:
    return "GET", path, None


def _timed(connection: Connection, requests: Sequence[Request]) -> float:
    """Return the milliseconds of the answers, one after the other."""
    began = time.perf_counter()
    for request in requests:
        connection.send(request)
    return (time.perf_counter() - began) * 1000


def _told(spent: Sequence[tuple[float, float]], asked: Sequence[Sequence[Request]]) -> Figures:
    raw, own = p95([raw for raw, _ in spent]), p95([own for _, own in spent])
    requests = sum(map(len, asked)) / len(asked)
    return {"pincite_p95_ms": own, "raw_p95_ms": raw, "ratio": own / raw, "requests": requests}
