"""The table of patterns, and of the instruments that are called by name."""

import re
from collections.abc import Mapping
from functools import cache

from pincite.index.reading.instruments import declarations, european_union, named, united_nations, united_states
from pincite.index.reading.instruments.pattern import Instrument, Pattern
from pincite.index.reading.issuers.choices import build_choice
from pincite.index.reading.issuers.issuer_names import plain

PATTERNS: tuple[Pattern, ...] = (
    *united_nations.PATTERNS,
    *european_union.PATTERNS,
    *united_states.PATTERNS,
    *declarations.PATTERNS,
)


def pattern_names() -> tuple[str, ...]:
    """Return the names of all patterns; that of the table of names is the first."""
    return (named.KEY, *(pattern.key for pattern in PATTERNS))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the form of the pattern with the key ``pattern``, to be matched with text as ``plain`` writes it."""
    one = by_key()[pattern]
    return re.compile(one.form, re.IGNORECASE if one.caseless else 0)


@cache
def by_key() -> Mapping[str, Pattern]:
    """Return each pattern by its key."""
    return {pattern.key: pattern for pattern in PATTERNS}


@cache
def by_name() -> Mapping[str, Instrument]:
    """Return each instrument that is called by name, by each of its names as ``plain`` writes them."""
    return {plain(name): instrument for instrument, names in named.list_named() for name in names}


@cache
def names_form() -> re.Pattern[str]:
    """Return what finds the names, the longest first, over line ends too."""
    choice = build_choice(by_name(), r"\s+")
    # The look ahead rejects most words at their first letter.
    return re.compile(rf"(?<![\w/-])(?=[A-Z\d]|three){choice}(?![\w-])")
