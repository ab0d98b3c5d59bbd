"""Eight threads on one engine get the answers that one thread gets, also while commits land.

``PINCITE_TORTURE=1`` asks 10,000 times, otherwise 240 times; both print what was asked.
"""

import os
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.query import Interval, Query
from pincite.index.results import SearchPage
from pincite.index.values.statement import Statement
from tests.contract.archive import write
from tests.services import report
from tests.strategies import build_archive, draw_queries, vocabulary_of

pytestmark = pytest.mark.generated
KEY = b"k" * 32
THREADS = 8
ANSWERS = 10_000 if os.environ.get("PINCITE_TORTURE") == "1" else 80
COMMITS = 12

Asked = tuple[Query, SearchPage]


@pytest.fixture(scope="module")
def statements() -> tuple[Statement, ...]:
    return build_archive(3_000, 300)


@pytest.fixture(scope="module")
def questions(statements: tuple[Statement, ...]) -> tuple[Query, ...]:
    # By day each of these histograms has 28,000 bars, made one by one: half of the time, and nothing that is shared.
    drawn = draw_queries(vocabulary_of(statements, 3_000), ANSWERS // 10, 20_240_701)
    return tuple(replace(q, histogram=Interval.MONTH) if q.histogram is Interval.DAY else q for q in drawn)


def commit(engine: SearchEngine, statements: Sequence[Statement], batch: int) -> None:
    """Bring every statement in as batch follows batch; each takes one out that the next but one brings again."""
    groups = [statements[at::COMMITS] for at in range(COMMITS)]
    again = groups[batch - 3][:1] if batch > 3 else []
    write(engine, [*groups[batch - 1], *again], batch, delete=[s.heading.id for s in groups[batch - 2][:1]])


def ask_in_threads(engine: SearchEngine, questions: Sequence[Query], go_on: Callable[[int], bool]) -> list[Asked]:
    """Ask in every thread in an order of its own, as long as ``go_on`` says of the number of answers; return all."""
    answers: list[list[Asked]] = [[] for _ in range(THREADS)]
    failures: list[BaseException] = []
    together = threading.Barrier(THREADS)

    def ask(number: int) -> None:
        chance = random.Random(number)
        together.wait()
        try:
            while go_on(len(answers[number])):
                query = chance.choice(questions)
                answers[number].append((query, plain(engine.search(query))))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return [asked for own in answers for asked in own]


def plain(page: SearchPage) -> SearchPage:
    """The page without the time that it took."""
    return replace(page, took_ms=0.0)


def different(answers: Iterable[Asked], expected: dict[tuple[int, Query], SearchPage]) -> list[Query]:
    return [query for query, page in answers if page != expected[page.commit, query]]


def test_threads_get_the_answers_of_one_thread(
    statements: tuple[Statement, ...],
    questions: tuple[Query, ...],
    tmp_path: Path,
) -> None:
    writing = open_engine(tmp_path / "index", KEY)
    for batch in range(1, COMMITS + 1):
        commit(writing, statements, batch)
    questions = questions[: ANSWERS // 25]
    pages = {query: plain(writing.search(query)) for query in questions}
    expected = {(page.commit, query): page for query, page in pages.items()}
    # A fresh engine: what is made when it is first asked for is made by eight at once.
    answers = ask_in_threads(open_engine(tmp_path / "index", KEY), questions, lambda done: done < ANSWERS // THREADS)
    report.count(f"{THREADS} threads, {len(questions):,} questions, {len(answers):,} answers")
    assert different(answers, expected) == []


def test_threads_get_the_answers_of_some_commit_while_others_land(
    statements: tuple[Statement, ...],
    questions: tuple[Query, ...],
    tmp_path: Path,
) -> None:
    few = questions[: ANSWERS // 50]
    expected: dict[tuple[int, Query], SearchPage] = {}
    alone, last = open_engine(tmp_path / "alone", KEY), 0
    for batch in range(1, COMMITS + 1):
        commit(alone, statements, batch)
        for query in few:
            page = plain(alone.search(query))
            # Joining segments is a commit too, with the same answers.
            for number in range(last + 1, page.commit + 1):
                expected[number, query] = replace(page, commit=number)
        last = page.commit
    engine, landed = open_engine(tmp_path / "index", KEY), count(1)
    commit(engine, statements, next(landed))
    per_commit = ANSWERS // COMMITS // THREADS
    writing = open_engine(tmp_path / "index", KEY)

    answered = threading.Semaphore(0)

    def land() -> None:
        for batch in range(2, COMMITS + 1):
            for _ in range(per_commit):
                answered.acquire()
            commit(writing, statements, batch)

    def go_on(done: int) -> bool:
        answered.release()
        return done < ANSWERS // THREADS

    writer = threading.Thread(target=land)
    writer.start()
    answers = ask_in_threads(engine, few, go_on)
    writer.join()
    # Once more: on a busy machine the others may all have been asked before the engine noticed a third commit.
    answers += ask_in_threads(engine, few, lambda done: done < 1)
    seen = {page.commit for _, page in answers}
    report.count(f"{THREADS} threads, {len(answers):,} answers of {len(seen)} commits while {COMMITS} landed")
    assert different(answers, expected) == []
    assert len(seen) > 1
