"""The service as it runs: ``pincite serve`` on a real socket."""

import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO

import httpx
import pytest

from tests.conftest import LINES
from tests.waiting import wait_until_ready

PROGRAM = (sys.executable, "-m", "pincite.app.cli")
HEAP = 64 << 20
"""What glibc holds of the address space for each heap beside the first."""


@contextmanager
def serving(home: Path, *options: str, stderr: IO[bytes] | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the service on a free port; yield its base and process."""
    environment = {**os.environ, "PINCITE_HOME": str(home), "NO_PROXY": "*"}
    command = [*PROGRAM, "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=environment, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        try:
            yield told["url"].rstrip("/"), process
        finally:
            process.terminate()
            process.wait(30)


def test_every_url_opens_over_a_socket(home: Path) -> None:
    with serving(home) as (base, _), httpx.Client(base_url=base, trust_env=False, verify=False) as client:
        found = client.get("/v1/search?limit=100").json()
        parts = [hit[name] for hit in found["hits"] for name in ("paragraph", "statement")]
        links = {part[name] for part in parts for name in ("url", "api_url")}
        assert all(link.startswith(base) for link in links)
        for link in links:
            assert client.get(link).status_code == 200, link
        page = client.get("/statements/covid-%25e2%2581%25a019").text
        assert LINES[0]["title"] in page
        walk = client.get("/v1/search?cursor=*&limit=7").json()["next"]
        assert client.get(walk).json()["hits"][0]["rank"] == 8


def test_sigterm_finishes_running_answers(home: Path) -> None:
    with serving(home) as (base, process), httpx.Client(base_url=base, trust_env=False, verify=False) as client:
        assert client.get("/readyz").status_code == 200
        pieces: list[bytes] = []

        def read() -> None:
            with httpx.stream("GET", f"{base}/v1/export?format=ndjson", trust_env=False, verify=False) as answer:
                process.send_signal(signal.SIGTERM)
                pieces.extend(answer.iter_bytes())

        reader = threading.Thread(target=read)
        reader.start()
        reader.join(30)
        assert len(b"".join(pieces).splitlines()) == 40
        assert process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.slow
def test_workers_share_cursors(home: Path) -> None:
    with serving(home, "--workers", "2") as (base, _):
        wait_until_ready(base)
        for _ in range(5):
            seen, link = 0, f"{base}/v1/search?cursor=*&limit=9"
            while link:
                # A connection each: any worker may take it.
                found = httpx.get(link, trust_env=False, verify=False).json()
                seen, link = seen + len(found["hits"]), found["next"]
            assert seen == 40


@pytest.mark.slow
def test_every_worker_notices_a_commit_without_a_restart(tmp_path: Path) -> None:
    home, source = tmp_path / "var", tmp_path / "lines.jsonl"

    def ingest(count: int) -> None:
        lines = ({"id": f"s{number}", "title": "T", "paragraphs": ["commit"]} for number in range(count))
        source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        subprocess.run([*PROGRAM, "ingest", str(source), "--home", str(home)], check=True, capture_output=True)

    ingest(3)
    with serving(home, "--workers", "2") as (base, process):
        wait_until_ready(base)
        workers = children(process)
        for count in (4, 9):
            ingest(count)
            deadline, seen = time.monotonic() + 30, 0
            # A connection each: any worker may take it.
            while seen < 20:
                found = httpx.get(f"{base}/v1/search?q=commit", trust_env=False, verify=False).json()["paragraphs"]
                seen = seen + 1 if found == count else 0
                assert time.monotonic() < deadline
        assert children(process) == workers, "no worker was started again"


@pytest.mark.sampled(2)
@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the heaps are those of glibc")
@pytest.mark.parametrize("workers", [1, 2])
def test_the_threads_of_a_worker_have_one_heap(home: Path, workers: int) -> None:
    with serving(home, "--workers", str(workers)) as (base, process):
        wait_until_ready(base)
        for _ in range(5):
            assert httpx.get(f"{base}/v1/search?q=a", trust_env=False, verify=False).status_code == 200
        for pid in [process.pid] if workers == 1 else children(process):
            assert further_heaps(pid) == []


def further_heaps(pid: int | str) -> list[str]:
    """The heaps of a process beside its first: places that glibc holds, 64 MiB each, of which only a part is used."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="ascii").splitlines()
    anonymous = [line.split() for line in maps if len(line.split()) == 5]
    spans = [(int(place.split("-")[0], 16), int(place.split("-")[1], 16), rights) for place, rights, *_ in anonymous]
    return [
        f"{start:x}"
        for (start, used, rights), (rest, end, others) in pairwise(spans)
        if (rights, others, used, end) == ("rw-p", "---p", rest, start + HEAP) and start % HEAP == 0
    ]


def children(process: subprocess.Popen[str]) -> list[str]:
    """The worker processes."""
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()


def test_small_answers_are_sent_at_once(home: Path) -> None:
    with serving(home) as (base, _), httpx.Client(base_url=base, trust_env=False, verify=False) as client:
        taken = []
        for _ in range(25):
            started = time.perf_counter()
            assert client.get("/livez").status_code == 200
            taken.append(time.perf_counter() - started)
    # A socket that waits for more to send holds each answer back for 40 ms.
    assert statistics.median(taken) < 0.03
