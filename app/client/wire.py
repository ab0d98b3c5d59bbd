"""What both clients do over HTTP: addresses, how long they try again, and what an answer means."""

import os
import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn, cast

import httpx

from pincite.app.client.failures import read_failure
from pincite.app.client.questions import A, Question
from pincite.app.client.replies import read_reply
from pincite.app.client.unanswered import ForeignAnswer, ServiceLacks, ServiceTimeout, ServiceUnreachable, tell
from pincite.index.values.errors import PinciteError, Problem, QueryError

DESCRIBED: Question[Mapping[str, Any]] = Question("/openapi.json")
"""What resources the service has."""
TIMEOUT, PATIENCE = 30.0, 20.0
"""Seconds for one answer, and for trying again where the service asks for it."""
_TRIES = 5
_TRUSTED = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_MISSING = (404, 405)
_JSON = ("application/json",)
_FILES = ("text/csv", "application/x-ndjson")
_LOOPBACK = ("localhost", "127.")
_HOST = re.compile(r"[\w.-]+(:[0-9]+)?")


class TryLater(PinciteError):
    """The service asks to try again after so many seconds; ``error`` is what is raised in the end."""

    def __init__(self, error: PinciteError, seconds: float) -> None:
        super().__init__(str(error))
        self.error, self.seconds = error, seconds


def parse_base(url: str) -> str:
    """Return the base of a service without a slash at its end. Raises QueryError."""
    try:
        parts = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        parts = httpx.URL("")
    if parts.scheme not in ("http", "https") or not parts.host or parts.query or parts.fragment or parts.userinfo:
        expected = "the base of a service such as https://archive.example.org, without ?, # and a user name"
        scheme = "http" if url.startswith(_LOOPBACK) else "https"
        mend = f"{scheme}://{url}" if _HOST.fullmatch(url) else None
        raise tell(QueryError(Problem("url", None, "malformed_value", expected, mend)), "invalid_request", repr(url))
    return str(parts).rstrip("/")


def settings_of(timeout: float, ca: Path | str | None, headers: Mapping[str, str] | None) -> dict[str, Any]:
    """Return what a client of httpx is made with. Redirects are not followed: they show that the base is wrong."""
    return {
        "timeout": timeout,
        "verify": _trust(None if ca is None else str(ca), *map(os.environ.get, _TRUSTED)),
        "headers": {"User-Agent": f"pincite/{own_version()}", "Accept": "application/json", **(headers or {})},
    }


@lru_cache(maxsize=8)
def _trust(file: str | None, *_: str | None) -> ssl.SSLContext:
    """Return whom to trust. To read the certificates takes 80 ms, so that clients share what was read."""
    if file is None:
        return httpx.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=file)
    except OSError as error:
        expected = f"a file with certificates in PEM, but {error.strerror or error}"
        raise QueryError(Problem("ca", None, "malformed_value", expected)) from error


@lru_cache(maxsize=1)
def own_version() -> str:
    """The version of this client."""
    return version("pincite")


def request_of(client: httpx.Client | httpx.AsyncClient, base: str, question: Question[Any]) -> httpx.Request:
    """Return the request that asks a question. Raises QueryError for more than an address can hold."""
    if client.is_closed:
        says = "This client is closed: ask inside its `with`, or make a new one."
        raise tell(ServiceUnreachable(says), None, base + question.path)
    sent = None if question.body is None else {"Content-Type": "application/json"}
    address, params = base + question.path, question.pairs or None
    try:
        return client.build_request(question.method, address, params=params, content=question.content, headers=sent)
    except httpx.InvalidURL as error:
        name = max(question.pairs, key=lambda pair: len(pair[1]), default=("id", ""))[0]
        problem = Problem(name, None, "too_long", "fewer or shorter values: all of them are one address")
        raise tell(QueryError(problem), "invalid_request", base + question.resource) from error


def bounds_of(patience: float) -> dict[str, Any]:
    """Return how often a question is tried: again only when the service says when, and within ``patience`` seconds."""
    return {"on": _wait(patience), "attempts": _TRIES, "timeout": None, "wait_jitter": 0.0}


def _wait(patience: float) -> Callable[[Exception], bool | float]:
    end = time.monotonic() + patience

    def seconds_until_next(error: Exception) -> bool | float:
        if not isinstance(error, TryLater) or time.monotonic() + error.seconds > end:
            return False
        return float(error.seconds)

    return seconds_until_next


