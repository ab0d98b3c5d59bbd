"""The workers of a service: what ends one is told in a line, and another takes its place."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from pincite.app.cli.supervising import describe
from tests.api.test_server import children, serving
from tests.conftest import ROOT
from tests.waiting import wait_until_ready

# At 2 s by itself; a machine of CI gets three times as long.
BACK_SECONDS = 6.0
STUBBORN = """
import os, sys, time
from pincite.app.cli.supervising import Supervisor

def work():
    # In one piece: two workers write to one pipe, also where PYTHONUNBUFFERED is set.
    os.write(1, b"started\\n")
    {work}

Supervisor(2, work, lambda line: print(line, file=sys.stderr, flush=True)).run(2.0)
"""


def answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/v1/search?q=health", trust_env=False, verify=False, timeout=0.5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.slow
def test_a_service_whose_workers_were_all_killed_is_back_at_once(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as errors, serving(home, "--workers", "2", stderr=errors) as (base, process):
        wait_until_ready(base)
        before = children(process)
        for pid in before:
            os.kill(int(pid), signal.SIGKILL)
        begun = time.monotonic()
        while not answers(base):
            assert time.monotonic() - begun < BACK_SECONDS
            time.sleep(0.02)
        time.sleep(0.5)
        assert len(children(process)) == len(before)
        assert set(children(process)).isdisjoint(before)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(f"pincite: worker {pid} ended (SIGKILL); another takes its place" for pid in before)
    assert process.returncode == 0


def supervise(work: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", STUBBORN.format(work=work)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_workers_that_end_at_once_are_not_started_over_and_over() -> None:
    with supervise("sys.exit(7)") as process:
        assert process.stdout is not None
        first = [process.stdout.readline() for _ in range(4)]
        time.sleep(2.0)
        process.terminate()
        rest, told = process.communicate(timeout=20)
    assert set(first) == {"started\n"}
    assert len(rest.splitlines()) <= 8, "0.1 s, 0.2 s, 0.4 s, ... for each of the two"
    assert re.search(r"^pincite: worker \d+ ended \(exit 7\); another takes its place$", told, re.MULTILINE)
    assert process.returncode == 0


def test_a_worker_that_cannot_start_ends_the_service() -> None:
    with supervise("sys.exit(3)") as process:
        _, told = process.communicate(timeout=20)
    assert "could not start, and no other could" in told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_workers_too_and_the_stubborn_ones_by_force(number: signal.Signals) -> None:
    work = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write(1, b'deaf\\n'); time.sleep(60)"
    with supervise(work) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(4)]
        assert lines.count("deaf\n") == 2
        workers = children(process)
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def test_the_end_by_a_lost_mapping_is_told_with_its_cause() -> None:
    assert describe(-signal.SIGBUS).startswith("SIGBUS: a file of the index was cut short")
    assert [describe(-signal.SIGKILL), describe(1), describe(None)] == ["SIGKILL", "exit 1", "exit None"]
