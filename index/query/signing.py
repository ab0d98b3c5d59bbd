"""Cursors as text: a position in a result list, bound to its query and signed, so that nobody can forge one."""

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
"""The cursor that starts at the beginning of the list."""
OUTLIVED_COMMITS = 20
"""A cursor expires after this many later commits."""
RESTED_SECONDS = 900
"""A cursor that is unused for this many seconds may expire."""
_SIGNATURE = 16


def sign(key: bytes, query: Query, values: Sequence[Any]) -> str:
    """Return a cursor with ``values`` (JSON) for ``query``. It consists of letters, digits, ``-`` and ``_``."""
    body = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(key, query, body) + body).rstrip(b"=").decode("ascii")


def read(key: bytes, query: Query, cursor: str) -> list[Any]:
    """Return the values of ``cursor``. Raises QueryError if ``sign`` did not make it for this query."""
    data = _decoded(cursor)
    signature, body = data[:_SIGNATURE], data[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signature(key, query, body)):
        raise QueryError(foreign())
    values: list[Any] = json.loads(body)
    return values


def _signature(key: bytes, query: Query, body: bytes) -> bytes:
    # Facets, page size and deadline may change from page to page. What selects and orders the list may not.
    same = replace(query, cursor=None, offset=0, limit=0, facets=(), histogram=None, explain=False, deadline=0.0)
    bound = hashlib.sha256(repr(same).encode("utf-8", "surrogatepass")).digest()
    return hmac.new(key, bound + body, hashlib.sha256).digest()[:_SIGNATURE]


def is_cursor(cursor: str) -> bool:
    """Return whether ``cursor`` has the form of a cursor, whoever signed it."""
    return cursor == START or len(_decoded(cursor)) > _SIGNATURE


def _decoded(cursor: str) -> bytes:
    """Return the signature and the values of ``cursor``; empty if it does not have the form of a cursor."""
    try:
        return base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def expired() -> CursorExpired:
    """Return the error for a cursor that was unused too long, or is too many commits old."""
    return CursorExpired("This cursor has expired. Start again with `cursor=*`.")


def foreign() -> Problem:
    """Return the problem of a cursor that comes from another search, or from none."""
    return Problem("cursor", None, "foreign", "a cursor that this search gave out", START)
