"""Invisible characters with an effect: they control a terminal, or change the direction of the text that follows."""

import re
import unicodedata

TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space."""
_TURNING = re.compile(f"[{TURNING}]")


def is_blank(text: str) -> bool:
    """Whether ``text`` is invisible: it has only spaces, controls and characters without a width."""
    # Nearly every text begins with a letter or a digit.
    if text[:1].isalnum() and text[0] not in _FILLERS:
        return False
    return all(c.isspace() or c in _FILLERS or unicodedata.category(c) in ("Cf", "Cc") for c in text)


def without_turning(text: str) -> str:
    """Return ``text`` without characters that change the direction, for places where nothing isolates them."""
    return _TURNING.sub("", text)
