"""Shares of a number of statements, with their interval, counts per million words, and the bounds of requests."""

import math
from dataclasses import dataclass

MOST_WORDINGS = 8
"""The most wordings of a timeline, and the most values by which one is split."""
LEAST_WORDS, MOST_WORDS = 3, 1_000
"""The words of a reference whose forms are looked for."""
THIN = 10
"""With fewer statements than this, a base is thin: one statement more or less moves a share by a tenth or more."""
_Z = 1.959963984540054
"""The quantile of the normal distribution for 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, and the ends of its Wilson interval (95 %)."""

    value: float
    low: float
    high: float


def share_of(held: int, base: int) -> Share | None:
    """Return the share of ``held`` in ``base`` statements with its Wilson score interval; None without a base."""
    if not base:
        return None
    value, spread = held / base, _Z**2 / base
    middle = (value + spread / 2) / (1 + spread)
    reach = _Z * math.sqrt(value * (1 - value) / base + spread / (4 * base)) / (1 + spread)
    # At both ends the interval reaches the share itself; rounding must not say otherwise.
    return Share(value, min(value, max(0.0, middle - reach)), max(value, min(1.0, middle + reach)))


def per_million(paragraphs: int, words: int) -> float | None:
    """Return how many paragraphs there are for each million of ``words``; None without words."""
    return paragraphs * 1_000_000 / words if words else None
