"""Front matter: the YAML or TOML at the head of a Markdown file, to values. Every YAML scalar is read as text."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from pincite.index.reading.aliases import find_key
from pincite.index.reading.formats.datelines import read_stamp
from pincite.index.reading.formats.whitespace import squeeze
from pincite.index.values.dates import parse_edtf

_YAML = re.compile(r"---[ \t]*\n(?P<inside>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<inside>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PERCENT = re.compile(r"% \S.*\n(?:[ \t]+\S.*\n)*(?:%.*\n(?:[ \t]+\S.*\n)*){0,2}(?=[ \t]*\n|\Z)")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "identifier"),
    "title": ("title", "dc.title", "dcterms.title", "headline"),
    "date": ("date", "dc.date.issued", "dcterms.issued", "issued", "published", "published_time", "date_published",
             "datepublished", "pubdate", "dc.date", "dcterms.date", "publishdate"),
    "place": ("place", "location", "coverage", "dc.coverage", "spatial", "dcterms.spatial"),
    "language": ("language", "lang", "dc.language", "dcterms.language"),
    "source": ("source", "publisher", "dc.publisher", "dcterms.publisher"),
    "source_url": ("source_url", "url", "permalink", "canonical_url", "original_url", "dc.source", "dcterms.source"),
    "kind": ("kind", "type", "dc.type", "dcterms.type"),
    "series": ("series",),
    "event": ("event",),
    "note": ("note",),
    "issuers": ("issuers", "issuer", "countries"),
    "people": ("people",),
    "topics": ("topics", "subject", "subjects", "dc.subject", "dcterms.subject", "keywords"),
}  # fmt: skip
"""The key of a sidecar to the names it goes by, Dublin Core's among them, the first that has a value counting."""
_LISTS = frozenset(("issuers", "topics", "people"))


_KEY = re.compile(r"^[\w.\"'-]+\s*[:=]", re.MULTILINE)


class _Text(yaml.SafeLoader):
    """Reads every plain scalar as text: ``2018-06-02`` and ``no`` stay what they are. No tag builds an object."""


_Text.yaml_implicit_resolvers = {}


def split_front_matter(text: str) -> tuple[str, str, dict[str, Any]]:
    """Return the front matter as it stands, the text after it, and its keys; empty when there is none.

    ValueError, in words, when there is one that cannot be read. Rules around a text that has no keys are none.
    """
    for form, load in ((_YAML, _load_yaml), (_TOML, tomllib.loads)):
        match = form.match(text)
        if match is None:
            continue
        try:
            given = load(match["inside"])
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            if not _KEY.search(match["inside"]):
                return "", text, {}
            raise ValueError(squeeze(str(error))[:120]) from error
        if isinstance(given, dict):
            return match.group(), text[match.end() :], {str(key): value for key, value in given.items()}
    return "", text, {}


def split_title_block(text: str) -> tuple[str, str, dict[str, Any]]:
    """Return the three lines that Pandoc reads at the head of a text (``% title``, ``% authors``, ``% date``) likewise.

    A line that begins with blanks goes on with the one above. A sign alone says nothing.
    """
    match = _PERCENT.match(text)
    if match is None:
        return "", text, {}
    lines = [squeeze(line) for line in re.split(r"^%", match.group(), flags=re.MULTILINE)[1:]]
    given = dict(zip(("title", "author", "date"), lines, strict=False))
    return match.group(), text[match.end() :], {key: value for key, value in given.items() if value}


def read_front_matter(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of front matter is metadata (keys of ``metadata.KEYS``), in the forms that a sidecar gives."""
    by_name = {
        re.sub(r"[:\- ]", "_" if "dc" not in key.casefold() else ".", key.casefold()): v for key, v in given.items()
    }
    values: dict[str, Any] = {}
    for key, names in _NAMES.items():
        found = next((v for name in names if (v := _read(key, by_name.get(name))) is not None), None)
        if found is not None:
            values[key] = found
    for name, value in given.items():
        term = find_key(name)
        read = None if term is None or term in values else _read(term, value)
        if term is not None and read is not None:
            values[term] = read
    return values


def _load_yaml(text: str) -> Any:
    return yaml.load(text, _Text)  # noqa: S506 - a SafeLoader


def _read(key: str, value: Any) -> Any:
    if key in _LISTS:
        given = value if isinstance(value, list) else [] if value is None else [value]
        items = [item if isinstance(item, dict) else squeeze(str(item)) for item in given if not isinstance(item, list)]
        return [item for item in items if item] or None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or isinstance(value, list | dict):
        return None
    text = squeeze(str(value))
    return (_read_date(text) if key == "date" else text) or None


def _read_date(text: str) -> str | None:
    """Return a date however it is written: a stamp, words, or EDTF (``199X``, ``2018-06~``)."""
    found = read_stamp(text)
    if found is not None:
        return found
    try:
        return parse_edtf(text).edtf
    except ValueError:
        return None
