"""Canonical JSON (RFC 8785): the same value always gives the same bytes."""

from typing import Any

from pincite.index.values.json_text import render_sorted_json


def render_canonical(value: Any) -> bytes:
    """Return ``value`` in UTF-8. Its keys are ASCII and its numbers whole, as ours are: RFC 8785 has more to say then.

    UnicodeEncodeError when a text holds a lone surrogate.
    """
    return render_sorted_json(value)
