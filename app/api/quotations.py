"""``POST /v1/quotes/check``."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pincite.app.answering.answer import answer
from pincite.app.answering.body_pairs import refuse_address
from pincite.app.answering.check_request import MOST_BYTES, MOST_CHARACTERS, MOST_QUOTATIONS, CheckRequest, parse_check
from pincite.app.answering.parameters import FILTERS
from pincite.app.answering.quote_checking import CheckAnswer
from pincite.app.api import quote_schemas
from pincite.app.api.openapi import body_member, documented
from pincite.app.api.quote_answers import build_check
from pincite.app.api.schemas import to_json
from pincite.app.dependencies.bodies import read_body
from pincite.app.dependencies.checking_quotes import check_in_turn
from pincite.app.dependencies.serving import links_of

router = APIRouter(tags=["quotations"])
_EXAMPLE = {"quotes": ["the ironclad U.S. defense commitment to the ROK"], "issuer": ["United States"]}


def _described() -> dict[str, Any]:
    filters = {one.name: body_member(one, is_array=True) for one in FILTERS}
    text = {"type": "string", "maxLength": MOST_CHARACTERS, "description": "a text whose quotations are checked"}
    quotes = {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": MOST_QUOTATIONS,
        "description": "quotations without their marks",
    }
    members = {"text": text, "quotes": quotes, **filters}
    schema = {
        "type": "object",
        "properties": members,
        "additionalProperties": False,
        "oneOf": [{"required": ["text"]}, {"required": ["quotes"]}],
    }
    return {"required": True, "content": {"application/json": {"schema": schema, "example": _EXAMPLE}}}


_DOCUMENTED = documented((), "body_too_large", body=_described())


@router.post("/v1/quotes/check", response_model=quote_schemas.CheckOut, **_DOCUMENTED)
async def check_quotes(request: Request) -> Response:
    """Check quotations against all current and replaced versions: verdict, differences, places, exact counts."""
    refuse_address(request.query_params.multi_items())
    asked = parse_check(await read_body(request, MOST_BYTES))
    body = await run_in_threadpool(_answer, request, asked)
    return answer(request, body, "application/json", tag=None)


def _answer(request: Request, asked: CheckRequest) -> bytes:
    found: CheckAnswer = check_in_turn(request, asked)
    return to_json(quote_schemas.CheckOut, build_check(found, asked.pairs, links_of(request)))
