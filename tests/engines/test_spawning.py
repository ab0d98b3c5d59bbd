"""A process beside this one is left alone by interrupts, from its first moment on."""

import os
import signal
from multiprocessing.connection import Connection

from pincite.index.engines.whoosh.spawning import start_beside


def tell_what_is_blocked(number: int, connection: Connection) -> None:
    """Runs in the other process."""
    connection.send((number, sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))))


def test_an_interrupt_at_its_start_does_not_reach_it() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    process, connection = start_beside(tell_what_is_blocked, 7)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
    assert signal.SIGINT not in before
    assert connection.recv() == (7, [signal.SIGINT])
    process.join(60)
    assert process.exitcode == 0
