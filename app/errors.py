"""Errors over HTTP: a table from error classes to status and code, and the JSON of RFC 9457.

::

    QueryError           422 invalid_request     every problem of the request at once
    BodyTooLarge         413 body_too_large
    WrongHost            421 wrong_host
    ForeignOrigin        403 foreign_origin
    NotInstalled         501 not_installed       with the command that installs it
    NotFound             404 not_found
    Withdrawn            410 withdrawn           with the reason
    CursorExpired        410 cursor_expired
    LockHeld             503 locked
    Busy                 503 busy
    EngineUnavailable    503 engine_unavailable
    RecordUnavailable    503 record_unavailable
    SchemaMismatch       503 schema_mismatch
    ArchiveMissing       503 archive_missing
    ArchiveError         503 archive_unusable
    anything else        500 internal            the message stays in the log

Malformed requests never reach this table: ``pincite.app.protocol`` answers them with 400 or 431.
``docs/errors.md`` explains every code.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pincite.index.values.errors import (
    ArchiveError,
    ArchiveMissing,
    CursorExpired,
    EngineUnavailable,
    LockHeld,
    NotFound,
    PinciteError,
    Problem,
    QueryError,
    RecordUnavailable,
    SchemaMismatch,
    Withdrawn,
)
from pincite.index.values.extras import ExtraMissing

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException


class Busy(PinciteError):
    """The service is already doing as much work of this kind as it can at once."""

    def __init__(self) -> None:
        super().__init__("Too many large searches or exports are running. Try again in a moment, or ask for less.")


class BodyTooLarge(PinciteError):
    """The body of a request has more than ``most`` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"The body may have at most {most:,} bytes. Send less text at a time.")


class WrongHost(PinciteError):
    """A request to `/mcp` names another host: a page may have led a browser here (DNS rebinding)."""

    def __init__(self) -> None:
        super().__init__("This service does not answer for this host. Its operator names the host in PINCITE_URL.")


class ForeignOrigin(PinciteError):
    """A request to `/mcp` comes from a page of another origin, which may not read answers."""

    def __init__(self) -> None:
        super().__init__("Pages of other origins may not call this service. Its operator can allow it: PINCITE_CORS.")


class NotInstalled(ExtraMissing):
    """A resource needs an extra. Where the archive itself lacks one, it cannot be used, and only the log says why."""


MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
_BAD_CALL, _FAILED = -32600, -32603
"""Codes of JSON-RPC: the call cannot be answered, and the service cannot answer."""

