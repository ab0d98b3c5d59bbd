"""Text fragments (``#:~:text=``): an address that opens a page of the web at the words of a paragraph."""

import re
from urllib.parse import quote

_ENDS = 5
"""Words at each end of a paragraph that name it."""
_SHORT = 12
"""A paragraph of at most so many words is named whole."""
_MOST = 300
"""Characters of one part: browsers look for it letter by letter."""
_WORD = re.compile(r"\S+")


def text_fragment(text: str, before: str = "", after: str = "") -> str:
    """Return ``:~:text=[prefix-,]start[,end][,-suffix]`` for ``text``, or an empty string where it has no words.

    ``before`` and ``after`` are the texts around it. They are named where its ends also stand in one of them.
    """
    words = _WORD.findall(text)
    if not words:
        return ""
    start, end = (" ".join(words), "") if len(words) <= _SHORT else (_first(words), _last(words))
    prefix = _last(_WORD.findall(before)) if before and start in _flat(before) + _flat(after) else ""
    suffix = _first(_WORD.findall(after)) if after and (end or start) in _flat(before) + _flat(after) else ""
    parts = [
        *([f"{_encoded(prefix)}-"] if prefix else []),
        _encoded(start),
        *([_encoded(end)] if end else []),
        *([f"-{_encoded(suffix)}"] if suffix else []),
    ]
    return ":~:text=" + ",".join(parts)


def open_at(url: str, text: str, before: str = "", after: str = "") -> str:
    """Return an address that opens ``url`` at ``text``, between ``before`` and ``after``."""
    return f"{url}{'' if '#' in url else '#'}{text_fragment(text, before, after)}"


def is_web(url: str) -> bool:
    """Whether ``url`` is an address of the web. Other addresses that a source names are text."""
    return url.lower().startswith(("http://", "https://"))


def _first(words: list[str]) -> str:
    return " ".join(words[:_ENDS])[:_MOST]


def _last(words: list[str]) -> str:
    return " ".join(words[-_ENDS:])[-_MOST:]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _encoded(text: str) -> str:
    """Percent-encode a part. A hyphen and a comma divide parts, so they are written out too."""
    return quote(text, safe="").replace("-", "%2D")
