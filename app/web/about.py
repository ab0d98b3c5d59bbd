"""``/about``: whose archive this is, and its logo, from the texts of the site."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.site import Site
from pincite.app.web.rendering import render_page
from pincite.index.values.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/about")
def about(request: Request) -> Response:
    """What the operator says about the archive, whom to ask, and the licence."""
    body = render_page(request, "about.html")
    return answer(request, body, "text/html; charset=utf-8", tag=tag_of(body))


@router.get("/logo")
def logo(request: Request) -> Response:
    """The logo of the site."""
    site: Site = request.app.state.site
    if site.logo is None:
        raise NotFound("This archive has no logo.")
    return answer(request, site.logo.body, site.logo.media_type, tag=tag_of(site.logo.body))
