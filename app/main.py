"""The web service: creates the application, and opens and closes its archive."""

import logging
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Mount, Route

from pincite.app.agents.desk import Desk
from pincite.app.agents.endpoint import Endpoint
from pincite.app.answering.links import Links
from pincite.app.answering.markdown_text import prefers_markdown
from pincite.app.api import (
    agreed_wording,
    changes,
    citation,
    compare,
    document,
    export,
    facet_values,
    health,
    quotations,
    search,
    statements,
    suggest,
    timeline,
)
from pincite.app.api.openapi import errors_everywhere
from pincite.app.compression import Compression
from pincite.app.dependencies import Opener, open_archive
from pincite.app.dependencies.apart import Apart
from pincite.app.dependencies.lanes import Lanes
from pincite.app.dependencies.measuring import state_of
from pincite.app.dependencies.serving import ArchiveHolder
from pincite.app.errors import MEDIA_TYPE, Busy, failure_of
from pincite.app.feeds import serving_feeds
from pincite.app.gate import Brake, Gate
from pincite.app.logs import set_up_log
from pincite.app.memory import keep_freed_memory, set_aside_what_stays, share_one_heap
from pincite.app.middleware import Envelope
from pincite.app.observing import Observer
from pincite.app.settings import Settings
from pincite.app.site import read_site
from pincite.app.web import (
    about,
    changes_pages,
    check_page,
    compare_page,
    discovery,
    docs,
    help_page,
    pages,
    reading_room,
    wording_pages,
)
from pincite.app.web.rendering import render_page
from pincite.app.web.static_files import KeptFiles
from pincite.app.web.templating import STATIC
from pincite.index.query.deadline import Abandoned
from pincite.index.values.errors import PinciteError, describe

if TYPE_CHECKING:
    from pincite.app.metrics import ServiceMetrics

_JSON_PATHS = ("/v1/", "/mcp", "/livez", "/readyz", "/openapi.json")
_TURN_SECONDS = 0.0005
"""A tenth of Python's default switch interval. A light answer may take turns with a dozen heavy ones."""
_LOG = logging.getLogger("pincite")
_SUMMARY = "A searchable archive of official statements that answers with the paragraph and its citation."
_API = (
    search,
    facet_values,
    statements,
    changes,
    compare,
    timeline,
    agreed_wording,
    citation,
    suggest,
    export,
    quotations,
    health,
    document,
)
_PAGES = (
    pages,
    changes_pages,
    reading_room,
    check_page,
    compare_page,
    wording_pages,
    about,
    docs,
    help_page,
    discovery,
    serving_feeds,
)


