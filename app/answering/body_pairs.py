"""The JSON body of a request as pairs of names and values, as an address has them.

A member has the type that the OpenAPI document gives it, and no other: what may be repeated is an array of texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pincite.app.answering.json_body import as_pointer, check_text, read_object, show_name
from pincite.app.answering.meant import meant_name
from pincite.app.answering.parameters import MAX_PROBLEMS, Parameter
from pincite.index.values.errors import Problem, QueryError

Pair = tuple[str, str]


def read_body_pairs(body: bytes, parameters: Sequence[Parameter]) -> list[Pair]:
    """Return the members of a JSON object as pairs; an array is several values of its name.

    Raises QueryError; the parameters of its problems are JSON pointers (RFC 6901).
    """
    given, known = read_object(body), {parameter.name: parameter for parameter in parameters}
    problems: list[Problem] = []
    pairs: list[Pair] = []
    for name, value in given.items():
        if name in known:
            pairs += _read_member(known[name], value, problems)
        else:
            near, hint = meant_name(name, known)
            expected = f"a known member{hint and f', {hint}'}"
            problems.append(Problem(as_pointer(show_name(name)), None, "unknown_parameter", expected, near))
    if problems:
        raise QueryError(*problems[:MAX_PROBLEMS])
    return pairs


def refuse_address(pairs: Sequence[Pair]) -> None:
    """Raise QueryError for parameters in the address of a request with a body. Ignored ones would look applied."""
    expected = "no parameter in the address: give it in the body"
    names = [show_name(name) for name, _ in pairs]
    if problems := [Problem(name, None, "unknown_parameter", expected) for name in dict.fromkeys(names)]:
        raise QueryError(*problems[:MAX_PROBLEMS])


def read_texts(name: str, value: Any, problems: list[Problem]) -> Iterator[Pair]:
    """Yield the values of a member that is an array of texts, and add what is wrong with it to ``problems``."""
    if not isinstance(value, list):
        problems.append(Problem(as_pointer(name), None, "malformed_value", "an array of texts"))
        return
    for number, one in enumerate(value):
        if check_text(one, as_pointer(name, number), problems):
            yield name, one


def at_pointers(error: QueryError) -> QueryError:
    """Return an error whose parameters are pointers to the members of a body."""
    return QueryError(*(replace(one, parameter=as_pointer(one.parameter)) for one in error.problems))


def _read_member(parameter: Parameter, value: Any, problems: list[Problem]) -> Iterator[Pair]:
    name = parameter.name
    if parameter.repeatable:
        yield from read_texts(name, value, problems)
    elif parameter.bounds:
        if _is_whole(value):
            yield name, str(int(value))
        else:
            problems.append(Problem(as_pointer(name), None, "malformed_value", "a whole number"))
    elif check_text(value, as_pointer(name), problems):
        yield name, value


def _is_whole(value: Any) -> bool:
    """Whether a value is a whole number. To JSON Schema 4.0 is one."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())
