"""``GET`` and ``POST /v1/variants``."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pincite.app.answering.answer import answer
from pincite.app.answering.body_pairs import at_pointers, read_body_pairs, refuse_address
from pincite.app.answering.links import Pairs
from pincite.app.answering.parameters import VARIANTS
from pincite.app.answering.variants_request import VariantsRequest, parse_variants
from pincite.app.api import wording_schemas
from pincite.app.api.openapi import body_member, documented
from pincite.app.api.schemas import to_json
from pincite.app.api.variant_answers import build_variants
from pincite.app.dependencies.bodies import read_body
from pincite.app.dependencies.serving import links_of
from pincite.app.dependencies.tracing_wordings import find_in_turn
from pincite.index.values.errors import QueryError

router = APIRouter(tags=["wording"])
MOST_BYTES = 256 * 1024
"""The most bytes of a body."""
_ERRORS = ("not_found", "withdrawn", "cursor_expired")


def _described() -> dict[str, Any]:
    members = {one.name: body_member(one) for one in VARIANTS}
    members["statement"]["pattern"] = r"\S"
    schema = {
        "type": "object",
        "properties": members,
        "additionalProperties": False,
        "oneOf": [
            {
                "required": ["text"],
                "not": {"anyOf": [{"required": [name]} for name in ("statement", "paragraph", "version")]},
            },
            {"required": ["statement", "paragraph"], "not": {"required": ["text"]}},
        ],
    }
    example = {"text": "the ironclad commitment to the alliance", "similarity": "0.75"}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


_DOCUMENTED = documented((), "body_too_large", *_ERRORS, body=_described())


@router.get("/v1/variants", response_model=wording_schemas.VariantsOut, **documented(VARIANTS, *_ERRORS))
def variants(request: Request) -> Response:
    """All forms of a wording, by their first use: every passage that is similar enough, and none that is not."""
    pairs = request.query_params.multi_items()
    return _answer(request, parse_variants(pairs), pairs, has_body=False)


@router.post("/v1/variants", response_model=wording_schemas.VariantsOut, **_DOCUMENTED)
async def variants_of_text(request: Request) -> Response:
    """The same for a text in the body, which may be longer than an address."""
    refuse_address(request.query_params.multi_items())
    pairs = read_body_pairs(await read_body(request, MOST_BYTES), VARIANTS)
    try:
        asked = parse_variants(pairs)
    except QueryError as error:
        raise at_pointers(error) from error
    return await run_in_threadpool(_answer, request, asked, pairs, has_body=True)


def _answer(request: Request, asked: VariantsRequest, pairs: Pairs, *, has_body: bool) -> Response:
    links = links_of(request)
    told = build_variants(asked, find_in_turn(request, asked, has_body=has_body), links)
    link = {"alternate": links.at("/variants", pairs), "next": told["next"] or ""} if not has_body else None
    return answer(request, to_json(wording_schemas.VariantsOut, told), "application/json", tag=None, link=link)
