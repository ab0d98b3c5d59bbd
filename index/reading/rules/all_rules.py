"""The table of rules, in the order in which they are asked: a rule sees what those before it found."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from pincite.index.reading.rules import instruments as instrument_rules
from pincite.index.reading.rules import issued_by, kind, language, people, placing, series, traced, worded_dates
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """What finds the values of one field: the field's key, whether it holds several, the function, its rules."""

    key: str
    several: bool
    find: Callable[[RuleInput], Iterator[RuleFinding]]
    rules: tuple[str, ...]


GROUPS: tuple[RuleGroup, ...] = (
    RuleGroup("kind", False, kind.find_kind, kind.RULES),
    RuleGroup("people", True, people.find_people, people.RULES),
    RuleGroup("issuers", True, issued_by.find_issued_by, issued_by.RULES),
    RuleGroup("date", False, worded_dates.find_dates, worded_dates.RULES),
    RuleGroup("place", False, placing.find_places, placing.RULES),
    RuleGroup("series", False, series.find_series, series.RULES),
    RuleGroup("language", False, language.find_language, language.RULES),
    RuleGroup("instruments", True, instrument_rules.find_instruments, instrument_rules.RULES),
)

ALL = "all"
"""What switches off every rule."""


def rule_names() -> tuple[str, ...]:
    """Return the names by which rules can be switched off."""
    return (ALL, *traced.RULES, *(name for group in GROUPS for name in group.rules))


def apply_rules(reading: RuleInput, given: Collection[str]) -> Iterator[tuple[RuleGroup, list[RuleFinding]]]:
    """Yield what each group finds for a field that is not ``given``; nothing where it finds nothing."""
    for group in GROUPS:
        found = [] if group.key in given else list(group.find(reading))
        found = found if group.several else found[:1]
        if found:
            values = tuple(one.value for one in found)
            reading.known[group.key] = values if group.several else values[0]
            yield group, found


def by_rule() -> Mapping[str, str]:
    """Return the field's key by the name of each rule."""
    return {**traced.RULES, **{name: group.key for group in GROUPS for name in group.rules}}
