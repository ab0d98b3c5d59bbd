"""``make attack``: what a light query waits for while others attack the service, on loopback and for some seconds.

Printed beside each attack: how long light queries took (p50, p99, in milliseconds), how many were refused, the memory
of the worker with its process for large searches, and of the attackers' own answers how many were refused and how long
the slowest whole one took.
"""

import argparse
import json
import multiprocessing
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from bench.program import serving, write_corpus
from pincite.app.cli import main

_LETTERS = ("c", "d", "p", "r", "s", "t", "b", "m")
_WORDS = " OR ".join(f"{first}{second}{third}*" for first in _LETTERS for second in "aeou" for third in "nr")
HEAVY = "/v1/search?" + urlencode({"q": _WORDS, "explain": "hits", "limit": 100, "group": "statement"})
LIGHT = tuple("/v1/search?" + urlencode({"q": q}) for q in ("treaty", "peace war", '"united states"', "commitment"))
LOOPS, LIGHT_EVERY = 50, 0.05


@dataclass
class Seen:
    """Answers of one kind of query: their milliseconds, how many were refused, and the slowest whole one."""

    ms: list[float] = field(default_factory=list)
    refused: int = 0
    failed: int = 0
    slowest_whole: float = 0.0

    def quantile(self, share: float) -> float:
        """Return the time that ``share`` of the answers do not exceed, in milliseconds."""
        return sorted(self.ms)[min(len(self.ms) - 1, int(share * len(self.ms)))] if self.ms else 0.0


def ask(address: str, path: str, seen: Seen) -> None:
    """Ask once on a new connection, and note what came."""
    begun = time.perf_counter()
    with closing(HTTPConnection(address, timeout=30)) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException):
            seen.failed += 1
            return
    took = (time.perf_counter() - begun) * 1000
    if answer.status == 503:
        seen.refused += 1
        return
    seen.ms.append(took)
    if answer.status != 200:
        seen.failed += 1
        return
    said = json.loads(body)
    if not said["partial"] and not said["incomplete"]:
        seen.slowest_whole = max(seen.slowest_whole, took)


def loop(address: str, heavy: Seen, end: threading.Event) -> None:
    """Ask the heaviest query again and again."""
    while not end.is_set():
        ask(address, HEAVY, heavy)


def hang_up(address: str, heavy: Seen, end: threading.Event) -> None:  # noqa: ARG001 - the same for all attacks
    """Ask the heaviest query and go at once."""
    while not end.wait(0.1):
        with suppress(OSError), connected(address) as connection:
            connection.sendall(f"GET {HEAVY} HTTP/1.1\r\nhost: a\r\n\r\n".encode())


def send_trailers(address: str, heavy: Seen, end: threading.Event) -> None:  # noqa: ARG001
    """Send trailers without end behind a body, 60 MB at most."""
    begin = b"GET /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
    while not end.wait(0.1):
        with suppress(OSError), connected(address) as connection:
            connection.sendall(begin)
            for _ in range(1_000):
                connection.sendall(b"x: y\r\n" * 10_000)


def not_read(address: str, heavy: Seen, end: threading.Event) -> None:  # noqa: ARG001
    """Ask for an export and read none of it."""
    with suppress(OSError), connected(address) as connection:
        connection.sendall(b"GET /v1/export HTTP/1.1\r\nhost: a\r\n\r\n")
        end.wait()


def connected(address: str) -> socket.socket:
    """Connect to the service."""
    host, port = address.split(":")
    return socket.create_connection((host, int(port)), timeout=10)


Attack = Callable[[str, Seen, threading.Event], None]
ATTACKS: tuple[tuple[str, Attack | None, int], ...] = (
    ("nobody", None, 0),
    (f"{LOOPS} loops of the heaviest", loop, LOOPS),
    ("45 that hang up", hang_up, 45),
    ("10 with trailers", send_trailers, 10),
    ("30 that do not read", not_read, 30),
)


def attack(address: str, work: Attack | None, clients: int, seconds: float) -> tuple[Seen, Seen]:
    """Ask light queries at one rate while ``clients`` do their work; return what both saw.

    The attackers have a process of their own: what light queries wait for is the service.
    """
    light, (ours, theirs) = Seen(), multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=besiege, args=(address, work, clients, theirs))
    process.start()
    choose = random.Random(1)
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        ask(address, choose.choice(LIGHT), light)
        time.sleep(LIGHT_EVERY)
    ours.send("end")
    heavy: Seen = ours.recv()
    process.join()
    return light, heavy


def besiege(address: str, work: Attack | None, clients: int, pipe: Connection) -> None:
    """Let ``clients`` do their work until something comes through ``pipe``; send what they saw back."""
    heavy, end = Seen(), threading.Event()
    threads = [threading.Thread(target=work, args=(address, heavy, end)) for _ in range(clients) if work]
    for thread in threads:
        thread.start()
    pipe.recv()
    end.set()
    for thread in threads:
        thread.join()
    pipe.send(heavy)


def memory_of(pid: int) -> float:
    """Return the resident memory of a process and of those that it started, in MB. What they share counts twice."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text(encoding="ascii").split()]
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    own = int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    return own + sum(memory_of(int(child)) for child in children)


def start_apart(address: str) -> None:
    """Ask large searches until the process that answers them has had time to start, as in a service that runs."""
    for _ in range(4):
        ask(address, HEAVY, Seen())
        time.sleep(1)


def run(home: Path, seconds: float) -> None:
    """Serve ``home``, attack it, and print a line for each attack."""
    print(
        f"{'attack':32}{'light':>7}{'p50':>8}{'p99':>8}{'refused':>9}{'RSS':>7}   heavy: answers refused slowest whole"
    )
    with serving(home, workers=1) as (base, (pid,)):
        address = urlsplit(base).netloc
        start_apart(address)
        for name, work, clients in ATTACKS:
            light, heavy = attack(address, work, clients, seconds)
            refused = f"{light.refused + light.failed:>9}{memory_of(pid):>7.0f}"
            own = f"{len(heavy.ms):>17}{heavy.refused:>8}{heavy.slowest_whole:>14.0f}" if heavy.ms else ""
            print(f"{name:32}{len(light.ms):>7}{light.quantile(0.5):>8.1f}{light.quantile(0.99):>8.1f}{refused}{own}")


def main_of_attack() -> None:
    """Read the arguments, make the archive unless one is given, and attack."""
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("--home", type=Path, help="an archive to attack; without it one is made")
    parser.add_argument("--paragraphs", type=int, default=129_000)
    parser.add_argument("--seconds", type=float, default=15.0)
    arguments = parser.parse_args()
    if arguments.home:
        run(arguments.home, arguments.seconds)
        return
    with TemporaryDirectory() as folder:
        lines, home = Path(folder) / "corpus.jsonl", Path(folder) / "var"
        write_corpus(lines, arguments.paragraphs)
        main(["ingest", str(lines), "--home", str(home)])
        run(home, arguments.seconds)


if __name__ == "__main__":
    main_of_attack()
