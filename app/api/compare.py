"""``GET /v1/compare``: two statements, or two versions of one, row by row and word by word."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.accepted import read_accept
from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.comparison_text import render_comparison
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import COMPARISON
from pincite.app.answering.side_by_side import Comparison
from pincite.app.answering.sides import parse_comparison
from pincite.app.api import comparison_schemas as schemas
from pincite.app.api.compared import build_comparison
from pincite.app.api.openapi import documented
from pincite.app.api.schemas import to_json
from pincite.app.dependencies.comparing_sides import compare_in_turn
from pincite.app.dependencies.serving import links_of

router = APIRouter(tags=["statements"])
_JSON, _TEXT = "application/json", "text/plain"

_DOCUMENTED = documented(COMPARISON, "not_found", "withdrawn")
_DOCUMENTED["responses"][200] = {"content": {_TEXT: {"schema": {"type": "string"}}}}


@router.get("/v1/compare", response_model=schemas.ComparisonOut, **_DOCUMENTED)
def compare(request: Request) -> Response:
    """Compare two statements, a statement with its predecessor, or two versions: paragraph by paragraph, word by word.

    The side that you omit is the predecessor of the other one in its series, by date. `right` alone is the usual way to
    read what a text changed against the last one. As `text/plain`, words stand as in `git diff --word-diff`.
    """
    asked, links = parse_comparison(request.query_params.multi_items()), links_of(request)
    is_text = (asked.format or _accepted(request.headers.get("accept", ""))) == "text"
    show = _as_text if is_text else _as_json
    comparison, body = compare_in_turn(request, asked, lambda found: (found, show(found, links)))
    link = {"alternate": links.at("/compare", comparison.pairs)}
    found = answer(request, body, f"{_TEXT}; charset=utf-8" if is_text else _JSON, tag=tag_of(body), link=link)
    found.headers["Vary"] = "Accept, Accept-Encoding"
    return found


def _as_json(comparison: Comparison, links: Links) -> bytes:
    return to_json(schemas.ComparisonOut, build_comparison(comparison, links))


def _as_text(comparison: Comparison, links: Links) -> bytes:
    return "".join(f"{line}\n" for line in render_comparison(comparison, links)).encode("utf-8", "replace")


def _accepted(header: str) -> str:
    """Return the format that the header likes most: JSON, unless it likes plain text more."""
    likes = read_accept(header)
    return "text" if likes(_TEXT) > likes(_JSON) else "json"
