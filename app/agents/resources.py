"""Statements and paragraphs as resources by version: their addresses, and what is read there."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from pincite.app.agents.desk import ToolCall
from pincite.app.agents.tool_answers import NOTICE
from pincite.app.answering.markdown_text import render_markdown
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import NotFound, Problem, QueryError
from pincite.index.values.statement import Paragraph

_ADDRESS = re.compile(
    r"pincite://statements/(?P<id>[^/?#]+)/versions/(?P<version>[0-9a-f]{12,64}|current)"
    r"(?:/paragraphs/(?P<number>[1-9][0-9]{0,8}))?"
)


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of resource: its name, its address (RFC 6570), and what it is."""

    name: str
    address: str
    says: str


TEMPLATES = (
    Template(
        "statement",
        "pincite://statements/{id}/versions/{version}",
        "A statement with numbered paragraphs and pin-cites. `version`: 12 hex digits of an id or cite, or `current`.",
    ),
    Template(
        "paragraph",
        "pincite://statements/{id}/versions/{version}/paragraphs/{number}",
        "One paragraph of a version, with its pin-cite.",
    ),
)


def read_resource(call: ToolCall, address: str) -> str:
    """Return a resource as Markdown. Raises QueryError, NotFound and Withdrawn."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        expected = f"{TEMPLATES[0].address} or {TEMPLATES[1].address}"
        raise QueryError(Problem("uri", None, "malformed_value", expected))
    version = None if found["version"] == "current" else found["version"]
    asking = call.asking()
    stored = asking.archive.statement(unquote(found["id"]), version)
    with asking.showing(stored):
        shown = (_pick(stored, int(found["number"])),) if found["number"] else stored.paragraphs
        return f"> {NOTICE}\n\n{render_markdown(stored, shown, call.desk.links)}"


def _pick(stored: StoredStatement, number: int) -> Paragraph:
    if number > len(stored.paragraphs):
        raise NotFound(f"This version has paragraphs 1 to {len(stored.paragraphs)}.")
    return stored.paragraphs[number - 1]
