"""One pattern out of many texts: what they begin with in common stands in it once, quick to make and to use."""

import re
from collections.abc import Iterable
from typing import Any

_END = ""
"""Marks in the tree that a text ends there. No character is it."""


def build_choice(texts: Iterable[str], blank: str = " ") -> str:
    """Return a pattern of exactly ``texts``, the longest that fits first; a blank in them is the pattern ``blank``."""
    tree: dict[str, Any] = {}
    for text in texts:
        node = tree
        for character in text:
            node = node.setdefault(character, {})
        node[_END] = {}
    return f"(?:{_render(tree, blank)})"


def _render(node: dict[str, Any], blank: str) -> str:
    """Return the pattern of what may follow ``node``; the empty text if nothing does."""
    branches = [
        (blank if character == " " else re.escape(character)) + _render(below, blank)
        for character, below in sorted(node.items())
        if character != _END
    ]
    if not branches:
        return ""
    if _END in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
