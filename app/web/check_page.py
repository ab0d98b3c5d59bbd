"""The page ``/check``: paste a text or a quotation, and read the verdicts. It needs no script."""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from pincite.app.answering.answer import answer
from pincite.app.answering.check_request import MOST_BYTES, parse_check_form
from pincite.app.dependencies.bodies import read_body
from pincite.app.dependencies.checking_quotes import check_in_turn
from pincite.app.dependencies.serving import links_of
from pincite.app.web.check_view import CheckView, build_check_view
from pincite.app.web.rendering import render_page
from pincite.index.values.errors import Problem, QueryError

router = APIRouter(include_in_schema=False)
_HTML = "text/html; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1_000


@router.get("/check")
async def check_form(request: Request) -> Response:
    """The form; with ``text`` in the address, its verdicts too."""
    pairs = request.query_params.multi_items()
    return await _answer(request, _text_of(pairs), pairs)


@router.post("/check")
async def check_text(request: Request) -> Response:
    """The verdicts on the text of the form. Filters stand in the address or in the form."""
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind != _FORM:
        raise QueryError(Problem("text", None, "malformed_value", f"a form as {_FORM}"))
    body = await read_body(request, MOST_BYTES)
    pairs = [*request.query_params.multi_items(), *_read_form(body)]
    return await _answer(request, _text_of(pairs), pairs)


def _read_form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise QueryError(Problem("text", None, "not_utf8", "a form in UTF-8")) from None


def _text_of(pairs: list[tuple[str, str]]) -> str:
    # A form sends line ends as CR LF.
    return next((value for name, value in pairs if name == "text"), "").replace("\r\n", "\n")


async def _answer(request: Request, text: str, pairs: list[tuple[str, str]]) -> Response:
    try:
        view = await run_in_threadpool(_build, request, text, pairs)
    except QueryError as error:
        view = CheckView(text=text, problems=[problem.expected for problem in error.problems])
    body = render_page(request, "check.html", view=view)
    return answer(request, body, _HTML, tag=None, status=422 if view.problems else 200)


def _build(request: Request, text: str, pairs: list[tuple[str, str]]) -> CheckView:
    asked = parse_check_form(text, pairs)
    if not asked.quotations:
        return CheckView(text=text, kept=asked.pairs)
    return build_check_view(text, asked, check_in_turn(request, asked), links_of(request))
