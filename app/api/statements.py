"""``GET /v1/statements/{id}`` and one paragraph of it, at the current or an older version."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import STATEMENT, STATEMENT_PARTS
from pincite.app.answering.request import parse_statement, parse_statement_part
from pincite.app.answering.source import answer_source
from pincite.app.api import schemas, statement_schemas
from pincite.app.api.beside import build_related
from pincite.app.api.excerpts import build_numbered, build_part
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import archive_of, asking_of, links_of
from pincite.index.reading.formats.table import MEDIA_TYPES
from pincite.index.record.values import StoredStatement

router = APIRouter(tags=["statements"])
Id = Annotated[str, Path(description="the statement's id, percent-encoded", examples=["000_216767ed398c675c"])]
Number = Annotated[str, Path(description="the paragraph's position, from 1", examples=["4"], pattern=None)]
_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_FILE = dict.fromkeys(["application/octet-stream", *sorted(set(MEDIA_TYPES.values()))], _BYTES)


@router.get(
    "/v1/statements/{id}",
    response_model=statement_schemas.StatementAnswer,
    **documented(STATEMENT_PARTS, "not_found", "withdrawn"),
)
def statement(request: Request, id: Id) -> Response:  # noqa: A002
    """A statement: heading with provenance, versions, paragraphs (with ``from`` and ``limit`` some of them)."""
    part = parse_statement_part(request.query_params.multi_items())
    asking, links = asking_of(request), links_of(request)
    stored = asking.archive.statement(id, part.version)
    found = asking.related(stored)
    with asking.showing(stored):
        built = build_part(stored, part, links, asking.deadline.check_wanted, related=build_related(found, links))
        body = schemas.to_json(statement_schemas.StatementAnswer, built)
    tag = None if found.incomplete else tag_of(body)
    return answer(request, body, "application/json", tag=tag, link=_link(stored, links))


@router.get(
    "/v1/statements/{id}/paragraphs/{number}",
    response_model=statement_schemas.ParagraphAnswer,
    **documented(STATEMENT, "not_found", "withdrawn"),
)
def paragraph(request: Request, id: Id, number: Number) -> Response:  # noqa: A002
    """One paragraph, with its citation and permalink."""
    version = parse_statement(request.query_params.multi_items(), STATEMENT)
    stored, links = archive_of(request).statement(id, version), links_of(request)
    body = schemas.to_json(statement_schemas.ParagraphAnswer, build_numbered(stored, number, links))
    return answer(request, body, "application/json", tag=tag_of(body), link=_link(stored, links))


@router.get(
    "/v1/statements/{id}/source",
    response_class=StreamingResponse,
    **documented(STATEMENT, "not_found", "withdrawn", content=_FILE, says="The file, byte for byte"),
)
def source(request: Request, id: Id) -> Response:  # noqa: A002
    """The file that the version was read from, as a download. Its ETag is the SHA-256 of its bytes."""
    version = parse_statement(request.query_params.multi_items(), STATEMENT)
    archive, links = archive_of(request), links_of(request)
    stored = archive.statement(id, version)
    return answer_source(request, stored, archive.sources, links.resource(id, stored.version))


def _link(stored: StoredStatement, links: Links) -> dict[str, str]:
    return {
        "latest-version": links.resource(stored.heading.id),
        "memento": links.resource(stored.heading.id, stored.version),
        "alternate": links.statement(stored.heading.id, stored.version),
    }
