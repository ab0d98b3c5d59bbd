"""A thread does one thing meanwhile, or nobody does: then it is done at once."""

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


def test_without_threads_it_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    begun = meanwhile(threading.get_ident)
    assert begun.done()
    assert begun.result() == threading.get_ident()
