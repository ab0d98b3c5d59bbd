"""Cursors as text: where a walk stands, bound to its query and signed, so that nobody can make one up."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pincite.index.query.query import Query
from pincite.index.values.errors import CursorExpired, Problem, QueryError

START = "*"
"""The cursor that begins a walk."""
OUTLIVED_COMMITS = 20
"""How many later commits a walk survives."""
RESTED_SECONDS = 900
"""How long a walk may rest before what it goes over may be let go."""
_SIGNATURE = 16


def sign(key: bytes, query: Query, values: Sequence[Any]) -> str:
    """Return the cursor that carries ``values`` (JSON) for a walk of ``query``: letters, digits, ``-`` and ``_``."""
    body = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(key, query, body) + body).rstrip(b"=").decode("ascii")


def read(key: bytes, query: Query, cursor: str) -> list[Any]:
    """Return the values of ``cursor``; QueryError when it was not made by ``sign`` for this query."""
    data = _decoded(cursor)
    signature, body = data[:_SIGNATURE], data[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(key, query, body)):
        raise QueryError(foreign())
    values: list[Any] = json.loads(body)
    return values


def _signature(key: bytes, query: Query, body: bytes) -> bytes:
    # What is shown of each page (facets, its size, the time it may take) may change during a walk; its list may not.
    same = replace(query, cursor=None, offset=0, limit=0, facets=(), histogram=None, explain=False, deadline=0.0)
    bound = hashlib.sha256(repr(same).encode("utf-8", "surrogatepass")).digest()
    return hmac.new(key, bound + body, hashlib.sha256).digest()[:_SIGNATURE]


def is_cursor(cursor: str) -> bool:
    """Tell whether ``cursor`` has the form of one, whoever signed it."""
    return cursor == START or len(_decoded(cursor)) > _SIGNATURE


def _decoded(cursor: str) -> bytes:
    """Return the signature and the values of ``cursor``; nothing when it has not the form of one."""
    try:
        return base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def expired() -> CursorExpired:
    """Return the error of a walk that rested too long, or outlived too many commits."""
    return CursorExpired("This cursor has expired. Start again with `cursor=*`.")


def foreign() -> Problem:
    """Return what is wrong with a cursor that no search gave out, or another search."""
    return Problem("cursor", None, "foreign", "a cursor that this search gave out", START)
