"""``/help``: the query language, with examples that are links into this archive, a form without operators, errors."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.links import Links
from pincite.app.dependencies.serving import links_of
from pincite.app.web.rendering import render_page
from pincite.index.query.clauses import And, Clause, Not, Or, Phrase, Term, TitleMatch, join
from pincite.index.query.render import render
from pincite.index.text.analysis import tokenize

router = APIRouter(include_in_schema=False)
TEXTS = Path(__file__).parent / "help"
"""Copies of pages of ``docs``: a wheel has no docs. A test holds both together."""
_WIDE = re.compile("<(table|pre)>")
_CODE = re.compile(r"`([a-z0-9_]+)`")
_QUERY = "query"
_MOST_TOKENS = 60


@router.get("/help")
def help_page(request: Request) -> Response:
    """How to search."""
    body = render_page(request, "help.html", text=render_text("query-language.txt", links_of(request), deeper=True))
    return answer(request, body, "text/html; charset=utf-8", tag=tag_of(body))


@router.get("/help/errors")
def errors(request: Request) -> Response:
    """Every error code, with an anchor: the ``type`` of an error points there."""
    body = render_page(request, "errors.html", text=render_text("errors.txt", links_of(request)))
    return answer(request, body, "text/html; charset=utf-8", tag=tag_of(body))


@router.get("/ask")
def ask(request: Request) -> Response:
    """Lead from the form without operators to the search that it means."""
    given = {name: value for name, value in request.query_params.multi_items() if value.strip()}
    text = build_query(given)
    kept = [(name, given[name].strip()) for name in ("date_from", "date_to", "issuer") if name in given]
    link = links_of(request).at("/", [*([("q", text)] if text else []), *kept])
    return Response(status_code=303, headers={"Location": link, "Cache-Control": "no-store"})


def build_query(given: dict[str, str]) -> str:
    """Return the query for ``all``, ``phrase``, ``any``, ``none`` and ``title``. No sign in them is an operator."""
    words = {name: _tokens(given.get(name, "")) for name in ("all", "phrase", "any", "none", "title")}
    phrase: Clause | None = None
    if words["phrase"]:
        phrase = Phrase(tuple(words["phrase"])) if len(words["phrase"]) > 1 else Term(words["phrase"][0], exact=True)
    clauses: list[Clause | None] = [
        *map(Term, words["all"]),
        phrase,
        join(Or, map(Term, words["any"])),
        *(TitleMatch(Term(token)) for token in words["title"]),
        *(Not(Term(token)) for token in words["none"]),
    ]
    found = join(And, clauses)
    return "" if found is None else render(found)


def _tokens(text: str) -> list[str]:
    return list(dict.fromkeys(token.form for token in tokenize(text[:1_000], None)))[:_MOST_TOKENS]


@lru_cache(maxsize=4)
def render_text(name: str, links: Links, *, deeper: bool = False) -> Markup:
    """Return the page ``name`` as HTML; with ``deeper`` its headings stand below one of ours.

    The first cell of a row of examples leads to its search.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse((TEXTS / name).read_text(encoding="utf-8"))
    html = parser.renderer.render(list(_linked(tokens, links, deeper=deeper)), parser.options, {})
    # What is wider than a phone scrolls: it can be reached by keyboard. Our own text, rendered without HTML in it.
    return Markup(_WIDE.sub(r'<\1 tabindex="0">', html))  # noqa: S704


def _anchor(heading: str) -> str:
    """Return the id of a heading, as links in the documentation name it: a code is its own."""
    code = _CODE.fullmatch(heading)
    return code[1] if code else re.sub(r"[^a-z0-9-]", "", heading.lower().replace(" ", "-"))


def _linked(tokens: Sequence[Token], links: Links, *, deeper: bool) -> Iterator[Token]:
    is_first, has_examples, in_head = False, False, False
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = _anchor(tokens[at + 1].content)
        if deeper and token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + 1}"
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            is_first = True
        elif token.type == "inline":
            if in_head and is_first:
                has_examples = token.content == _QUERY
            elif is_first and has_examples and not in_head:
                token.children = [linked for child in token.children or () for linked in _example(child, links)]
            token.children = [_within(child, links) for child in token.children or ()]
            is_first = False
        yield token


def _example(child: Token, links: Links) -> list[Token]:
    if child.type != "code_inline":
        return [child]
    link = links.at("/", [("q", child.content)])
    return [Token("link_open", "a", 1, attrs={"href": link}), child, Token("link_close", "a", -1)]


def _within(child: Token, links: Links) -> Token:
    """Lead what points to another page of the documentation to the description of the API."""
    if child.type == "link_open" and ".md" in str(child.attrs.get("href", "")):
        child.attrs["href"] = links.at("/docs")
    return child
