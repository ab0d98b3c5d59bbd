"""Turn a part of a statement into the public JSON: some of its paragraphs, or one."""

from pincite.app.answering.links import Links
from pincite.app.answering.request import PartRequest
from pincite.app.api import statement_schemas
from pincite.app.api.answers import build_one, build_whole
from pincite.index.query.deadline import Check, never
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import NotFound


def build_part(
    stored: StoredStatement,
    part: PartRequest,
    links: Links,
    check: Check = never,
    *,
    related: statement_schemas.RelatedOut,
) -> statement_schemas.StatementAnswer:
    """A version of a statement with the paragraphs wanted, and the address of the next ones.

    ``check`` may end it. ``related`` is what stands beside the statement.
    """
    first = part.first - 1
    end = len(stored.paragraphs) if part.limit is None else first + part.limit
    following = None
    if part.limit is not None and end < len(stored.paragraphs):
        pairs = [("from", str(end + 1)), ("limit", str(part.limit))]
        following = links.resource(stored.heading.id, stored.version, pairs=pairs)
    shown = stored.paragraphs[first:end]
    return build_whole(stored, links, check, related=related, shown=shown, following=following)


def build_numbered(stored: StoredStatement, number: str, links: Links) -> statement_schemas.ParagraphAnswer:
    """The paragraph with this number, as given. Raises NotFound."""
    last = len(stored.paragraphs)
    if number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= last:
        return build_one(stored, stored.paragraphs[int(number) - 1], links)
    raise NotFound(f"This version has paragraphs 1 to {last}.")
