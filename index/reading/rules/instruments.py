"""Instruments that a text cites, wherever in it, by the patterns of ``reading/instruments``."""

from collections.abc import Iterator

from pincite.index.reading.instruments.all_patterns import pattern_names
from pincite.index.reading.instruments.finding import find_by, needed_in
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput

RULES = tuple(f"instrument-{name}" for name in pattern_names())
_MOST = 200
"""How many instruments a statement may cite: those beyond are not listed."""


def find_instruments(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield each instrument once, where it is cited first, in the order of the text."""
    seen: set[str] = set()
    needed = needed_in(piece.text for piece in reading.paragraphs)
    for piece in reading.paragraphs:
        for cited in find_by(needed, piece.text):
            rule = f"instrument-{cited.pattern}"
            if cited.instrument.name not in seen and reading.uses(rule) and len(seen) < _MOST:
                seen.add(cited.instrument.name)
                yield RuleFinding(rule, cited.instrument.name, piece, cited.start, cited.end)