@contextmanager
def reaching(request: httpx.Request, timeout: float) -> Iterator[None]:
    """Turn what goes wrong on the way into our errors; whatever gave up trying again becomes its last error."""
    try:
        yield
    except TryLater as late:
        raise late.error from None
    except httpx.TimeoutException as error:
        says = (
            f"No answer within {timeout:g} seconds. Ask for less, try again later, or give the client more `timeout`."
        )
        raise tell(ServiceTimeout(says), None, where_of(request)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise tell(ServiceUnreachable(_why(request, error)), None, where_of(request)) from error


def _why(request: httpx.Request, error: Exception) -> str:
    host = request.url.netloc.decode("ascii", "replace")
    said = str(error) or type(error).__name__
    if "CERTIFICATE" in said.upper():
        return f"The certificate of {host} is not trusted ({said}). Name a file of CA certificates with `ca=`."
    if "SSL" in said.upper() or "TLS" in said.upper():
        return f"No TLS with {host} ({said}). If the service has no TLS, its base begins with http://."
    if isinstance(error, httpx.ConnectError):
        return f"No connection to {host} ({said}). Check the base URL, and that `pincite serve` runs there."
    if isinstance(error, httpx.ProxyError):
        return f"The proxy refuses ({said}). Check HTTPS_PROXY, or name {host} in NO_PROXY."
    return f"The connection to {host} broke off ({said}). Try again."


def where_of(request: httpx.Request) -> str:
    """Return what was asked, for people."""
    return f"{request.method} {request.url}"


def is_description_wanted(question: Question[Any], response: httpx.Response) -> bool:
    """Whether a refusal may mean that the service lacks the resource: only its description can tell."""
    return response.status_code in _MISSING and question is not DESCRIBED


def read_answer(question: Question[A], response: httpx.Response, described: Mapping[str, Any] | None) -> A:
    """Return the JSON of an answer that was read. ``described`` is the service's description, if it was asked for."""
    found = read_reply(response.content) if response.status_code == 200 and _media_type(response) in _JSON else None
    if found is None:
        refuse(question, response, described)
    return cast("A", found)


def is_file(response: httpx.Response) -> bool:
    """Whether an answer is an export."""
    return response.status_code == 200 and _media_type(response) in _FILES


def refuse(question: Question[Any], response: httpx.Response, described: Mapping[str, Any] | None) -> NoReturn:
    """Raise what an answer means that is not the one expected; TryLater where the service says when."""
    where = where_of(response.request)
    failure = read_failure(_media_type(response), response.content, where)
    if response.status_code in _MISSING and failure is not None and _lacks(question, described):
        raise tell(ServiceLacks(_lacking(question, described)), failure.code, where)
    error = failure or tell(ForeignAnswer(_foreign(response)), None, where)
    after = response.headers.get("retry-after", "")
    if response.status_code == 503 and after.isascii() and after.isdigit() and len(after) < 6:
        raise TryLater(error, float(after))
    raise error


def _lacks(question: Question[Any], described: Mapping[str, Any] | None) -> bool:
    """Whether the service has no such resource. Without a description, only what needs no id is known to exist."""
    paths = None if described is None else described.get("paths")
    if not isinstance(paths, Mapping):
        return not question.named
    methods = {_bare(path): methods for path, methods in paths.items()}.get(_bare(question.resource), {})
    return question.method.lower() not in methods


def _bare(path: str) -> str:
    """Return a path of a description without the names of its parameters: only their places count."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def _lacking(question: Question[Any], described: Mapping[str, Any] | None) -> str:
    about = (described or {}).get("info")
    its = about.get("version") if isinstance(about, Mapping) else None
    lacks = f"This service does not have `{question.method} {question.resource}`."
    if its:
        return f"{lacks} It runs Pincite {its}, and this client is {own_version()}. Ask its operator to upgrade it."
    return f"{lacks} Check the base URL. If it is right, ask the operator to upgrade the service to {own_version()}."


def _foreign(response: httpx.Response) -> str:
    status, media = response.status_code, _media_type(response) or "nothing"
    host = response.request.url.netloc.decode("ascii", "replace")
    if response.is_redirect:
        return f"{host} sends readers on to {response.headers.get('location', '?')}. Use that address as the base URL."
    if status in (401, 403, 407):
        return f"{host} refuses access ({status}). If a proxy in front asks for a login, pass it in `headers`."
    if status in (502, 503, 504):
        return f"A proxy at {host} answers {status}: the service behind it does not. Try again later."
    return (
        f"{host} answered {status} with {media}, which is not an answer of Pincite. Check the base URL; "
        "a login page or a proxy may have answered."
    )


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
