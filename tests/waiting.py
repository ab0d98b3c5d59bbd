"""Waiting for what other processes do."""

import time
from collections.abc import Callable

import httpx


def wait_until_ready(base: str) -> None:
    """Return when the service answers questions."""
    deadline = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{base}/readyz", trust_env=False, verify=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Return when ``holds`` does; it must within so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
