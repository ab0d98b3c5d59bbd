"""Invisible characters with an effect: they control a terminal, or change the direction of the text that follows."""

import re
import unicodedata

TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like a space."""
_WIDTHLESS = "\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Marks that are never visible, though Unicode counts them among those above and below letters."""
_INVISIBLE = re.compile(f"[{_FILLERS}{_WIDTHLESS}]")
_TURNING = re.compile(f"[{TURNING}]")


def is_blank(text: str) -> bool:
    """Whether ``text`` is invisible: it has only spaces, controls and characters without a width."""
    # Nearly every text begins with a letter or a digit.
    if text[:1].isalnum() and text[0] not in _FILLERS:
        return False
    return all(c.isspace() or _INVISIBLE.match(c) or unicodedata.category(c) in ("Cf", "Cc") for c in text)


def without_turning(text: str) -> str:
    """Return ``text`` without characters that change the direction, for places where nothing isolates them."""
    return _TURNING.sub("", text)
