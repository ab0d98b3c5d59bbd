"""Load on a server over kept connections: as fast as it answers, or at one rate whatever it does.

At one rate (an open loop) an answer's time counts from the moment at which its question was due, so that a server that
stalls pays for all the questions that waited meanwhile.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

Request = tuple[str, str, bytes | None]
"""Method, path and body."""


@dataclass
class Taken:
    """Milliseconds of each answer, and how many failed."""

    ms: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.ms) / self.seconds

    def quantile(self, share: float) -> float:
        """Return the smallest time that ``share`` of the answers do not exceed."""
        return sorted(self.ms)[max(0, -(-round(share * 1_000) * len(self.ms) // 1_000) - 1)]


class Connection:
    """One kept connection, opened again when it broke."""

    def __init__(self, base: str) -> None:
        self._address = urlsplit(base).netloc
        self._open = HTTPConnection(self._address, timeout=60)

    def send(self, request: Request) -> bytes:
        """Return the body of the answer; OSError when it is no 200."""
        method, path, body = request
        headers = {} if body is None else {"content-type": "application/x-ndjson"}
        try:
            self._open.request(method, path, body, headers)
            answer = self._open.getresponse()
            said = answer.read()
        except OSError:
            self._open.close()
            self._open = HTTPConnection(self._address, timeout=60)
            raise
        if answer.status != 200:
            raise OSError(f"{answer.status} at {path}")
        return said


def saturate(base: str, requests: Sequence[Request], seconds: float, clients: int) -> Taken:
    """Ask as fast as ``clients`` get their answers."""
    end = time.perf_counter() + seconds
    return _run(base, requests, clients, lambda _: time.perf_counter() if time.perf_counter() < end else None)


def ask_at(base: str, requests: Sequence[Request], rate: float, seconds: float, clients: int) -> Taken:
    """Ask ``rate`` questions a second, whatever becomes of them."""
    begin, count = time.perf_counter() + 0.1, int(rate * seconds)
    return _run(base, requests, clients, lambda number: begin + number / rate if number < count else None)


def _run(base: str, requests: Sequence[Request], clients: int, due: Callable[[int], float | None]) -> Taken:
    taken, lock, number = Taken(), threading.Lock(), [0]

    def client() -> None:
        connection = Connection(base)
        while True:
            with lock:
                own, number[0] = number[0], number[0] + 1
            planned = due(own)
            if planned is None:
                return
            time.sleep(max(0.0, planned - time.perf_counter()))
            try:
                connection.send(requests[own % len(requests)])
            except OSError:
                taken.failed += 1
                continue
            taken.ms.append((time.perf_counter() - planned) * 1000)

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.seconds = time.perf_counter() - began
    return taken
