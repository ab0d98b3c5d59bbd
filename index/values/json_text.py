"""JSON as a compiled library writes and reads it: what Python's own ``json`` gives, for millions of texts.

The library is imported where it is used: the table of fields needs this module, and a command's help needs that table.
It is imported as a whole: to import names of it takes longer than to write a short text.
"""

import json
from collections.abc import Callable
from typing import Any


def render_json(value: object) -> bytes:
    """Return compact JSON in UTF-8 of texts, whole numbers, true, false and null, in lists and objects.

    Equal values always give equal bytes. UnicodeEncodeError when a text holds a lone surrogate.
    """
    import pydantic_core

    try:
        return pydantic_core.to_json(value)
    except pydantic_core.PydanticSerializationError:
        # Its error names no character.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def render_sorted_json(value: object) -> bytes:
    """Return what ``render_json`` does, with the keys of objects in order."""
    return render_json(in_order(value))


def parse_strict_json(raw: bytes) -> Any:
    """Parse what RFC 8259 calls JSON; of a key that occurs twice the last value is kept.

    ValueError when it is none, or may be read otherwise: lone surrogates, too many levels.
    """
    import pydantic_core

    return pydantic_core.from_json(raw, allow_inf_nan=False, cache_strings="keys")


def build_parser(shape: Any) -> Callable[[str], Any]:
    """Return a function that parses JSON of one ``shape``: lists may be tuples. ValueError when it has another one."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(shape)

    def parse(text: str) -> Any:
        return adapter.validate_json(text, strict=True)

    return parse


def parse_json(text: str | bytes) -> Any:
    """Parse JSON as ``json.loads`` does, with its errors: JSONDecodeError, UnicodeDecodeError, RecursionError."""
    import pydantic_core

    try:
        return pydantic_core.from_json(text, cache_strings="keys")
    except ValueError:
        # It is stricter, with lone surrogates for one, and its errors are others.
        return json.loads(text)


def in_order(value: Any) -> Any:
    """Return ``value`` with the keys of all its objects in order."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [in_order(one) for one in value]
    return value
