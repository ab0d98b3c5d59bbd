"""``/livez``: the process runs. ``/readyz``: it can answer requests, or says which part cannot and why."""

import asyncio
from contextvars import copy_context

from fastapi import APIRouter, Request, Response

from pincite.app.api import schemas
from pincite.app.dependencies.serving import holder_of
from pincite.index.text.variants import stemmer_version

router = APIRouter(tags=["health"])
_NO_STORE = {"Cache-Control": "no-store"}


@router.get("/livez", response_model=dict[str, str])
async def livez() -> Response:
    """The process runs."""
    return Response('{"status": "alive"}', headers=_NO_STORE, media_type="application/json")


@router.get("/readyz", response_model=schemas.ReadyOut, responses={503: {"model": schemas.ReadyOut}})
async def readyz(request: Request) -> Response:
    """Each part of the service: ready, or why not."""
    holder = holder_of(request)
    # A thread of our own, unlike those of the framework, does not know which request it works for.
    found = await asyncio.get_running_loop().run_in_executor(holder.aside, copy_context().run, holder.parts)
    parts = [schemas.PartOut(part=part, ready=ready, why=why) for part, ready, why in found]
    is_ready = all(part["ready"] for part in parts)
    versions = {"pincite": request.app.version, "pystemmer": stemmer_version()}
    body = schemas.to_json(schemas.ReadyOut, schemas.ReadyOut(ready=is_ready, parts=parts, versions=versions))
    return Response(body, 200 if is_ready else 503, _NO_STORE, "application/json")
