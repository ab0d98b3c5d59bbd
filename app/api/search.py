"""``GET /v1/search``."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, page_tag
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import MAX_OFFSET, SEARCH
from pincite.app.answering.request import SearchRequest, parse_search
from pincite.app.api import schemas
from pincite.app.api.answers import build_search
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import archive_of, links_of
from pincite.index.query.render import render
from pincite.index.results import SearchPage

router = APIRouter(tags=["search"])


@router.get("/v1/search", response_model=schemas.SearchOut, **documented(SEARCH, "cursor_expired"))
def search(request: Request) -> Response:
    """Search the archive: hits, exact counts, facets, histogram. Without q it is everything, newest first."""
    archive, links = archive_of(request), links_of(request)
    asked = parse_search(request.query_params.multi_items())
    page = archive.search(asked.query)
    next_link = build_next(asked, page, links)
    found = build_search(
        page,
        links,
        understood=render(page.query.match),
        explained=asked.explained(page),
        explain_hits=asked.explain == "hits",
        next_link=next_link,
        pairs=asked.pairs,
    )
    link = {"next": next_link or "", "alternate": links.at("/", asked.pairs)}
    body = schemas.to_json(schemas.SearchOut, found)
    return answer(request, body, "application/json", tag=page_tag(page, request.scope["query_string"]), link=link)


def build_next(asked: SearchRequest, page: SearchPage, links: Links) -> str | None:
    """Return the address of the next page: by cursor in a walk, else by offset as far as offsets reach."""
    pairs = [pair for pair in asked.pairs if pair[0] not in ("cursor", "offset")]
    if asked.query.cursor:
        return links.at("/v1/search", [*pairs, ("cursor", page.next_cursor)]) if page.next_cursor else None
    total = page.total
    after = asked.query.offset + len(page.hits)
    if not page.hits or after >= total or after > MAX_OFFSET:
        return None
    return links.at("/v1/search", [*pairs, ("offset", str(after))])
