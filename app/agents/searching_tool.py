"""``search``: the search of the API, in an answer for agents."""

from collections.abc import Iterator, Mapping
from typing import Any

from pincite.app.agents.archive_coverage import cover_archive
from pincite.app.agents.desk import ToolCall
from pincite.app.agents.passages import passage_of_hit
from pincite.app.agents.tool_answers import NOTICE, PassagesOut
from pincite.app.agents.tool_arguments import ToolArguments
from pincite.app.answering.answered import Answered
from pincite.app.answering.nothing import Nothing, explain_nothing
from pincite.app.answering.request import parse_search
from pincite.app.dependencies.serving import Asking
from pincite.app.words import (
    filtered_out,
    found_nowhere,
    ignored,
    in_other_paragraphs,
    lacking,
    matched,
    searched_labels,
)

_PASSED_ON = ("sort", "limit", "offset")


def search_passages(call: ToolCall, given: Mapping[str, Any]) -> PassagesOut:
    """Return a page of hits. Where nothing matches, ``says`` tells why and what the archive covers."""
    reader = ToolArguments(given, "query", "filters", *_PASSED_ON)
    pairs = [*reader.pairs("query", "q"), *reader.filters()]
    pairs += [pair for name in _PASSED_ON for pair in reader.pairs(name)]
    reader.finish()
    asking, asked = call.asking(), parse_search(pairs)
    answered = Answered(asked, asking.search(asked.query))
    page, following = answered.page, answered.next_pair
    return PassagesOut(
        notice=NOTICE,
        says=" ".join(f"{one}." if one[-1] != "." else one for one in _says(answered, asking)),
        results=[passage_of_hit(hit, call.desk.links) for hit in page.hits],
        paragraphs=page.paragraphs,
        statements=page.statements,
        next_offset=None if following is None else int(following[1]),
    )


def _says(answered: Answered, asking: Asking) -> Iterator[str]:
    page = answered.page
    yield matched(page.paragraphs, page.statements, partial=page.partial)
    yield from filter(None, (lacking(page.partial, page.incomplete),))
    if page.query.dropped:
        yield ignored(page.query.dropped)
    if page.query.labels:
        yield searched_labels(page.query.labels)
    if page.did_you_mean is not None:
        yield f"Did you mean: {page.did_you_mean}"
    if not page.paragraphs:
        yield from _why_nothing(answered, asking)


def _why_nothing(answered: Answered, asking: Asking) -> Iterator[str]:
    nothing: Nothing | None = explain_nothing(answered, asking.search)
    if nothing is not None and nothing.absent:
        yield found_nowhere(nothing.absent)
    if nothing is not None and nothing.unfiltered.paragraphs:
        yield filtered_out(nothing.unfiltered)
    if answered.page.elsewhere:
        yield f"{in_other_paragraphs(answered.page.elsewhere)} if the words may occur in different paragraphs"
    yield cover_archive(asking).says
