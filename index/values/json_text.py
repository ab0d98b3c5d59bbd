"""JSON as a C library writes and reads it: what Python's own ``json`` gives, for millions of texts."""

import json
from collections.abc import Callable
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()
_sorting = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder()


def render_json(value: object) -> bytes:
    """Return compact JSON in UTF-8 of texts, whole numbers, true, false and null, in lists and objects.

    Equal values always give equal bytes. UnicodeEncodeError when a text holds a lone surrogate.
    """
    return _encoder.encode(value)


def render_sorted_json(value: object) -> bytes:
    """Return what ``render_json`` does, with the keys of objects in order."""
    return _sorting.encode(value)


def parse_strict_json(raw: bytes) -> Any:
    """Parse what RFC 8259 calls JSON; of a key that occurs twice the last value is kept.

    ValueError when it is none, or may be read otherwise: numbers out of range, lone surrogates, too many levels.
    """
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from error


def build_parser(shape: Any) -> Callable[[str], Any]:
    """Return a function that parses JSON of one ``shape``: lists may be tuples. ValueError when it has another one."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(shape)

    def parse(text: str) -> Any:
        try:
            return decoder.decode(text)
        except msgspec.MsgspecError as error:
            raise ValueError(str(error)) from error

    return parse


def parse_json(text: str | bytes) -> Any:
    """Parse JSON as ``json.loads`` does, with its errors: JSONDecodeError, UnicodeDecodeError, RecursionError."""
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        # It is stricter, with lone surrogates for one, and its errors are no ValueError.
        return json.loads(text)
