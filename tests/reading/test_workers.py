"""Workers: each limit ends the worker that breaks it, costs its file only, and names it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.pdf import read_pdf
from pincite.index.reading.formats.workers import Job, Workers, WorkLimits
from pincite.index.values.errors import SourceError
from tests.reading import jobs
from tests.reading.test_archive import BOMBS
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, WorkLimits(seconds=20, memory=2**30)) as found:
        yield found


@pytest.fixture
def hasty() -> Iterator[Workers]:
    with Workers(1, WorkLimits(seconds=1, memory=2**29)) as found:
        yield found


def test_what_a_worker_reads_comes_back_whole(workers: Workers) -> None:
    assert workers.run(Job("a.txt", jobs.read, ("The Parties agree.",))) == jobs.read("The Parties agree.")


def test_outcomes_come_in_the_order_of_the_jobs(workers: Workers) -> None:
    work = [
        Job(str(n), jobs.sleep, (0.2 if n % 7 == 0 else 0,)) if n % 2 else Job(str(n), jobs.read, (f"n{n}",))
        for n in range(60)
    ]

    outcomes = list(workers.map(work))

    assert [one[0].text if one else None for one in outcomes if isinstance(one, list)] == [
        None if n % 2 else f"n{n}" for n in range(60)
    ]


def test_a_worker_reads_file_after_file(workers: Workers) -> None:
    numbers = {number for outcome in workers.map(Job("a", jobs.pid) for _ in range(30)) for number in list(outcome)}  # type: ignore[arg-type]

    assert len(numbers) <= 2
    assert os.getpid() not in numbers


def test_jobs_are_taken_as_they_are_needed(workers: Workers) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Job]:
        while True:
            taken.append(1)
            yield Job("a", jobs.read, ("x",))

    outcomes = workers.map(endless())
    for _ in range(10):
        next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]

    assert len(taken) <= 10 + 8
    assert workers.run(Job("b", jobs.read, ("y",)))[0].text == "y", "what was left half-way is no answer to this"


def refused(workers: Workers, job: Job) -> SourceError:
    """Return the refusal of ``job``, among others that go in."""
    before, outcome, after = workers.map([Job("a", jobs.read, ("a",)), job, Job("b", jobs.read, ("b",))])
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert [one.text for one in (*before, *after)] == ["a", "b"]
    assert isinstance(outcome, SourceError)
    return outcome


def test_a_refusal_comes_with_its_parts(workers: Workers) -> None:
    error = refused(workers, Job("a.pdf", jobs.refuse, ("a.pdf",)))

    assert (error.path, error.line, error.reason, error.mend) == ("a.pdf", 3, "is wrong", "mend it")


def test_a_refusal_may_stand_among_what_was_read(workers: Workers) -> None:
    read, error = workers.run(Job("a.zip", jobs.give_refusal, ("a.zip",)))

    assert isinstance(read, Extract)
    assert (error.path, error.reason) == ("a.zip", "is wrong")


def test_a_parser_that_fails_costs_its_file_only(workers: Workers) -> None:
    error = refused(workers, Job("a.pdf", jobs.fail, ("a.pdf",)))

    assert error.path == "a.pdf"
    assert "RecursionError" in error.reason


@pytest.mark.sampled(2)
@pytest.mark.parametrize("job", [Job("a.pdf", jobs.sleep, (600,)), Job("a.pdf", jobs.spin)], ids=["sleeps", "spins"])
def test_time_is_limited(hasty: Workers, job: Job) -> None:
    begin = time.monotonic()
    error = refused(hasty, job)

    assert (error.path, error.reason) == ("a.pdf", "took more than 1 seconds to read")
    assert time.monotonic() - begin < 60


def test_time_without_a_processor_does_not_count(hasty: Workers) -> None:
    """Work beside six busy processes on one processor takes longer than the limit, and is not more than it."""
    processor = {min(os.sched_getaffinity(0))}
    hasty.run(Job("a.pdf", jobs.read, ("It is started.",)))
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    try:
        for process in busy:
            os.sched_setaffinity(process.pid, processor)
        assert hasty.run(Job("a.pdf", jobs.work_on, (0.4, min(processor))))[0].text == "done"
    finally:
        for process in busy:
            process.kill()
            process.wait()


def test_memory_is_limited(hasty: Workers) -> None:
    error = refused(hasty, Job("a.pdf", jobs.ask_for_memory, (2**30,)))

    assert (error.path, error.reason) == ("a.pdf", "needs more than 536,870,912 bytes of memory to read")


def test_memory_that_a_library_takes_is_limited(workers: Workers) -> None:
    error = refused(workers, Job("a.pdf", jobs.take_memory_from_c, (3 * 2**30,)))

    assert (error.path, error.reason) == ("a.pdf", f"its reader died (signal {signal.SIGSEGV.value})")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM])
def test_a_worker_that_dies_costs_its_file_only(workers: Workers, number: signal.Signals) -> None:
    error = refused(workers, Job("a.pdf", jobs.die, (int(number),)))

    assert (error.path, error.reason) == ("a.pdf", f"its reader died (signal {number.value})")


def test_a_worker_that_leaves_costs_its_file_only(workers: Workers) -> None:
    assert refused(workers, Job("a.pdf", jobs.leave, (3,))).reason == "its reader died (code 3)"


def test_a_worker_that_dies_idle_is_replaced() -> None:
    with Workers(1) as workers:
        [number] = workers.run(Job("a", jobs.pid))
        os.kill(number, signal.SIGKILL)
        time.sleep(0.2)
        [other] = workers.run(Job("a", jobs.pid))

    assert other != number


def test_a_worker_cannot_make_its_reader_do_anything(workers: Workers, tmp_path: Path) -> None:
    error = refused(workers, Job("a.pdf", jobs.answer_strangely))

    assert (error.path, error.reason) == ("a.pdf", "its reader gave an invalid answer")
    assert not Path("/tmp/taken-over").exists()


@pytest.mark.parametrize("kind", ["zeros", "overlapping", "says 201 MiB", "10,000 entries"])
def test_what_unpacks_too_far_is_refused_in_the_worker(workers: Workers, kind: str) -> None:
    error = refused(workers, Job("a.zip", jobs.list_members, (BOMBS[kind](), "a.zip")))

    assert error.path == "a.zip"


def test_one_bad_file_in_ten_thousand(workers: Workers) -> None:
    work = (
        Job(f"{n}.pdf", jobs.die, (9,)) if n == 6_543 else Job(f"{n}.txt", jobs.read, (str(n),)) for n in range(10_000)
    )
    count, errors = 0, []
    for outcome in workers.map(work):
        if isinstance(outcome, SourceError):
            errors.append(outcome.path)
        else:
            count += len(outcome)

    assert (count, errors) == (9_999, ["6543.pdf"])


def test_broken_pdfs_are_refused_in_workers(workers: Workers) -> None:
    work = [
        Job("a.pdf", read_pdf, (raw, "a.pdf")) for raw in (b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-" + b"\0" * 999)
    ]

    assert [isinstance(one, SourceError) for one in workers.map(work)] == [True] * 3


_ORPHAN = """
import os, sys
sys.path.insert(0, os.getcwd())
from pincite.index.reading.formats.workers import Job, Workers
from tests.reading import jobs
if __name__ == "__main__":
    workers = Workers(1)
    print(*workers.run(Job("a", jobs.pid)), flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_worker_ends_when_nobody_is_left(tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(_ORPHAN, encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)

    number = int(ended.stdout)
    wait_until(lambda: not Path(f"/proc/{number}/exe").exists())
