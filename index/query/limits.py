"""The table of query limits. The parser, its errors, the documentation and OpenAPI all use it."""

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
    "A query has at most 64 quotations, and at most 64 terms outside them. Each part of a compound, a proximity search "
    "or a value counts as a term, and so does a run of a script without spaces.",
)
QUOTATION = Limit(
    "quotation",
    1_000,
    "words",
    "A quotation has at most 1,000 words, and a run of a script without spaces has at most 1,000 characters.",
)
NESTING = Limit("nesting", 20, "levels", "Brackets nest at most 20 deep.")
SHORTEST_PREFIX = Limit("shortest_prefix", 3, "letters", "A `*` needs at least 3 letters before it.")
EDITS = Limit("edits", 2, "edits", "A fuzzy word differs by at most 2 edits.")
PROXIMITY = Limit("proximity", 100, "tokens", "A proximity search allows at most 100 other words between its words.")
EXPANSION = Limit(
    "expansion",
    1_024,
    "terms",
    "A fuzzy word, or a prefix inside a phrase, may match at most 1,024 different words; a prefix alone has no such "
    "limit.",
)
DEADLINE = Limit(
    "deadline",
    1,
    "second",
    "A search ends after 1 second, and its answer says what is missing. If it could not count every match, it is "
    "partial.",
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
