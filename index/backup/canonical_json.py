"""Canonical JSON (RFC 8785): the same value always gives the same bytes."""

import json
from typing import Any

_encoder = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"), sort_keys=True
)


def render_canonical(value: Any) -> bytes:
    """Return ``value`` in UTF-8. Its keys are ASCII and its numbers whole, as ours are: RFC 8785 has more to say then.

    UnicodeEncodeError when a text holds a lone surrogate.
    """
    return _encoder.encode(value).encode("utf-8")
