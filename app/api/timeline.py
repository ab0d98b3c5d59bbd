"""``GET /v1/timeline``."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, state_tag
from pincite.app.answering.parameters import TIMELINE
from pincite.app.answering.timeline_request import parse_timeline
from pincite.app.api import wording_schemas
from pincite.app.api.openapi import documented
from pincite.app.api.schemas import to_json
from pincite.app.api.timeline_answers import build_timeline_out, write_timeline
from pincite.app.dependencies.serving import links_of
from pincite.app.dependencies.tracing_wordings import trace_in_turn

router = APIRouter(tags=["wording"])
_CSV = "text/csv; charset=utf-8"
_DOCUMENTED = documented(TIMELINE)
_DOCUMENTED["responses"][200] = {"content": {"text/csv": {"schema": {"type": "string"}}}}


@router.get("/v1/timeline", response_model=wording_schemas.TimelineOut, **_DOCUMENTED)
def timeline(request: Request) -> Response:
    """How often wordings are used, by intervals of time, beside all that the archive has of each interval."""
    pairs = request.query_params.multi_items()
    asked = parse_timeline(pairs)
    found, took_ms = trace_in_turn(request, asked)
    links = links_of(request)
    told = build_timeline_out(asked, found, links, took_ms)
    tag = (
        None if found.partial else state_tag(found.generation, found.commit, asked.format, *map(str, pairs), links.base)
    )
    if asked.format == "csv":
        made = answer(request, write_timeline(told).encode("utf-8", "replace"), _CSV, tag=tag)
        made.headers["Content-Disposition"] = 'attachment; filename="timeline.csv"'
        return made
    body = to_json(wording_schemas.TimelineOut, told)
    link = {"alternate": links.at("/timeline", pairs)}
    return answer(request, body, "application/json", tag=tag, link=link)
