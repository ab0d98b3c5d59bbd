"""Values as a source gives them, checked, to a heading: one table of keys for sidecars and JSON lines."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from pincite.index.reading.canonical import find_unfit
from pincite.index.values.bounds import ID, VALUE, VALUES, Bound
from pincite.index.values.dates import Dates, parse_edtf
from pincite.index.values.heading import HEADING_FIELDS, Heading, Person
from pincite.index.values.languages import parse_language
from pincite.index.values.signs import is_blank

_NOT_IN_AN_ID = re.compile(r"[/#?\s\x00-\x1f\x7f-\x9f]")


class BadValue(ValueError):
    """A value that is refused: under which key, why, and how to mend it. Readers add file and line."""

    def __init__(self, key: str, reason: str, mend: str) -> None:
        super().__init__(f"{key}: {reason}; {mend}")
        self.key, self.reason, self.mend = key, reason, mend


def check_bound(key: str, what: str, count: int, bound: Bound, mend: str | None = None) -> None:
    """Raise BadValue when ``count`` is over the bound; ``what`` says in words what was counted."""
    if count > bound.value:
        reason = f"{what} has {count:,} {bound.unit}, over the limit of {bound.value:,}"
        raise BadValue(key, reason, mend or f"use at most {bound}")


def check_keys(given: Collection[str], known: Collection[str]) -> None:
    """Raise BadValue for the first key that is not ``known``, with the one that may have been meant."""
    for key in given:
        if key not in known:
            close = difflib.get_close_matches(key.casefold(), known, 1)
            mend = f"did you mean '{close[0]}'?" if close else f"the keys are {', '.join(known)}"
            raise BadValue(key, f"unknown key {_quoted(key)}", mend)


def read_values(given: Mapping[str, object]) -> dict[str, Any]:
    """Return the values of ``given`` (keys of KEYS) as a heading holds them, without those that are missing.

    Missing is an empty or blank text, an empty list or None. BadValue when a value has the wrong type, is no date
    or no id, is over its bound, or holds what the record cannot.
    """
    read = {key: KEYS[key](key, value) for key, value in given.items() if value is not None}
    return {key: value for key, value in read.items() if value is not None}


def build_heading(values: Mapping[str, Any]) -> Heading:
    """Return the heading with ``values``, which hold an id and a title and come from read_values."""
    return Heading(**{_NAMES.get(key, key): value for key, value in values.items() if key != "note"})


def build_provenance(values: Mapping[str, Any], origin: str) -> dict[str, str]:
    """Return ``origin`` for every key of ``values``; a ``note`` is kept in its own words."""
    return {key: value if key == "note" else origin for key, value in values.items()}


def _read_text(key: str, value: object) -> str | None:
    if not isinstance(value, str):
        raise BadValue(key, f"'{key}' is {_kind(value)}", "write one text")
    return _check_text(key, value)


# Places, people and series come again with every statement.
@lru_cache(maxsize=1_024)
def _check_text(key: str, value: str) -> str | None:
    unfit = find_unfit(value)
    if unfit is not None:
        raise BadValue(key, f"'{key}' contains {unfit}", "remove it")
    # One form for what looks the same: two would be two values of a facet.
    stripped = (value if value.isascii() else unicodedata.normalize("NFC", value)).strip()
    check_bound(key, f"'{key}'", len(stripped), VALUE)
    return None if is_blank(stripped) else stripped


def _read_language(key: str, value: object) -> str | None:
    text = _read_text(key, value)
    if text is None:
        return None
    try:
        return parse_language(text)
    except ValueError as error:
        raise BadValue(key, f"the language {_quoted(text)} is not a tag of BCP 47", str(error)) from error


def _read_id(key: str, value: object) -> str | None:
    if _read_text(key, value) is None:
        return None
    text = str(value)
    wrong = _NOT_IN_AN_ID.search(text)
    if wrong is not None:
        raise BadValue(
            key, f"the id {_quoted(text)} contains {wrong.group()!r}", "do not use / # ? spaces or control characters"
        )
    if text in (".", "..") or len(text) > ID.value:
        raise BadValue(
            key, f"the id {_quoted(text)} cannot be part of a URL", f"use 1 to {ID.value} characters, not dots"
        )
    return text


def _read_date(key: str, value: object) -> Dates | None:
    text = _read_text(key, value)
    try:
        return None if text is None else parse_edtf(text)
    except ValueError as error:
        reason, _, mend = str(error).rpartition(": ")
        raise BadValue(key, f"the date {reason}", mend) from error


def _read_list(key: str, value: object) -> tuple[str, ...] | None:
    read = [_read_text(key, item) for item in _items(key, value)]
    texts = tuple(text for text in read if text is not None)
    check_bound(key, f"'{key}'", len(texts), VALUES)
    return texts or None


def _read_people(key: str, value: object) -> tuple[Person, ...] | None:
    read = [_read_person(key, item) for item in _items(key, value)]
    people = tuple(person for person in read if person is not None)
    check_bound(key, f"'{key}'", len(people), VALUES)
    return people or None


def _read_person(key: str, value: object) -> Person | None:
    given = {"name": value} if not isinstance(value, dict) else value
    check_keys(given, ("name", "office"))
    name, office = (_read_text(key, given.get(part) or "") for part in ("name", "office"))
    if name is None and office is not None:
        raise BadValue(key, f"the office {_quoted(office)} has no name", "add the name of the person")
    return None if name is None else Person(name, office)


def _items(key: str, value: object) -> list[Any]:
    if value == "":
        return []
    if not isinstance(value, list):
        raise BadValue(key, f"'{key}' is {_kind(value)}", "write a list")
    return value


def _kind(value: object) -> str:
    names = {str: "a text", list: "a list", dict: "an object", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")


_READ: Mapping[str, Callable[[str, object], Any]] = {
    "text": _read_text,
    "texts": _read_list,
    "people": _read_people,
    "dates": _read_date,
    "language": _read_language,
}
"""By what a field of a heading holds."""

KEYS: Mapping[str, Callable[[str, object], Any]] = {
    "id": _read_id,
    "title": _read_text,
    **{field.key: _READ["language" if field.key == "language" else field.holds] for field in HEADING_FIELDS},
    "note": _read_text,
}
"""What a sidecar may hold. All but ``note`` are fields of a heading."""

OPTIONS = ("body", "rules_off")
"""What a sidecar may also say, of how its file is read: which elements of a page are its text (``#content``), and which
rules over the words are not to be used."""

_NAMES = {field.key: field.name for field in HEADING_FIELDS}
