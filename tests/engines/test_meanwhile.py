"""A thread does one thing while the caller goes on."""

import threading

import pytest

from pincite.index.engines.whoosh.meanwhile import meanwhile


def test_it_is_done_while_the_caller_goes_on() -> None:
    go_on = threading.Event()
    begun = meanwhile(lambda: go_on.wait(60))
    assert not begun.done()
    go_on.set()
    assert begun.result(60)


def test_what_is_raised_is_raised_where_the_result_is_asked_for() -> None:
    begun = meanwhile(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        begun.result(60)
