"""What an agent reads of an error: the message of the API as sentences, to mend the call by."""

import logging

from pincite.app.errors import failure_of
from pincite.index.query.deadline import Abandoned
from pincite.index.values.errors import Problem, QueryError

MOST_CHARACTERS = 2_000
"""Of an error: what was wrong is shown in it, and that may be long."""
_NAMES = {"q": "query", "wording": "wordings", "paragraph": "id"}
"""Parameters of the API whose arguments have other names."""
_LOG = logging.getLogger("pincite")


def error_says(error: Exception, request_id: str = "") -> str:
    """Return ``error`` in sentences, each once. A bug is logged, and nothing of it is told."""
    says = _error_says(error, request_id)
    return says if len(says) <= MOST_CHARACTERS else f"{says[: MOST_CHARACTERS - 1]}…"


def _error_says(error: Exception, request_id: str) -> str:
    if isinstance(error, QueryError):
        return " ".join(dict.fromkeys(map(_problem_says, error.problems)))
    if isinstance(error, Abandoned):
        return "The call was abandoned."
    failure = failure_of(error)
    if failure.status == 500:
        _LOG.error("request %s: a tool failed", request_id, exc_info=error)
    return f"{failure.detail[:1].upper()}{failure.detail[1:].removesuffix('.')}."


def _problem_says(problem: Problem) -> str:
    # In the body of a request, a parameter is a pointer (RFC 6901): `/quotes/3`.
    parameter = (problem.parameter or "").removeprefix("/")
    name = _NAMES.get(parameter, parameter) or "arguments"
    place = "" if problem.position is None else f" at character {problem.position + 1}"
    mend = f"; try: {problem.mend}" if problem.mend else ""
    return f"`{name}`{place}: expected {problem.expected}{mend}."
