"""Large searches in a process of their own: the same answers, given up with their client, and no loss when it dies."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.app.answering.request import parse_search
from pincite.app.dependencies import Archive, open_archive
from pincite.app.dependencies.apart import Apart, start_process
from pincite.app.dependencies.lanes import Lanes
from pincite.app.dependencies.serving import Asking
from pincite.app.settings import Settings
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Abandoned, Deadline
from pincite.index.query.query import Query
from pincite.index.values.errors import QueryError
from tests.waiting import wait_until

STARTED: list["subprocess.Popen[bytes]"] = []


def start(descriptor: int) -> "subprocess.Popen[bytes]":
    STARTED.append(start_process(descriptor))
    return STARTED[-1]


@pytest.fixture
def apart(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    monkeypatch.setenv("PINCITE_HOME", str(home))
    made = Apart(start)
    yield made
    made.close()
    assert STARTED[-1].poll() is not None


@pytest.fixture
def archive(home: Path) -> Iterator[Archive]:
    opened = open_archive(Settings(home=home))
    yield opened
    opened.close()


def heavy(**given: str) -> Query:
    words = " OR ".join(f"{letters}*" for letters in ("com", "tre", "pea", "tel", *(f"abc{at}" for at in range(60))))
    pairs = {"q": words, "explain": "hits", "group": "statement", "facet": "issuer", "limit": "100", **given}
    return parse_search(tuple(pairs.items())).query


def test_answers_are_the_same_and_those_of_nobody_are_given_up(apart: Apart, archive: Archive) -> None:
    asked = heavy()
    assert archive.engine.estimate(asked) >= LIGHT
    assert apart.search(asked, Deadline(60)) is None, "it has only begun to start"
    wait_until(lambda: apart.search(asked, Deadline(60)) is not None)
    found = apart.search(asked, Deadline(60))
    assert found is not None
    assert replace(found, took_ms=0.0) == replace(archive.search(asked, Deadline(60)), took_ms=0.0)
    late = apart.search(asked, Deadline(0.0))
    assert late is not None
    assert late.partial
    with pytest.raises(Abandoned):
        apart.search(asked, Deadline(60, lambda: False))
    # What is wrong is said by whoever asks: it comes back unanswered.
    assert apart.search(heavy(cursor="A" * 40), Deadline(60)) is None
    asking = Asking(archive, Lanes(), Deadline(60), apart)
    assert asking.search(asked).paragraphs == found.paragraphs
    with pytest.raises(QueryError):
        asking.search(heavy(cursor="A" * 40))


def test_a_process_that_dies_loses_no_answer(apart: Apart, archive: Archive) -> None:
    asking, asked = Asking(archive, Lanes(), Deadline(60), apart), heavy()
    wait_until(lambda: apart.search(asked, Deadline(60)) is not None)
    answers: list[int] = []

    def ask() -> None:
        answers.extend(asking.search(asked).paragraphs for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    os.kill(STARTED[-1].pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert answers == [archive.search(asked, Deadline(60)).paragraphs] * 15


def test_it_ends_with_its_worker_whatever_it_does(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_HOME", str(home))
    apart = Apart(start)
    apart.search(heavy(), Deadline(60))
    begun = time.monotonic()
    apart.close()
    assert time.monotonic() - begun < 10 * 3
    assert STARTED[-1].poll() is not None
    assert apart.search(heavy(), Deadline(60)) is None
    apart.close()
