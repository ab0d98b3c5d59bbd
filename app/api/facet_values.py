"""``GET /v1/facets/{name}``: all values of one field."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.facet_values import ValueList, list_values
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import FACET_VALUES
from pincite.app.api import schemas
from pincite.app.api.answers import build_bucket
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import asking_of, links_of
from pincite.index.values.fields import FACET_NAMES

router = APIRouter(tags=["search"])
Name = Annotated[str, Path(description=f"a field: {', '.join(FACET_NAMES)}", examples=["issuer"])]


@router.get("/v1/facets/{name}", response_model=schemas.ValuesOut, **documented(FACET_VALUES, "not_found"))
def facet_values(request: Request, name: Name) -> Response:
    """The values of one field under a search: the most frequent first, or all in alphabetical order."""
    asking, links = asking_of(request), links_of(request)
    pairs = request.query_params.multi_items()
    found = list_values(name, pairs, asking.search)
    following = _next(found, pairs, links)
    body = schemas.to_json(
        schemas.ValuesOut,
        schemas.ValuesOut(
            name=name,
            values=[build_bucket(name, bucket) for bucket in found.values],
            total=found.total,
            complete=found.is_whole,
            next=following,
            commit=found.page.commit,
        ),
    )
    link = {"next": following or "", "alternate": links.at(f"/facets/{name}", pairs)}
    tag = tag_of(found.page.generation, body) if found.page.is_whole else None
    return answer(request, body, "application/json", tag=tag, link=link)


def _next(found: ValueList, pairs: list[tuple[str, str]], links: Links) -> str | None:
    if found.next_cursor is None:
        return None
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    return links.absolute(links.at(f"/v1/facets/{found.name}", [*kept, ("cursor", found.next_cursor)]))
