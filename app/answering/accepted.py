"""How much a client likes a media type, by its ``Accept`` header (RFC 9110 §12.5.1). The most exact range decides."""

import re
from collections.abc import Callable

_RANGE = re.compile(r"\s*([\w.+-]+|\*)/([\w.+-]+|\*)\s*(;.*)?", re.ASCII)
_WEIGHT = re.compile(r";\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)

Likes = Callable[[str], float]


def read_accept(header: str) -> Likes:
    """Return what tells how much a media type is liked, from 0 (never) to 1. A malformed weight counts as 1."""
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        found = _RANGE.fullmatch(item)
        if found:
            weight = _WEIGHT.search(found[3] or "")
            weights[f"{found[1]}/{found[2]}"] = float(weight[1]) if weight else 1.0

    def likes(media_type: str) -> float:
        kinds = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
        return next((weights[kind] for kind in kinds if kind in weights), 0.0)

    return likes
