"""What a service answered instead of the answer: its problem document as an exception of the tree."""

import re
from collections.abc import Mapping
from typing import Any

from pincite.app.client.replies import read_reply
from pincite.app.client.unanswered import ServiceFailed, tell
from pincite.app.errors import MEDIA_TYPE, TABLE
from pincite.index.values.errors import LockHeld, PinciteError, Problem, QueryError, Withdrawn

_KINDS = {code: kind for kind, _, code, _ in TABLE if issubclass(kind, PinciteError)}
_WITHDRAWN = re.compile(r"on ([0-9]{4}-[0-9]{2}-[0-9]{2}): (.+)", re.DOTALL)


def read_failure(media_type: str, body: bytes, where: str) -> PinciteError | None:
    """Return the error that a problem document tells; None where the body is none."""
    document = read_reply(body) if media_type == MEDIA_TYPE else None
    if document is None:
        return None
    code, detail = str(document.get("code", "")), str(document.get("detail", ""))
    kind = _KINDS.get(code, ServiceFailed)
    error = _query_error(document, code, detail) if kind is QueryError else _made(kind, detail or code)
    return tell(error, code, where, request_id=str(document.get("request_id", "")))


def _made(kind: type[PinciteError], detail: str) -> PinciteError:
    """Return an error with this message, whatever its own constructor takes."""
    error = kind.__new__(kind, detail)
    if isinstance(error, Withdrawn):
        found = _WITHDRAWN.search(detail)
        error.time, error.reason = (found[1], found[2]) if found else ("", detail)
    if isinstance(error, LockHeld):
        error.holder = ""
    return error


def _query_error(document: Mapping[str, Any], code: str, detail: str) -> QueryError:
    listed = document.get("errors")
    problems = [_problem(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return QueryError(*problems) if problems else QueryError(Problem("", None, code, detail))


def _problem(one: Mapping[str, Any]) -> Problem:
    position, mend = one.get("position"), one.get("mend")
    return Problem(
        str(one.get("parameter", "")),
        position if isinstance(position, int) else None,
        str(one.get("code", "")),
        str(one.get("expected", "")),
        None if mend is None else str(mend),
    )
