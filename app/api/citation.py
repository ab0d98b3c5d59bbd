"""``GET /v1/statements/{id}/citation``: a citation in a style or format, chosen by name or by the Accept header."""

import datetime

from fastapi import APIRouter, Request, Response

from pincite.app.answering.accepted import read_accept
from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.citation import build_work
from pincite.app.answering.parameters import CITATION
from pincite.app.answering.request import parse_citation
from pincite.app.answering.source import name_download
from pincite.app.api.openapi import documented
from pincite.app.api.statements import Id
from pincite.app.dependencies.serving import archive_of, links_of
from pincite.index.citing.styles import STYLES, CitationStyle, style_of

router = APIRouter(tags=["statements"])
_TEXT, _ITEMS = {"type": "string"}, {"type": "array", "items": {"type": "object"}}
_CONTENT = {style.media_type: {"schema": _ITEMS if style.ending == "json" else _TEXT} for style in STYLES}


@router.get(
    "/v1/statements/{id}/citation",
    response_class=Response,
    **documented(CITATION, "not_found", "withdrawn", content=_CONTENT, says="The citation"),
)
def citation(request: Request, id: Id) -> Response:  # noqa: A002
    """The citation of a statement or of one paragraph, in a style for people or a format for reference managers."""
    asked = parse_citation(request.query_params.multi_items())
    style = style_of(asked.style) if asked.style else _accepted(request.headers.get("accept", ""))
    links = links_of(request)
    stored = archive_of(request).statement(id, asked.version)
    today = datetime.datetime.now(datetime.UTC).date()
    work = build_work(stored, asked.paragraph, links, request.app.state.site.name, today)
    body = style.render(work).encode("utf-8", "replace")
    link = {"describedby": links.resource(id, stored.version)}
    found = answer(request, body, f"{style.media_type}; charset=utf-8", tag=tag_of(style.name, body), link=link)
    found.headers["Vary"] = "Accept, Accept-Encoding"
    if not style.is_prose:
        found.headers["Content-Disposition"] = name_download(f"{work.key}.{style.ending}")
    return found


def _accepted(header: str) -> CitationStyle:
    """Return the style whose media type the header likes most, of equal ones the first."""
    likes = read_accept(header)
    return max(STYLES, key=lambda style: likes(style.media_type))
