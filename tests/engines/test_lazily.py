"""Lazy values: kept, and never a reason for two threads to wait for each other."""

import threading

from pincite.index.engines.whoosh.answering.nodes import AllOf, AnyOf, Node
from pincite.index.engines.whoosh.lazily import lazily
from tests.builders import build_statement
from tests.engines.memory import memory_engine

THREADS = 8


class Counted:
    """Counts how often its value is made."""

    def __init__(self) -> None:
        self.made = 0

    @lazily
    def value(self) -> list[int]:
        """What is made."""
        self.made += 1
        return [self.made]


def test_a_value_is_made_once_and_kept() -> None:
    counted, other = Counted(), Counted()
    assert counted.value is counted.value
    assert (counted.made, other.made) == (1, 0)
    assert Counted.value.__doc__ == "What is made."


def test_all_threads_get_the_value_that_was_kept() -> None:
    together = threading.Barrier(THREADS)

    class Slow:
        @lazily
        def value(self) -> object:
            together.wait()
            return object()

    slow, found = Slow(), []
    threads = [threading.Thread(target=lambda: found.append(slow.value)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == THREADS
    assert len(set(map(id, found))) == 1


def test_two_threads_with_crossed_trees_do_not_wait_for_each_other() -> None:
    together = threading.Barrier(2, timeout=5)
    part = memory_engine([build_statement("a", "peace")])._newest().parts[0]

    class Meeting(AnyOf):
        """An OR at whose evaluation the threads meet: both are inside of their outer nodes then."""

        def docs(self):
            together.wait()
            return super().docs()

    class EveryMeeting(AllOf):
        def docs(self):
            together.wait()
            return super().docs()

    def nothing() -> Node:
        return AnyOf(part, [])

    trees: list[Node] = [AllOf([Meeting(part, [nothing()])]), AnyOf(part, [EveryMeeting([nothing()])])]
    threads = [threading.Thread(target=tree.docs, daemon=True) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
