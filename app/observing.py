"""Sees every answer go out: a line of the access log, and what is counted for operators."""

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite.app.logs import ACCESS, with_fields

if TYPE_CHECKING:
    from pincite.app.metrics import ServiceMetrics

Access = Literal["off", "path", "full"]
_LOG = logging.getLogger(ACCESS)
_HUNG_UP = 499
"""The status that proxies give an answer that nobody waited for."""
_BEGINS = ("method", "path", "request_id")
_NO_ROUTE = "(none)"


@dataclass(slots=True)
class _Sent:
    status: int = _HUNG_UP
    size: int = 0


class Observer:
    """Wraps the whole application. ``access`` says how much of a request the log may keep; ``metrics`` may be None."""

    def __init__(self, app: ASGIApp, access: Access, metrics: "ServiceMetrics | None") -> None:
        self._app, self._access, self._metrics = app, access, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http" or (self._access == "off" and self._metrics is None):
            await self._app(scope, receive, send)
            return
        state, sent = scope.setdefault("state", {}), _Sent()
        started = state.setdefault("arrived", time.monotonic())

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
            else:
                sent.size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._note(scope, sent, time.monotonic() - started)

    def _note(self, scope: Scope, sent: _Sent, seconds: float) -> None:
        if self._metrics is not None:
            route = scope["state"].get("route", _NO_ROUTE)
            self._metrics.answered(route, scope["method"], sent.status, seconds)
        if self._access != "off":
            _log(_line(scope, sent, seconds), full=_more(scope) if self._access == "full" else {})


def note_malformed(status: int, code: str, request_id: str, metrics: "ServiceMetrics | None", access: Access) -> None:
    """Note a request that was refused before it could be read."""
    if metrics is not None:
        metrics.refused(code)
        metrics.answered(_NO_ROUTE, "other", status, 0.0)
    if access != "off":
        _log({"request_id": request_id, "method": "-", "path": "-", "status": status, "code": code}, full={})


def _line(scope: Scope, sent: _Sent, seconds: float) -> dict[str, object]:
    return {
        "request_id": scope["state"].get("request_id", ""),
        "method": scope["method"],
        "path": scope["path"],
        "status": sent.status,
        "ms": round(seconds * 1000, 1),
        "bytes": sent.size,
    }


def _more(scope: Scope) -> dict[str, object]:
    client = scope.get("client")
    return {"query": scope["query_string"].decode("ascii", "backslashreplace"), "client": client[0] if client else ""}


def _log(line: dict[str, object], *, full: dict[str, object]) -> None:
    values = line | full
    shown = " ".join(f"{name}={value}" for name, value in values.items() if name not in _BEGINS)
    _LOG.info("%s %s %s", line["method"], line["path"], shown, extra=with_fields(values))
