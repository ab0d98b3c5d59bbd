"""What stands beside a statement, as JSON."""

from pincite.app.answering.citing import Cited, CitedBy
from pincite.app.answering.links import Links
from pincite.app.answering.related import Related
from pincite.app.answering.repeated import IssuedAlso
from pincite.app.api import schemas, statement_schemas
from pincite.app.api.answers import build_statement
from pincite.index.results import Hit


def build_related(related: Related, links: Links) -> statement_schemas.RelatedOut:
    """The fields of a statement's answer that come from other statements."""
    before, after = related.in_series.before, related.in_series.after
    return statement_schemas.RelatedOut(
        in_series=statement_schemas.InSeriesOut(previous=_of(before, links), next=_of(after, links)),
        issued_also=[_issued_also(one, links) for one in related.issued_also],
        cites=[_cited(one, links) for one in related.cites],
        cited_by=None if related.cited_by is None else _cited_by(related.cited_by, links),
        incomplete=list(related.incomplete),
    )


def _issued_also(one: IssuedAlso, links: Links) -> statement_schemas.IssuedAlsoOut:
    return statement_schemas.IssuedAlsoOut(
        statement=build_statement(one.heading, links), likeness=round(one.likeness, 4)
    )


def _of(hit: Hit | None, links: Links) -> schemas.StatementOut | None:
    return None if hit is None else build_statement(hit.heading, links)


def _cited(one: Cited, links: Links) -> statement_schemas.CitedOut:
    return statement_schemas.CitedOut(
        name=one.name,
        address=one.address,
        paragraph=one.paragraph,
        range=None if one.paragraph is None else (one.start, one.end),
        url=links.absolute(links.at("/", [("instrument", one.name)])),
    )


def _cited_by(cited: CitedBy, links: Links) -> statement_schemas.CitedByOut:
    return statement_schemas.CitedByOut(
        name=cited.name,
        count=cited.count,
        statements=[build_statement(heading, links) for heading in cited.statements],
        url=links.absolute(links.at("/", [("instrument", cited.name)])),
    )
