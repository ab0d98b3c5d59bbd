"""What a request to check quotations says: read from the body strictly, with every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pincite.app.answering.body_pairs import read_texts
from pincite.app.answering.json_body import as_pointer, check_text, read_object, show_name
from pincite.app.answering.meant import meant_name
from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import FILTERS, MAX_PROBLEMS, Pairs
from pincite.app.answering.request import read_filters
from pincite.index.query.query import Query
from pincite.index.quoting import Quotation, find_quotations
from pincite.index.values.errors import Problem, QueryError

MOST_QUOTATIONS, MOST_CHARACTERS, MOST_BYTES = 200, 200_000, 2 * 1024 * 1024
"""Bounds of a request: quotations, characters of all of them or of the text, bytes of the body."""
SECONDS = 4.0
"""The time for all quotations of a request. One second of the five that are promised is for reading and writing."""

_NAMES = {parameter.name: parameter for parameter in FILTERS}
_MEMBERS = ("text", "quotes", *_NAMES)


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Quotations to check, the query whose filters hold for all of them, and these filters as pairs."""

    quotations: tuple[Quotation, ...]
    query: Query
    pairs: tuple[tuple[str, str], ...]


def parse_check(body: bytes) -> CheckRequest:
    """Parse the JSON body of a request. Raises QueryError; the parameters of its problems are JSON pointers."""
    given = read_object(body)
    problems = [*_unknown(given)]
    quotations = _read_quotations(given, problems)
    pairs = [*_read_pairs(given, problems)]
    query = _read_query(pairs, problems, as_pointer)
    if problems:
        raise QueryError(*problems[:MAX_PROBLEMS])
    return CheckRequest(quotations, query, tuple(pairs))


def parse_check_form(text: str, pairs: Pairs) -> CheckRequest:
    """Return the request of a form: a text, and the filters that its address has. Raises QueryError."""
    problems: list[Problem] = []
    quotations = _find(text, "text", problems)
    filters = [pair for pair in pairs if pair[0] in _NAMES]
    query = _read_query(filters, problems, str)
    if problems:
        raise QueryError(*problems[:MAX_PROBLEMS])
    return CheckRequest(quotations, query, tuple(filters))


def filters_of(pairs: Pairs) -> Query:
    """Return a query with these filters and nothing else. Raises QueryError."""
    reader = ParameterReader(pairs, FILTERS)
    query = read_filters(reader, Query(limit=0))
    reader.finish()
    return query


def _unknown(given: Mapping[str, Any]) -> Iterator[Problem]:
    for name in list(given)[:MAX_PROBLEMS]:
        if name not in _MEMBERS:
            near, hint = meant_name(name, dict.fromkeys(_MEMBERS))
            expected = f"a known member, {hint}" if hint else f"one of {', '.join(_MEMBERS[:2])}, or a filter"
            yield Problem(as_pointer(show_name(name)), None, "unknown_parameter", expected, near)


def _read_quotations(given: Mapping[str, Any], problems: list[Problem]) -> tuple[Quotation, ...]:
    if ("text" in given) == ("quotes" in given):
        problems.append(Problem("/text", None, "conflict", "either text or quotes"))
        return ()
    if "text" in given:
        text = given["text"]
        return _find(text, "/text", problems) if check_text(text, "/text", problems) else ()
    quotes = given["quotes"]
    if not isinstance(quotes, list):
        problems.append(Problem("/quotes", None, "malformed_value", "an array of texts"))
        return ()
    _check_number(len(quotes), "/quotes", problems)
    texts = [one for number, one in enumerate(quotes) if check_text(one, as_pointer("quotes", number), problems)]
    _check_length(sum(map(len, texts)), "/quotes", problems)
    return tuple(map(Quotation, texts))


def _find(text: str, name: str, problems: list[Problem]) -> tuple[Quotation, ...]:
    if not _check_length(len(text), name, problems):
        return ()
    found = find_quotations(text)
    _check_number(len(found), name, problems)
    return found


def _check_number(number: int, name: str, problems: list[Problem]) -> None:
    if number > MOST_QUOTATIONS:
        problems.append(Problem(name, None, "too_many_values", f"at most {MOST_QUOTATIONS} quotations"))


def _check_length(length: int, name: str, problems: list[Problem]) -> bool:
    if length > MOST_CHARACTERS:
        problems.append(Problem(name, None, "too_long", f"at most {MOST_CHARACTERS:,} characters"))
    return length <= MOST_CHARACTERS


def _read_pairs(given: Mapping[str, Any], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for name in _NAMES:
        if name in given:
            yield from read_texts(name, given[name], problems)


def _read_query(pairs: Pairs, problems: list[Problem], pointer: Any) -> Query:
    reader = ParameterReader(pairs, FILTERS)
    query = read_filters(reader, Query(limit=0))
    problems += [replace(one, parameter=pointer(one.parameter)) for one in reader.problems]
    return query
