"""``GET /v1/facets/{name}``: all values of one field."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.facet_values import list_values
from pincite.app.answering.parameters import FACET_VALUES
from pincite.app.api import schemas
from pincite.app.api.lists import build_values
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
    values = build_values(found, pairs, links)
    body = schemas.to_json(schemas.ValuesOut, values)
    link = {"next": values["next"] or "", "alternate": links.at(f"/facets/{name}", pairs)}
    tag = tag_of(found.page.generation, body) if found.page.is_whole else None
    return answer(request, body, "application/json", tag=tag, link=link)
