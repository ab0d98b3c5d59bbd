"""Characters that show nothing and do something: they control a terminal, or turn the direction of what follows."""

import re

TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TURNING = re.compile(f"[{TURNING}]")


def without_turning(text: str) -> str:
    """Return ``text`` without characters that turn the direction, for places where nothing isolates them."""
    return _TURNING.sub("", text)