TABLE: tuple[tuple[type[Exception], HTTPStatus, str, str], ...] = (
    (QueryError, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", "The request is invalid"),
    (BodyTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", "The body is too large"),
    (WrongHost, HTTPStatus.MISDIRECTED_REQUEST, "wrong_host", "Not a host of this service"),
    (ForeignOrigin, HTTPStatus.FORBIDDEN, "foreign_origin", "Not an origin of this service"),
    (NotInstalled, HTTPStatus.NOT_IMPLEMENTED, "not_installed", "This part is not installed"),
    (NotFound, HTTPStatus.NOT_FOUND, "not_found", "Not found"),
    (Withdrawn, HTTPStatus.GONE, "withdrawn", "This statement was withdrawn"),
    (CursorExpired, HTTPStatus.GONE, "cursor_expired", "This cursor has expired"),
    (LockHeld, HTTPStatus.SERVICE_UNAVAILABLE, "locked", "The archive is being written"),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE, "busy", "The service is busy"),
    (EngineUnavailable, HTTPStatus.SERVICE_UNAVAILABLE, "engine_unavailable", "The search engine is not responding"),
    (RecordUnavailable, HTTPStatus.SERVICE_UNAVAILABLE, "record_unavailable", "The record's server is not responding"),
    (SchemaMismatch, HTTPStatus.SERVICE_UNAVAILABLE, "schema_mismatch", "The archive was built by another version"),
    (ArchiveMissing, HTTPStatus.SERVICE_UNAVAILABLE, "archive_missing", "There is no archive yet"),
    (ArchiveError, HTTPStatus.SERVICE_UNAVAILABLE, "archive_unusable", "The archive cannot be used"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as an HTTP answer. ``detail`` says what to do."""

    status: int
    code: str
    title: str
    detail: str
    errors: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, request_id: str, prefix: str = "") -> bytes:
        """Return the problem document (RFC 9457) in UTF-8. Its ``type`` is a page below ``prefix`` that explains it."""
        return _to_utf8(self._document(request_id, prefix))

    def body_for_agents(self, request_id: str, prefix: str = "") -> bytes:
        """Return the problem document as an error of JSON-RPC too: clients of agents pass on no other."""
        error = {"code": _BAD_CALL if self.status < 500 else _FAILED, "message": self.detail}
        return _to_utf8({"jsonrpc": "2.0", "id": None, "error": error, **self._document(request_id, prefix)})

    def _document(self, request_id: str, prefix: str) -> dict[str, Any]:
        return {
            "type": f"{prefix}/help/errors#{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "request_id": request_id,
            "errors": [asdict(problem) for problem in self.errors],
        }


def _to_utf8(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def code_of(error: Exception) -> str | None:
    """Return the code of an error of the tree, None for one that is in no row of the table."""
    return next((code for kind, _, code, _ in TABLE if isinstance(error, kind)), None)


def failure_of(error: Exception) -> Failure:
    """Return the HTTP answer for ``error``."""
    for kind, status, code, title in TABLE:
        if isinstance(error, kind):
            problems = error.problems if isinstance(error, QueryError) else ()
            return Failure(status, code, title, _detail(error, code), problems, _headers(status))
    # Here, as clients read the table too, and need no web framework for it.
    from starlette.exceptions import HTTPException

    if isinstance(error, HTTPException):
        return _of_http(error)
    return Failure(500, "internal", "Internal error", "This is a bug in Pincite. Report it with the request id.")


_SENTENCES = {
    "locked": "The archive is being written. Try again in a moment.",
    "engine_unavailable": "The search engine is not responding. Try again in a moment.",
    "record_unavailable": "The record's server is not responding. Try again in a moment.",
    "schema_mismatch": "The archive was built by another version of Pincite. Its operator can upgrade it.",
    "archive_missing": "There is no archive yet. Its operator can create it with `pincite ingest PATH`.",
    "archive_unusable": "The archive cannot be used now. Its operator can find the reason in the log.",
}
"""What people read when the service cannot answer. The error itself names files and servers: it goes to the log."""


def sentence_of(error: Exception) -> str:
    """Return what people read about ``error``, without paths, servers and users, which are for the operator only."""
    return _SENTENCES.get(
        failure_of(error).code, "This part does not work now. The operator can find the reason in the log."
    )


def _detail(error: Exception, code: str) -> str:
    if code in _SENTENCES:
        return _SENTENCES[code]
    if isinstance(error, QueryError):
        count = len(error.problems)
        return f"The request has {count} {'problem' if count == 1 else 'problems'}, listed under `errors`."
    return as_sentence(error)


def as_sentence(error: Exception) -> str:
    """Return an error's message with a capital letter: a terminal prints it after a name, a page and a client alone."""
    said = str(error)
    return said[:1].upper() + said[1:]


def _headers(status: HTTPStatus) -> dict[str, str]:
    return {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}


def _of_http(error: "HTTPException") -> Failure:
    status = HTTPStatus(error.status_code)
    code = status.name.lower()
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _allowed(headers.get("Allow", "GET"))
    detail = {
        404: "This address does not exist. The search page is at `/`, and the API is described at `/docs`.",
        405: f"This address accepts only {headers.get('Allow')}.",
    }.get(error.status_code, status.description or status.phrase)
    return Failure(error.status_code, code, status.phrase.capitalize(), detail, headers=headers)


def _allowed(methods: str) -> str:
    """Return the allowed methods of a resource, with those that every resource has. HEAD works wherever GET does."""
    named = {method.strip() for method in methods.split(",")}
    return ", ".join(sorted(named | {"OPTIONS"} | ({"HEAD"} if "GET" in named else set())))
