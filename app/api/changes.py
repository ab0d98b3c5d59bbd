"""``GET /v1/changes``: versions that replaced another, with the words that changed."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.changes import Change, ChangesPage, ChangesRequest, parse_changes
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import CHANGES
from pincite.app.api import schemas
from pincite.app.api.answers import build_statement, build_version
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import comparing_of, links_of
from pincite.app.words import compared
from pincite.index.aligning import Row
from pincite.index.record.values import StoredStatement

router = APIRouter(tags=["statements"])


@router.get("/v1/changes", response_model=schemas.ChangesOut, **documented(CHANGES))
def changes(request: Request) -> Response:
    """Versions that replaced another, the latest first, with what became of each paragraph and its words."""
    asked, links = parse_changes(request.query_params.multi_items()), links_of(request)
    page = comparing_of(request).changes(asked)
    found = build_changes(page, asked, links)
    is_whole = all(one["rows"] is not None for one in found["changes"])
    body = schemas.to_json(schemas.ChangesOut, found)
    link = {"next": found["next"] or ""}
    return answer(request, body, "application/json", tag=tag_of(body) if is_whole else None, link=link)


def build_changes(page: ChangesPage, asked: ChangesRequest, links: Links) -> schemas.ChangesOut:
    """Changes as JSON."""
    pairs = [pair for pair in asked.pairs if pair[0] != "cursor"]
    following = [*pairs, ("cursor", page.next_cursor)] if page.next_cursor else None
    return schemas.ChangesOut(
        changes=[_change(change, links) for change in page.changes],
        next=links.at("/v1/changes", following) if following else None,
    )


def _change(change: Change, links: Links) -> schemas.ChangeOut:
    before, after, alignment = change.replaced.before, change.replaced.after, change.alignment
    return schemas.ChangeOut(
        statement=build_statement(after.heading, links),
        left=_version(before, links),
        right=_version(after, links),
        rows=None if alignment is None else [_row(row) for row in alignment.rows],
        summary=None if alignment is None else compared(alignment.counts),
        url=links.changes(after.heading.id, before.version),
    )


def _version(stored: StoredStatement, links: Links) -> schemas.VersionOut:
    note = next(note for note in stored.versions if note.digest == stored.version)
    return build_version(note, stored, links)


def _row(row: Row) -> schemas.RowOut:
    words = [schemas.WordRunOut(op=run.op.value, text=run.text) for run in row.words]
    return schemas.RowOut(kind=row.kind.value, left=list(row.left), right=list(row.right), words=words)
