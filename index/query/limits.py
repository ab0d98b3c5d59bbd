"""The one table of what a query may ask for: the parser, its errors, the documentation and OpenAPI read it here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name, the largest (or, for ``shortest_prefix``, smallest) value, the unit, and what it means."""

    name: str
    value: int
    unit: str
    sentence: str


CHARACTERS = Limit("characters", 8_000, "characters", "A query has at most 8,000 characters.")
TERMS = Limit(
    "terms",
    64,
    "terms",
    "Outside quotations a query has at most 64 terms; every part of a compound, a proximity or a value counts as one, "
    "and so does a run of a script without blanks. It has at most 64 quotations.",
)
QUOTATION = Limit(
    "quotation",
    1_000,
    "words",
    "A quotation has at most 1,000 words, and a run of a script without blanks 1,000 characters.",
)
NESTING = Limit("nesting", 20, "levels", "Brackets nest at most 20 deep.")
SHORTEST_PREFIX = Limit("shortest_prefix", 3, "letters", "At least 3 letters stand before a `*`.")
EDITS = Limit("edits", 2, "edits", "A fuzzy word differs by at most 2 edits.")
PROXIMITY = Limit("proximity", 100, "tokens", "At most 100 other words stand inside the window of a proximity.")
EXPANSION = Limit(
    "expansion",
    1_024,
    "terms",
    "A fuzzy word, or a prefix inside a phrase, stands for at most 1,024 terms; a prefix alone has no such limit.",
)
DEADLINE = Limit(
    "deadline",
    1,
    "second",
    "After 1 second an answer ends and says what it lacks. It is partial if it did not count all.",
)

LIMITS: tuple[Limit, ...] = (
    CHARACTERS,
    TERMS,
    QUOTATION,
    NESTING,
    SHORTEST_PREFIX,
    EDITS,
    PROXIMITY,
    EXPANSION,
    DEADLINE,
)
