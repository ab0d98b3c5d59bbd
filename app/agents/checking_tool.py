"""``check_quotes``: the verdicts of the API on quotations, in an answer for agents."""

import json
from collections.abc import Mapping
from typing import Any

from pincite.app.agents.desk import ToolCall
from pincite.app.agents.passages import passage_of_place
from pincite.app.agents.tool_answers import NOTICE, JudgedOut, JudgementsOut
from pincite.app.agents.tool_arguments import ToolArguments
from pincite.app.answering.check_request import parse_check
from pincite.app.answering.links import Links
from pincite.app.answering.verdict_words import coverage_says, difference_says, notes_of, verdict_says
from pincite.app.dependencies.checking_quotes import check_in_turn
from pincite.index.quoting import CheckedQuotation

_PLACES = 3
"""How many places of a quotation are shown."""


def check_quotes(call: ToolCall, given: Mapping[str, Any]) -> JudgementsOut:
    """Return the verdict on each quotation of a text, or on each of ``quotes``."""
    reader = ToolArguments(given, "text", "quotes", "filters")
    filters: dict[str, list[str]] = {}
    for name, value in reader.filters():
        filters.setdefault(name, []).append(value)
    reader.finish()
    own = {name: given[name] for name in ("text", "quotes") if given.get(name) is not None}
    asked = parse_check(json.dumps({**filters, **own}).encode())
    answer = check_in_turn(call.request, asked)
    return JudgementsOut(
        notice=NOTICE,
        says=coverage_says(answer.coverage),
        results=[_judged(one, call.desk.links) for one in answer.quotations],
        summary=answer.summary,
    )


def _judged(checked: CheckedQuotation, links: Links) -> JudgedOut:
    return JudgedOut(
        quote=checked.text,
        verdict=None if checked.verdict is None else checked.verdict.value,
        says=" ".join([verdict_says(checked)[1], *notes_of(checked)]),
        differences=[difference_says(one) for one in checked.differences],
        places=[passage_of_place(one, links) for one in checked.places[:_PLACES]],
        paragraphs=checked.paragraphs,
        statements=checked.statements,
    )
