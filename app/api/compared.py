"""Turn changes, comparisons and rows of an alignment into the public JSON."""

from pincite.app.answering.changes import Change, ChangesPage, ChangesRequest
from pincite.app.answering.links import Links, short
from pincite.app.answering.side_by_side import Comparison
from pincite.app.api import comparison_schemas, statement_schemas
from pincite.app.api.answers import build_statement, build_version
from pincite.app.words import compared
from pincite.index.aligning import Row
from pincite.index.record.values import StoredStatement


def build_changes(page: ChangesPage, asked: ChangesRequest, links: Links) -> statement_schemas.ChangesOut:
    """Changes as JSON."""
    pairs = [pair for pair in asked.pairs if pair[0] != "cursor"]
    following = [*pairs, ("cursor", page.next_cursor)] if page.next_cursor else None
    return statement_schemas.ChangesOut(
        changes=[_change(change, links) for change in page.changes],
        next=links.at("/v1/changes", following) if following else None,
    )


def _change(change: Change, links: Links) -> statement_schemas.ChangeOut:
    before, after, alignment = change.replaced.before, change.replaced.after, change.alignment
    return statement_schemas.ChangeOut(
        statement=build_statement(after.heading, links),
        left=_version(before, links),
        right=_version(after, links),
        rows=None if alignment is None else [build_row(row) for row in alignment.rows],
        summary=None if alignment is None else compared(alignment.counts),
        url=links.changes(after.heading.id, before.version),
    )


def _version(stored: StoredStatement, links: Links) -> statement_schemas.VersionOut:
    note = next(note for note in stored.versions if note.digest == stored.version)
    return build_version(note, stored, links)


def build_row(row: Row) -> statement_schemas.RowOut:
    """A row with its words."""
    words = [statement_schemas.WordRunOut(op=run.op.value, text=run.text) for run in row.words]
    return statement_schemas.RowOut(kind=row.kind.value, left=list(row.left), right=list(row.right), words=words)


def build_comparison(comparison: Comparison, links: Links) -> comparison_schemas.ComparisonOut:
    """A comparison as JSON."""
    pairs = comparison.pairs
    return comparison_schemas.ComparisonOut(
        left=_side(comparison.left, links),
        right=_side(comparison.right, links),
        rows=[build_row(row) for row in comparison.rows],
        summary=comparison.summary,
        remark=comparison.remark or None,
        coarse=comparison.alignment.is_coarse,
        url=links.absolute(links.at("/compare", pairs)),
        text_url=links.absolute(links.at("/v1/compare", [*pairs, ("format", "text")])),
    )


def _side(stored: StoredStatement, links: Links) -> comparison_schemas.SideOut:
    identity, version = stored.heading.id, stored.version
    return comparison_schemas.SideOut(
        statement=build_statement(stored.heading, links),
        version=short(version),
        digest=version,
        current=version == stored.current,
        paragraphs=len(stored.paragraphs),
        url=links.absolute(links.statement(identity, version)),
        api_url=links.absolute(links.resource(identity, version)),
    )
