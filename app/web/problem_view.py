"""The page of an invalid search: what is wrong and where, and corrections to click."""

from collections.abc import Sequence
from typing import Any

from pincite.app.answering.links import Links
from pincite.app.web.addresses import Address, Pair
from pincite.app.web.search_view import SearchView, build_address
from pincite.app.web.toolbar import build_form
from pincite.index.values.errors import Problem


def build_problem_view(pairs: Sequence[Pair], problems: Sequence[Problem], links: Links) -> SearchView:
    """The page for an invalid search: the problems, and the corrections to click."""
    address = build_address(pairs, links)
    text = dict(address.pairs).get("q", "")
    mends = {link: problem.mend for problem in problems if (link := _mend_link(problem, address))}
    return SearchView(
        **build_form(address),
        title="Invalid search",
        asked="",
        here=links.absolute(address.setting_all({})),
        problems=[_problem(problem, text) for problem in problems],
        mends=[{"link": link, "text": mend or ""} for link, mend in mends.items()],
    )


def _problem(problem: Problem, text: str) -> dict[str, Any]:
    position = problem.position
    pointed = None
    if problem.parameter == "q" and position is not None:
        pointed = (text[:position], text[position : position + 1] or " ", text[position + 1 :])
    return {
        "name": problem.parameter,
        "expected": problem.expected,
        "pointed": pointed,
    }


def _mend_link(problem: Problem, address: Address) -> str:
    if problem.mend is None:
        return ""
    if problem.code == "unknown_parameter":
        values = [value for name, value in address.pairs if name == problem.parameter]
        return address.setting_all({problem.parameter: None, problem.mend: values[0] if values else None})
    return address.setting(problem.parameter, problem.mend)