def create_app(
    settings: Settings,
    opener: Opener = open_archive,
    apart: Apart | None = None,
    scrapes: socket.socket | None = None,
) -> FastAPI:
    """Return the application. Its lifespan opens the archive. While there is none, answers are 503.

    ``apart`` answers large searches, if it is given. On ``scrapes`` it answers ``/metrics``; without it nothing is
    counted.
    """
    holder, lanes = ArchiveHolder(settings, opener), Lanes()
    app = document.Application(
        title="Pincite",
        summary=_SUMMARY,
        version=version("pincite"),
        lifespan=_lifespan,
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Clients that are made of the description call their functions by it.
        generate_unique_id_function=lambda route: route.name,
        responses=errors_everywhere(),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.holder, app.state.lanes, app.state.links = holder, lanes, Links(settings.base)
    app.state.apart, app.state.site = apart, read_site(settings.site_name, settings.site_texts)
    app.state.access, app.state.scrapes = settings.access_log, scrapes
    app.state.brake = Brake()
    app.state.metrics = None if scrapes is None else _metrics_of(holder)
    for room in (*_API, *_PAGES):
        app.include_router(room.router)
    app.state.agents = Endpoint(settings, Desk(app.state))
    app.router.routes.append(Route("/mcp", app.state.agents, methods=["POST"], include_in_schema=False))
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    for kind in (PinciteError, Abandoned, ClientDisconnect, HTTPException, Exception):
        app.add_exception_handler(kind, _on_error)
    app.add_exception_handler(Busy, _on_busy)
    app.add_middleware(Compression, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Gate, refuse=_on_error, brake=app.state.brake)
    app.add_middleware(Envelope, refuse=_on_error, shared=settings.is_shared)
    app.add_middleware(Observer, access=settings.access_log, metrics=app.state.metrics)
    return app


def _metrics_of(holder: ArchiveHolder) -> "ServiceMetrics":
    # Imported here: a service that nobody asks for numbers does not load what counts them.
    from pincite.app.metrics import ServiceMetrics

    return ServiceMetrics(partial(state_of, holder))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    holder, lanes, apart = app.state.holder, app.state.lanes, app.state.apart
    try:
        await run_in_threadpool(holder.get)
    except PinciteError as error:
        _LOG.warning("%s", error)
    except Exception as error:
        # As for a request: log the error, and answer what is possible.
        _LOG.warning("the archive cannot be opened: %s", describe(error))
    with _answering_scrapes(app):
        # Given to connections too, which answer what is too malformed to reach the application.
        yield {"metrics": app.state.metrics, "access": app.state.access}
    lanes.end()
    await app.state.agents.end()
    if apart is not None:
        await run_in_threadpool(apart.close)
    await run_in_threadpool(holder.close)


@contextmanager
def _answering_scrapes(app: FastAPI) -> Iterator[None]:
    """Answer ``/metrics`` until the block ends, if there is a socket for it."""
    if app.state.scrapes is None:
        yield
        return
    from pincite.app.metrics_serving import MetricsServer

    server = MetricsServer(app.state.scrapes, app.state.metrics)
    server.start()
    try:
        yield
    finally:
        server.close()


def create_from_environment(scrapes: socket.socket | None = None) -> FastAPI:
    """Return the application for a worker process, which gets its settings only from the environment."""
    sys.setswitchinterval(_TURN_SECONDS)
    share_one_heap()
    keep_freed_memory()
    settings = Settings()
    set_up_log(settings.log_format, settings.level)
    app = create_app(settings, partial(open_archive, watch=True), Apart(), scrapes)
    set_aside_what_stays()
    return app


async def _on_busy(request: Request, error: Exception) -> Response:
    await request.app.state.brake.hold()
    return _on_error(request, error)


def _on_error(request: Request, error: Exception) -> Response:
    if isinstance(error, (Abandoned, ClientDisconnect)):
        return Response(status_code=503)
    if isinstance(error, HTTPException) and error.status_code == 405:
        error = _of_all_methods(request, error)
    failure = failure_of(error)
    if request.app.state.metrics is not None:
        request.app.state.metrics.refused(failure.code)
    request_id: str = request.scope.get("state", {}).get("request_id", "")
    if failure.status == 500:
        _LOG.error("request %s failed", request_id, exc_info=error)
    if failure.status == 503 and not isinstance(error, Busy):
        _LOG.warning("request %s: %s", request_id, error)
    headers = {**failure.headers, "Cache-Control": "no-store"}
    if failure.status == 405 and request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    if request.url.path == "/mcp":
        body = failure.body_for_agents(request_id, request.app.state.links.prefix)
        return Response(body, failure.status, headers, "application/json")
    if request.url.path.startswith(_JSON_PATHS) or prefers_markdown(request.headers.get("accept", "")):
        return Response(failure.body(request_id, request.app.state.links.prefix), failure.status, headers, MEDIA_TYPE)
    page = render_page(request, "error.html", failure=failure, request_id=request_id)
    return Response(page, failure.status, headers, "text/html")


def _of_all_methods(request: Request, error: HTTPException) -> HTTPException:
    """Return a 405 that allows what any route of the address answers. The framework names those of the first one."""
    allowed = [method for method in ("GET", "POST") if _is_answered(request, method)]
    return HTTPException(error.status_code, headers={"Allow": ", ".join(allowed)}) if allowed else error


def _is_answered(request: Request, method: str) -> bool:
    """Whether a route takes the method. A folder of files takes any, and refuses later."""
    scope, routes = {**request.scope, "method": method}, request.app.router.routes
    return any(route.matches(scope)[0] is Match.FULL for route in routes if not isinstance(route, Mount))
