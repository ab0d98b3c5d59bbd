"""Pages of a running service. The terminal renders templates too, and loads no web framework for it."""

from typing import Any

from starlette.requests import Request

from pincite.app.web.templating import render_template


def render_page(request: Request, name: str, **values: Any) -> bytes:
    """Render the template ``name`` as a page of this service, in UTF-8."""
    state = request.app.state
    return render_template(name, state.links, site=state.site, **values)
