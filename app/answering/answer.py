"""An HTTP answer with its validator. Unchanged answers are 304, and nothing that may be wrong is cached."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from pincite.index.results import SearchPage

_REVALIDATE = "no-cache"
_MOST_LINKED = 6_000
"""Characters of a ``Link`` header. It may repeat the request, and many proxies refuse a head above 8,000 bytes."""


def tag_of(*parts: object) -> str:
    """Return a weak ETag for an answer that is determined by ``parts``: bytes, or anything with a ``str``."""
    said = b"\x00".join(part if isinstance(part, bytes) else str(part).encode("utf-8", "replace") for part in parts)
    digest = hashlib.sha256(said).hexdigest()
    return f'W/"{digest[:24]}"'


def page_tag(page: SearchPage, *parts: object) -> str | None:
    """Return the tag of an answer, from its generation and commit. None if time ran out: it is never cached."""
    return state_tag(page.generation, page.commit, *parts) if page.is_whole else None


def state_tag(generation: str, commit: int, *parts: object) -> str:
    """Return the tag of an answer that is determined by the state of the archive and by ``parts``."""
    return tag_of(generation, commit, _program(), *parts)


@lru_cache(maxsize=1)
def _program() -> str:
    """The version of the program. A newer one may word the same answer differently."""
    return version("pincite")


def answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    tag: str | None,
    link: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return the body, or 304 when the client already has it. ``link`` maps relations to addresses."""
    headers = {"Cache-Control": _REVALIDATE if tag else "no-store"}
    if tag:
        headers["ETag"] = tag
    said = ", ".join(f'<{target}>; rel="{relation}"' for relation, target in (link or {}).items() if target)
    if said and len(said) <= _MOST_LINKED:
        headers["Link"] = said
    if tag and has_tag(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)


def timed(response: Response, took_ms: float) -> Response:
    """Say how long the search took (``Server-Timing``): browsers show it beside what the network took."""
    response.headers["Server-Timing"] = f"search;dur={took_ms:.1f}"
    return response


def has_tag(header: str, tag: str) -> bool:
    """Whether an ``If-None-Match`` names the tag, compared weakly (RFC 9110 §13.1.2)."""
    given = [one.strip().removeprefix("W/") for one in header.split(",")]
    return header.strip() == "*" or tag.removeprefix("W/") in given
