"""Owns doing one thing in a thread while the caller goes on."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def meanwhile(work: Callable[[], T]) -> Future[T]:
    """Begin ``work`` in a thread. What it returns or raises is the future's. No exit of the program waits for it.

    Raises RuntimeError when there can be no thread.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
