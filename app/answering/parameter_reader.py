"""A strict reader of URL parameters, by their table, that reports every problem at once."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from pincite.app.answering.meant import meant_choice, meant_name, meant_number
from pincite.app.answering.parameters import (
    BLANKS,
    MAX_PROBLEMS,
    MAX_VALUE_LENGTH,
    Pairs,
    Parameter,
)
from pincite.index.values.errors import Problem, QueryError
from pincite.index.values.fields import WORDED
from pincite.index.values.languages import canonical_language
from pincite.index.values.signs import is_blank

_TYPED = ("q", "wording", "text", "quote")
"""Parameters whose values are words as they were typed or pasted."""
_SLIPS = r"[\s\"'“”‘’«»(){},;:]*"
_WORDED = frozenset(facet.name for facet in WORDED)


def known_pairs(pairs: Pairs, parameters: Sequence[Parameter]) -> list[tuple[str, str]]:
    """Return the pairs whose names are in the table. Pages ignore others, because links from elsewhere may add some."""
    names = {parameter.name for parameter in parameters}
    return [pair for pair in pairs if pair[0] in names]


def _taken(name: str, value: str) -> str:
    """Return a value without surrounding spaces, and a language as the archive writes it.

    Queries and other whole values of the archive keep their spaces.
    """
    if name in _TYPED:
        return value
    if name.removeprefix("reject_") == "language":
        return canonical_language(value.strip(BLANKS))
    if not _is_text(name):
        return value.strip(BLANKS)
    # The archive has no value that shows nothing.
    return "" if is_blank(value) else unicodedata.normalize("NFC", value)


def _is_text(name: str) -> bool:
    return name in _TYPED or name.removeprefix("reject_") in _WORDED


class ParameterReader:
    """Reads values from name-value pairs by the table. ``problems`` collects everything that is wrong with them."""

    def __init__(self, pairs: Pairs, parameters: Sequence[Parameter]) -> None:
        self._known = {parameter.name: parameter for parameter in parameters}
        self._given: dict[str, list[str]] = {}
        self.problems: list[Problem] = []
        self._counts = Counter(name for name, _ in pairs)
        for name, value in pairs:
            if name not in self._known:
                self._refuse_name(name)
            elif taken := _taken(name, value):  # A form also sends its empty fields.
                self._given.setdefault(name, []).append(taken)
        for name in self._counts.keys() & self._known.keys():
            self._check(self._known[name])

    def text(self, name: str) -> str | None:
        """Return the value of ``name``, or its default."""
        values = self._given.get(name)
        return values[0] if values else self._known[name].default

    def number(self, name: str) -> int:
        """Return the value of ``name`` as a number, or the default if it is refused."""
        parameter = self._known[name]
        low, high = parameter.bounds or (0, 0)
        text = self.text(name) or "0"
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if low <= number <= high:
            return number
        meant = meant_number(text)
        mend = str(meant) if meant is not None and low <= meant <= high else None
        self.refuse(name, "out_of_range", f"a whole number from {low} to {high}", mend)
        return int(parameter.default or low)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the distinct values of ``name`` as given."""
        return tuple(dict.fromkeys(self._given.get(name, ())))

    def refuse(self, name: str, code: str, expected: str, mend: str | None = None, position: int | None = None) -> None:
        """Add one problem."""
        self.problems.append(Problem(name, position, code, expected, mend))

    def finish(self) -> None:
        """Raise QueryError if there are problems, with at most MAX_PROBLEMS of them: more would not help."""
        if self.problems:
            raise QueryError(*self.problems[:MAX_PROBLEMS])

    def _refuse_name(self, name: str) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            return
        near, hint = meant_name(name, self._known)
        expected = f"a known parameter, {hint}" if hint else "a known parameter; /docs lists them"
        self.refuse(name[:100], "unknown_parameter", expected, near)

    def _check(self, parameter: Parameter) -> None:
        values = self._given.get(parameter.name, [])
        if not parameter.repeatable and len(values) > 1:
            self.refuse(parameter.name, "repeated", "one value", values[0] if len(set(values)) == 1 else None)
        if self._counts[parameter.name] > parameter.most:
            self.refuse(parameter.name, "too_many_values", f"at most {parameter.most} values")
        # Any value that the archive lists can be asked for. An older archive may have longer ones.
        if not _is_text(parameter.name) and any(len(value) > MAX_VALUE_LENGTH for value in values):
            self.refuse(parameter.name, "too_long", f"at most {MAX_VALUE_LENGTH:,} characters")
        if parameter.choices:
            self._check_choices(parameter, values)
        if parameter.pattern:
            self._check_form(parameter, parameter.pattern, values)

    def _check_form(self, parameter: Parameter, pattern: str, values: Iterable[str]) -> None:
        for value in values:
            if not re.fullmatch(pattern, value) and len(self.problems) < MAX_PROBLEMS:
                # Quotes, brackets and stops around a value are a slip; other signs, letters or digits mean something.
                near = re.fullmatch(rf"{_SLIPS}({pattern}){_SLIPS}\.?", value)
                expected = f"a value like {parameter.example}"
                self.refuse(parameter.name, "malformed_value", expected, near and near[1])

    def _check_choices(self, parameter: Parameter, values: Iterable[str]) -> None:
        for value in values:
            if value not in parameter.choices and len(self.problems) < MAX_PROBLEMS:
                near = meant_choice(parameter.name, value, parameter.choices)
                self.refuse(parameter.name, "unknown_value", f"one of {', '.join(parameter.choices)}", near)
        self._given[parameter.name] = [value for value in values if value in parameter.choices]
