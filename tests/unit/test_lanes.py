"""How much is done at once: so many heavy ones, a short queue, and light ones past all of them."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from pincite.app.dependencies.lanes import PATIENCE, Lane, Lanes
from pincite.app.errors import Busy
from pincite.index.query.clauses import Not, Or, Phrase, Prefix, Term
from pincite.index.query.cost import LIGHT, cost_of
from pincite.index.query.deadline import Abandoned, Deadline
from pincite.index.query.query import FacetRequest, Group, Interval, Query

PREFIXES = Or(tuple(Prefix(f"abc{at}") for at in range(64)))


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_so_many_are_let_in_and_a_few_wait_for_their_turn() -> None:
    lane, entered = Lane(2, waiting=1), threading.Event()

    def enter() -> None:
        lane.enter(Deadline())
        entered.set()

    lane.enter(Deadline())
    lane.enter(Deadline())
    waiting = in_thread(enter)
    while lane.queued < 1:
        time.sleep(0.001)
    with pytest.raises(Busy):
        lane.enter(Deadline())
    assert not entered.is_set()
    lane.leave()
    waiting.join(30)
    assert entered.is_set()


def test_a_turn_that_does_not_come_is_not_waited_for_long() -> None:
    lane = Lane(1, waiting=1)
    lane.enter(Deadline())
    begun = time.monotonic()
    with pytest.raises(Busy):
        lane.enter(Deadline())
    assert time.monotonic() - begun >= PATIENCE
    with pytest.raises(Busy):
        lane.enter(Deadline(0.0))
    assert lane.queued == 0
    lane.leave()
    lane.enter(Deadline())


def test_who_hangs_up_while_waiting_gives_the_place_up() -> None:
    lane = Lane(1, waiting=1)
    lane.enter(Deadline())
    with pytest.raises(Abandoned):
        lane.enter(Deadline(is_wanted=lambda: False))
    assert lane.queued == 0


def test_light_searches_go_past_full_lanes_and_a_turn_is_given_back_whatever_happens() -> None:
    lanes = Lanes(processors=1)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), lanes.admitted(LIGHT, Deadline()):
            raise ZeroDivisionError
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(lanes.admitted(LIGHT, Deadline()))
        with pytest.raises(Busy), lanes.admitted(LIGHT, Deadline()):
            pass
        for _ in range(20):
            running.enter_context(lanes.admitted(LIGHT - 1, Deadline()))
        lanes.begin_export(Deadline())


def test_exports_have_a_bound_of_their_own() -> None:
    lanes = Lanes(processors=1)
    release, _ = lanes.begin_export(Deadline()), lanes.begin_export(Deadline())
    with pytest.raises(Busy):
        lanes.begin_export(Deadline())
    release()
    lanes.begin_export(Deadline())


@pytest.mark.parametrize(
    ("query", "is_light"),
    [
        (Query(), True),
        (Query(Term("a"), facets=(FacetRequest("place"),), histogram=Interval.AUTO), True),
        (Query(Phrase(("a", "b")), limit=10, group=Group.STATEMENT, explain=True), True),
        (Query(PREFIXES, limit=10), False),
        (Query(Or(tuple(Term(f"w{at}") for at in range(64))), limit=100, explain=True), False),
        (Query(Not(Term("a"))), True),
    ],
)
def test_what_is_heavy(query: Query, is_light: bool) -> None:
    cost = cost_of(query, lambda asked: 100_000 if asked.is_open else 10_000, paragraphs=500_000, statements=30_000)
    assert (cost < LIGHT) == is_light


def test_no_word_is_looked_up_where_showing_alone_is_large() -> None:
    def look_up(asked: object) -> int:
        raise AssertionError(asked)

    shown = Query(PREFIXES, limit=100, explain=True, group=Group.STATEMENT)
    assert cost_of(shown, look_up, paragraphs=10, statements=10) >= LIGHT
    with pytest.raises(AssertionError):
        cost_of(Query(PREFIXES), look_up, paragraphs=10, statements=10)
