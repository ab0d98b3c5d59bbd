"""``GET /v1/search``, and the list of statements that a search finds."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, page_tag, timed
from pincite.app.answering.answered import Answered
from pincite.app.answering.parameters import LIST, SEARCH
from pincite.app.answering.request import parse_list, parse_search
from pincite.app.api import schemas
from pincite.app.api.answers import build_list, build_search
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import asking_of, links_of

router = APIRouter(tags=["search"])


@router.get("/v1/search", response_model=schemas.SearchOut, **documented(SEARCH, "cursor_expired"))
def search(request: Request) -> Response:
    """Search the archive: hits, exact counts, facets, histogram. Without q it lists everything, newest first."""
    asking, links = asking_of(request), links_of(request)
    asked = parse_search(request.query_params.multi_items())
    answered = Answered(asked, asking.search(asked.query))
    found = build_search(answered, links)
    link = {"next": found["next"] or "", "alternate": links.at("/", _as_page(asked.pairs))}
    tag = page_tag(answered.page, request.scope["query_string"])
    body = schemas.to_json(schemas.SearchOut, found)
    return timed(answer(request, body, "application/json", tag=tag, link=link), answered.page.took_ms)


@router.get("/v1/statements", response_model=schemas.ListOut, **documented(LIST, "cursor_expired"))
def statements(request: Request) -> Response:
    """List the statements that a search finds, without their paragraphs. Without q it lists all, newest first."""
    asking, links = asking_of(request), links_of(request)
    asked = parse_list(request.query_params.multi_items())
    answered = Answered(asked, asking.search(asked.query))
    found = build_list(answered, links)
    tag = page_tag(answered.page, request.scope["query_string"], "list")
    link = {"next": found["next"] or "", "alternate": links.at("/", asked.pairs)}
    body = schemas.to_json(schemas.ListOut, found)
    return timed(answer(request, body, "application/json", tag=tag, link=link), answered.page.took_ms)


def _as_page(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of the page that lists the same hits: pages group them by statement unless told otherwise."""
    given = {name for name, value in pairs if value}
    return [*pairs, *([] if "group" in given else [("group", "paragraph")])]
