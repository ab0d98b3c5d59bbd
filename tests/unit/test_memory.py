"""Threads that answer share one heap: what one gave back is there for the next one. The collector leaves the rest."""

import gc
import platform
import subprocess
import sys
from contextlib import suppress

import pytest

from pincite.app.memory import rare_collections

THREADS = 8
MEGABYTES = 24
CHILD = f"""
import sys, threading
import numpy as np
from pincite.app.memory import share_one_heap
from pincite.index.engines.whoosh.answering.heap import give_back_memory
from pincite.app.memory import keep_freed_memory

def anonymous():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024

if sys.argv[1] == "one":
    share_one_heap()
keep_freed_memory()
before = anonymous()
turn = threading.Lock()
done = threading.Barrier({THREADS} + 1)

def answer():
    with turn:
        arrays = [np.ones(1 << 17) for _ in range({MEGABYTES})]
        del arrays
    done.wait()
    done.wait()

threads = [threading.Thread(target=answer) for _ in range({THREADS})]
for thread in threads:
    thread.start()
done.wait()
kept = anonymous() - before
give_back_memory()
print(kept, anonymous() - before)
done.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the option is of glibc")
def test_threads_keep_one_heap_and_give_it_back() -> None:
    kept = {heaps: _run(heaps) for heaps in ("one", "many")}
    assert kept["one"][0] < 2 * MEGABYTES < kept["many"][0]
    assert kept["one"][1] < MEGABYTES / 2


def test_the_collector_leaves_what_a_worker_is_made_of_alone() -> None:
    work = "kept = create_from_environment(); print(gc.get_freeze_count())"
    child = f"import gc; from pincite.app.main import create_from_environment; {work}"
    done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10_000


def _run(heaps: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", CHILD, heaps], capture_output=True, text=True, check=True)
    kept, after = map(float, done.stdout.split())
    return kept, after


def test_collections_are_as_before_when_the_values_are_made() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] >= 100 * 700
    assert gc.get_threshold() == before
    with suppress(ZeroDivisionError), rare_collections():
        raise ZeroDivisionError
    assert gc.get_threshold() == before
