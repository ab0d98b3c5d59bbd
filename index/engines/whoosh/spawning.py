"""Owns starting another process that works beside this one, where there is a processor for it."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

_SPAWN = multiprocessing.get_context("spawn")


def can_work_beside() -> bool:
    """Whether there is a second processor, and this process may have others."""
    # Not every system tells on which ones it may run.
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return count > 1 and not multiprocessing.current_process().daemon


def start_beside(work: Callable[..., None], *given: Any) -> tuple[BaseProcess, Connection]:
    """Start ``work`` with what is ``given`` and the other end of a connection; return the process and our end.

    It is spawned: a fork would hold the archive's lock after its parent was killed. An interrupt, which goes to the
    whole group of processes, does not reach it: who started it decides what becomes of it. Raises OSError.
    """
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=work, args=(*given, theirs), daemon=True)
    # Before signals are blocked: what starts it lets them through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
    return process, ours
