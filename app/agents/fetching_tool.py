"""``fetch``: a statement or some of its paragraphs, word for word."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from pincite.app.agents.desk import ToolCall
from pincite.app.agents.passage_ids import PassageId, parse_passage_id
from pincite.app.agents.passages import cite_statement
from pincite.app.agents.tool_answers import NOTICE, FetchedOut
from pincite.app.agents.tool_arguments import ToolArguments
from pincite.app.answering.citation import cite
from pincite.app.answering.links import Links, short
from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import Parameter
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import NotFound, Problem, QueryError
from pincite.index.values.statement import Paragraph

MOST_CHARACTERS = 40_000
"""Of one answer; a paragraph is never cut, and the first one is always given."""
_LIMIT = Parameter("limit", "number of paragraphs", "5", bounds=(1, 10_000))


def fetch_text(call: ToolCall, given: Mapping[str, Any]) -> FetchedOut:
    """Return the text that an id names. Raises NotFound and Withdrawn."""
    reader = ToolArguments(given, "id", "limit")
    ids, limits = reader.pairs("id"), reader.pairs("limit")
    reader.finish()
    if len(ids) != 1:
        raise QueryError(Problem("id", None, "malformed_value", "one id, as `search` gives it"))
    wanted, limit = parse_passage_id(ids[0][1]), _limit(limits)
    asking = call.asking()
    stored = asking.archive.statement(wanted.statement, wanted.version)
    with asking.showing(stored):
        shown = _cut(stored, wanted.number, limit or (1 if wanted.number else None))
        return _fetched(stored, shown, wanted, call.desk.links)


def _limit(pairs: Sequence[tuple[str, str]]) -> int | None:
    reader = ParameterReader(pairs, (_LIMIT,))
    limit = reader.number("limit") if pairs else None
    reader.finish()
    return limit


def _cut(stored: StoredStatement, number: int | None, limit: int | None) -> Sequence[Paragraph]:
    last = len(stored.paragraphs)
    if number is not None and number > last:
        raise NotFound(f"This version has paragraphs 1 to {last}.")
    first = (number or 1) - 1
    wanted = stored.paragraphs[first : last if limit is None else first + limit]
    sizes = accumulate(len(one.text) for one in wanted)
    return [
        one for place, (one, size) in enumerate(zip(wanted, sizes, strict=True)) if not place or size <= MOST_CHARACTERS
    ]


def _fetched(stored: StoredStatement, shown: Sequence[Paragraph], wanted: PassageId, links: Links) -> FetchedOut:
    heading, version = stored.heading, stored.version
    number = wanted.number
    url = links.absolute(links.statement(heading.id, version, number))
    return FetchedOut(
        id=str(PassageId(heading.id, version, number)),
        title=heading.title,
        text="\n\n".join(f"[¶ {one.number}] {one.text}" for one in shown),
        url=url,
        metadata={
            "notice": NOTICE,
            "cite": cite(heading, number, version, url) if number else cite_statement(stored, url),
            "date": heading.dates.edtf,
            "issuers": "; ".join(heading.issuers),
            "version": short(version),
            "is_current": version == stored.current,
            "paragraphs": len(stored.paragraphs),
            "next": _following(stored, shown),
            "source_url": heading.source_url,
        },
    )


def _following(stored: StoredStatement, shown: Sequence[Paragraph]) -> str | None:
    """Return the id of the paragraph after the last one shown."""
    last = shown[-1].number if shown else 0
    return str(PassageId(stored.heading.id, stored.version, last + 1)) if last < len(stored.paragraphs) else None
