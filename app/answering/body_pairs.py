"""The JSON body of a request as pairs of names and values, as an address has them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pincite.app.answering.json_body import as_pointer, is_unicode, read_object, show_name
from pincite.app.answering.meant import meant_name
from pincite.app.answering.parameters import MAX_PROBLEMS
from pincite.index.values.errors import Problem, QueryError

Pair = tuple[str, str]


def read_body_pairs(body: bytes, names: Collection[str]) -> list[Pair]:
    """Return the members of a JSON object as pairs; an array is several values of its name.

    Raises QueryError; the parameters of its problems are JSON pointers (RFC 6901).
    """
    given = read_object(body)
    problems: list[Problem] = []
    pairs = [pair for name in given for pair in _read_member(name, given[name], names, problems)]
    if problems:
        raise QueryError(*problems[:MAX_PROBLEMS])
    return pairs


def refuse_address(pairs: Sequence[Pair]) -> None:
    """Raise QueryError for parameters in the address of a request with a body. Ignored ones would look applied."""
    expected = "no parameter in the address: give it in the body"
    names = [show_name(name) for name, _ in pairs]
    if problems := [Problem(name, None, "unknown_parameter", expected) for name in dict.fromkeys(names)]:
        raise QueryError(*problems[:MAX_PROBLEMS])


def at_pointers(error: QueryError) -> QueryError:
    """Return an error whose parameters are pointers to the members of a body."""
    return QueryError(*(replace(one, parameter=as_pointer(one.parameter)) for one in error.problems))


def _read_member(name: str, value: Any, names: Collection[str], problems: list[Problem]) -> Iterator[Pair]:
    if name not in names:
        near, hint = meant_name(name, names)
        problems.append(
            Problem(
                as_pointer(show_name(name)), None, "unknown_parameter", f"a known member{hint and f', {hint}'}", near
            )
        )
        return
    for number, one in enumerate(value if isinstance(value, list) else [] if value is None else [value]):
        text = _written(one)
        place = as_pointer(name, number) if isinstance(value, list) else as_pointer(name)
        if not isinstance(text, str):
            problems.append(Problem(place, None, "malformed_value", "a text, a number, or an array of them"))
        elif not is_unicode(text):
            problems.append(Problem(place, None, "not_utf8", "text without lone surrogates"))
        else:
            yield name, text


def _written(value: Any) -> Any:
    """Return a number as an address has it. To JSON Schema 4.0 is a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
