"""Sidecars: the YAML beside a source that says what the text itself does not. Every scalar is read as text."""

import difflib
from collections.abc import Collection
from typing import Any

import yaml

from pincite.index.reading.aliases import find_key, rename_keys
from pincite.index.reading.canonical import decode_canonical
from pincite.index.reading.metadata import KEYS, OPTIONS, BadValue, check_keys, read_values
from pincite.index.reading.rules.all_rules import rule_names
from pincite.index.values.bounds import SIDECAR
from pincite.index.values.errors import SourceError

LIMIT = SIDECAR.value
"""The most bytes that a sidecar may have."""

_KNOWN = (*KEYS, *OPTIONS)
_MEND = "write it as YAML, one 'key: value' a line"


def parse_sidecar(raw: bytes, name: str) -> dict[str, Any]:
    """Return the values of the sidecar called ``name``, as read_values does, and OPTIONS as text.

    SourceError names the line.
    """
    return {key: value for key, value in parse_keys(raw, name, _KNOWN).items() if value is not None}


def parse_keys(raw: bytes, name: str, known: Collection[str]) -> dict[str, Any]:
    """Return what each key of a YAML file says, None for one without a value; it may hold the ``known`` keys only.

    SourceError names the line.
    """
    root = _compose(decode_canonical(raw, name), name)
    if root is None or root.value == "":
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise SourceError(name, _line(root), "contains no keys", _MEND)
    try:
        given = rename_keys(_plain(root, name, set()), known)
        check_keys(given, known)
        return _read_each(given)
    except BadValue as bad:
        raise SourceError(name, _key_line(root, bad.key), bad.reason, bad.mend) from bad


def parse_lists(raw: bytes, name: str) -> dict[str, tuple[str, ...]]:
    """Return the list of texts under each key of a YAML file, whatever the keys are. SourceError names the line."""
    root = _compose(decode_canonical(raw, name), name)
    if root is None or root.value == "":
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise SourceError(name, _line(root), "contains no keys", _MEND)
    given = _plain(root, name, set())
    for key, value in given.items():
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise SourceError(name, _key_line(root, key), f"{key[:60]!r} is not a list of texts", "write '- ' lines")
        twice = next((one for one in value if value.count(one) > 1), None)
        if twice is not None:
            raise SourceError(name, _key_line(root, key), f"{twice[:60]!r} stands twice in {key[:60]!r}", "remove one")
    return {key: tuple(value) for key, value in given.items()}


def _read_each(given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(given)
    for key, value in given.items():
        try:
            values |= _read_option(key, value) if key in OPTIONS else read_values({key: value})
        except BadValue as bad:
            raise BadValue(key, bad.reason, bad.mend) from bad
    return values


def _read_option(key: str, value: object) -> dict[str, Any]:
    if key == "rules_off":
        names = KEYS["topics"](key, value)
        check_rules(key, names or ())
        # An empty list takes back what stands above.
        return {key: names or ()} if value is not None else {}
    # A text like any other, as a note is.
    text = KEYS["note"](key, value)
    return {} if text is None else {key: text}


def check_rules(key: str, names: Collection[str]) -> None:
    """Raise BadValue for the first of ``names`` that no rule has."""
    known = rule_names()
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            mend = f"did you mean '{close[0]}'?" if close else "write names such as people-title, or all"
            raise BadValue(key, f"there is no rule {name[:60]!r}", mend)


def _compose(text: str, name: str) -> yaml.Node | None:
    # Nodes and no values: nothing is built from a tag, "1946" stays text, and each key knows its line.
    try:
        return yaml.compose(text, yaml.BaseLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SourceError(name, line, f"the character U+{ord(text[error.position]):04X}", "remove it") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"broken YAML ({error.problem or error.context})"
        raise SourceError(name, None if mark is None else mark.line + 1, reason, _MEND) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceError(name, None, "broken YAML", _MEND) from error


def _plain(node: yaml.Node, name: str, seen: set[int]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    # Aliases could repeat a node without end.
    if id(node) in seen:
        raise SourceError(name, _line(node), "uses an alias for a list or for keys", "write the values out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, seen) for item in node.value]
    plain: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise SourceError(name, _line(key), "has a key that is not text", _MEND)
        if key.value in plain:
            raise SourceError(name, _line(key), f"the key {key.value!r} occurs twice", "remove one of the two")
        plain[key.value] = _plain(value, name, seen)
    return plain


def _key_line(root: yaml.MappingNode, key: str) -> int:
    lines = {node.value: _line(node) for node, _ in root.value}
    named = (line for name, line in lines.items() if find_key(name) == key)
    return lines.get(key) or next(named, _line(root))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
