"""``compare``: two statements or versions as the API compares them, the same paragraphs left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from typing_extensions import TypedDict

from pincite.app.agents.desk import ToolCall
from pincite.app.agents.passage_ids import PassageId, parse_passage_id
from pincite.app.agents.passages import cite_statement
from pincite.app.agents.tool_answers import NOTICE
from pincite.app.agents.tool_arguments import Pair, ToolArguments
from pincite.app.answering.links import Links
from pincite.app.answering.side_by_side import Comparison
from pincite.app.answering.sides import parse_comparison
from pincite.app.answering.word_marks import mark_words
from pincite.app.dependencies.comparing_sides import compare_in_turn
from pincite.index.aligning import Row, RowKind
from pincite.index.record.values import StoredStatement

MOST_CHARACTERS = 40_000
"""Of the rows of one answer; the first one is always given."""


class ComparedSideOut(TypedDict):
    """A side: a statement at a version."""

    id: str
    title: str
    date: str | None
    url: str
    cite: str


class ComparedRowOut(TypedDict):
    """Paragraphs of both sides that belong together, by number, with their words."""

    kind: str
    left: list[int]
    right: list[int]
    text: str


class ComparedOut(TypedDict):
    """Two sides, and what is not the same in them."""

    notice: str
    says: str
    left: ComparedSideOut
    right: ComparedSideOut
    rows: list[ComparedRowOut]
    url: str


def compare_texts(call: ToolCall, given: Mapping[str, Any]) -> ComparedOut:
    """Return how two texts differ. Raises NotFound, Withdrawn, and QueryError without a predecessor."""
    reader = ToolArguments(given, "left", "right", "limit")
    sides = [(name, text) for name in ("left", "right") for _, text in reader.pairs(name)]
    limits = reader.pairs("limit")
    reader.finish()
    pairs = [pair for name, text in sides for pair in _pairs_of(name, text)]
    asked = parse_comparison([*pairs, *limits])
    told: ComparedOut = compare_in_turn(call.request, asked, lambda found: _told(found, call.desk.links))
    return told


def _pairs_of(name: str, text: str) -> Iterator[Pair]:
    found = parse_passage_id(text, name)
    yield name, found.statement
    if found.version:
        yield f"{name}_version", found.version
    if found.number:
        yield f"{name}_from", str(found.number)


def _told(comparison: Comparison, links: Links) -> ComparedOut:
    changed = [row for row in comparison.rows if row.kind is not RowKind.SAME]
    rows = [*_within([_row(row) for row in changed])]
    left_out = len(changed) - len(rows)
    cut = f" The last {left_out:,} rows are left out: begin at a later paragraph." if left_out else ""
    return ComparedOut(
        notice=NOTICE,
        says=f"{comparison.summary.capitalize()}. {comparison.remark}".strip() + cut,
        left=_side(comparison.left, links),
        right=_side(comparison.right, links),
        rows=rows,
        url=links.absolute(links.at("/compare", comparison.pairs)),
    )


def _within(rows: list[ComparedRowOut]) -> Iterator[ComparedRowOut]:
    size = 0
    for number, row in enumerate(rows):
        size += len(row["text"])
        if number and size > MOST_CHARACTERS:
            return
        yield row


def _row(row: Row) -> ComparedRowOut:
    return ComparedRowOut(kind=row.kind.value, left=list(row.left), right=list(row.right), text=mark_words(row.words))


def _side(stored: StoredStatement, links: Links) -> ComparedSideOut:
    heading = stored.heading
    url = links.absolute(links.statement(heading.id, stored.version))
    return ComparedSideOut(
        id=str(PassageId(heading.id, stored.version)),
        title=heading.title,
        date=heading.dates.edtf,
        url=url,
        cite=cite_statement(stored, url),
    )
