"""Checks the quotations of a request when it is its turn: many of them are as much work as a large search."""

from starlette.requests import Request

from pincite.app.answering.check_request import SECONDS, CheckRequest
from pincite.app.answering.quote_checking import CheckAnswer, check_all
from pincite.app.dependencies.serving import archive_of, deadline_of, lanes_of
from pincite.index.query.cost import LIGHT

_CHARACTER = LIGHT // 1_000
"""What it costs to check one character of a quotation, in the units of a search: a thousand are no light work."""


def check_in_turn(request: Request, asked: CheckRequest) -> CheckAnswer:
    """Return the verdicts. Raises Busy, Abandoned, and what the archive raises."""
    deadline = deadline_of(request, SECONDS, has_body=True)
    deadline.check_wanted()
    cost = _CHARACTER * sum(len(one.text) for one in asked.quotations)
    engine = archive_of(request).engine
    with lanes_of(request).admitted(cost, deadline):
        return check_all(asked.quotations, engine, asked.query, deadline)
