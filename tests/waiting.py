"""Waiting for a service that was started as a process of its own."""

import time

import httpx


def wait_until_ready(base: str) -> None:
    """Return when the service answers questions."""
    deadline = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{base}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.05)
