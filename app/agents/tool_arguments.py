"""Reads the arguments of a tool into the pairs that the API takes, so that one parser reads both."""

from collections.abc import Mapping
from typing import Any

from pincite.app.answering.json_body import is_unicode, show_name
from pincite.app.answering.meant import meant_name
from pincite.app.answering.parameters import FILTERS, MAX_PROBLEMS
from pincite.index.values.errors import Problem, QueryError

_FILTERS = dict.fromkeys(parameter.name for parameter in FILTERS)

Pair = tuple[str, str]


class ToolArguments:
    """The arguments of one call. ``finish`` raises what is wrong with all of them at once."""

    def __init__(self, given: Mapping[str, Any], *known: str) -> None:
        self._given = given
        self._problems: list[Problem] = []
        for name in given:
            if name not in known:
                self._refuse_name(name, dict.fromkeys(known))

    def pairs(self, name: str, parameter: str | None = None) -> list[Pair]:
        """Return the values of an argument as pairs of ``parameter``, by default of its own name."""
        return [(parameter or name, text) for text in self._texts(name, self._given.get(name))]

    def filters(self) -> list[Pair]:
        """Return the pairs of ``filters``, an object with the filters of the API."""
        given = self._given.get("filters")
        if given is None:
            return []
        if not isinstance(given, Mapping):
            self._refuse("filters", "malformed_value", 'an object, such as {"issuer": ["United States"]}')
            return []
        for name in given:
            if name not in _FILTERS:
                self._refuse_name(name, _FILTERS)
        return [(name, text) for name in _FILTERS for text in self._texts(name, given.get(name))]

    def finish(self) -> None:
        """Raise QueryError if there are problems."""
        if self._problems:
            raise QueryError(*self._problems[:MAX_PROBLEMS])

    def _texts(self, name: str, value: object) -> list[str]:
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [text for one in values if (text := self._text(name, one)) is not None]

    def _text(self, name: str, value: object) -> str | None:
        text = _number_says(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        if not isinstance(text, str):
            self._refuse(name, "malformed_value", "a text")
            return None
        if not is_unicode(text):
            self._refuse(name, "not_utf8", "text without lone surrogates")
            return None
        return text

    def _refuse_name(self, name: str, known: dict[str, None]) -> None:
        near, hint = meant_name(name, known)
        names = ", ".join(known) or "no arguments"
        self._refuse(
            show_name(name), "unknown_parameter", f"a known name, {hint}" if hint else f"one of: {names}", near
        )

    def _refuse(self, name: str, code: str, expected: str, mend: str | None = None) -> None:
        self._problems.append(Problem(name, None, code, expected, mend))


def _number_says(value: float) -> str:
    """Return a number as parameters have it. 2.0 is a whole number in JSON Schema."""
    return str(value).removesuffix(".0")
