"""Names of Dublin Core for the keys of metadata: the same in sidecars, front matter, tables, folders and JSON lines."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from pincite.index.reading.metadata import BadValue

_TERMS: Mapping[str, tuple[str, ...]] = {
    "id": ("identifier",),
    "title": ("title",),
    "date": ("issued", "date", "created"),
    "place": ("spatial", "coverage", "coverage.spatial"),
    "language": ("language",),
    "source": ("publisher",),
    "source_url": ("source",),
    "kind": ("type",),
    "series": ("ispartof", "relation", "relation.ispartof"),
    "issuers": ("creator",),
    "people": ("contributor",),
    "topics": ("subject",),
    "note": ("description",),
}
"""Our key to the terms of Dublin Core that stand for it."""
_ALONE = ("identifier", "issued", "spatial", "coverage", "publisher", "type", "creator", "contributor", "subject")
"""Terms that need no prefix: elsewhere, the others often mean something else."""
_BARE = {term: key for key, terms in _TERMS.items() for term in terms if term in _ALONE}
_PREFIXED = {term: key for key, terms in _TERMS.items() for term in terms}
_PREFIXED["date.issued"] = _PREFIXED["date.created"] = "date"
_PREFIX = re.compile(r"(?:dc|dcterms|dct)[.:_-](?P<term>[\w.:]+)", re.IGNORECASE)
_LISTS = frozenset(("issuers", "people", "topics"))


def find_key(name: str) -> str | None:
    """Return the key that ``name`` of Dublin Core stands for (``dc.subject``, ``DCTERMS:issued``, ``creator``)."""
    match = _PREFIX.fullmatch(name.strip())
    if match is None:
        return _BARE.get(name.strip().casefold())
    return _PREFIXED.get(match["term"].casefold().replace(":", "."))


def rename_keys(given: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return ``given`` by our keys; one that is neither ``known`` nor of Dublin Core stays as it is.

    A single text for a key that holds a list becomes a list. BadValue when two names of one key are given.
    """
    renamed: dict[str, Any] = {}
    for name, value in given.items():
        key = name if name in known else find_key(name) or name
        if key in renamed or (key != name and key in given):
            raise BadValue(name, f"{name!r} is another name of '{key}', which is given too", "keep one of the two")
        is_one = key != name and key in _LISTS and isinstance(value, str) and value.strip()
        renamed[key] = [value] if is_one else value
    return renamed
