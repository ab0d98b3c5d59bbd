"""Follows wordings through the archive when it is their turn: each of their searches is admitted as any other."""

from contextlib import AbstractContextManager
from dataclasses import replace

from starlette.requests import Request

from pincite.app.answering.finding_forms import VariantsAnswer, find_forms
from pincite.app.answering.timeline_request import TimelineRequest
from pincite.app.answering.variants_request import VariantsRequest
from pincite.app.dependencies.serving import archive_of, asking_of, deadline_of, lanes_of
from pincite.index.wording.timeline import Timeline, build_timeline

SECONDS = 5.0
"""The time for a timeline, or for the forms of a wording."""


def trace_in_turn(request: Request, asked: TimelineRequest) -> tuple[Timeline, float]:
    """Return a timeline, and how many milliseconds it took. Raises Busy, Abandoned, and what the archive raises."""
    asking = replace(asking_of(request), deadline=deadline_of(request, SECONDS))
    found = build_timeline(asked.base, asked.strands, asked.interval, asked.split, asking.search)
    return found, asking.deadline.spent_ms


def find_in_turn(request: Request, asked: VariantsRequest, *, has_body: bool = False) -> VariantsAnswer:
    """Return the forms of a wording. Raises Busy, Abandoned, QueryError, and what the archive raises."""
    deadline = deadline_of(request, SECONDS, has_body=has_body)
    deadline.check_wanted()
    archive = archive_of(request)

    def admit(cost: int) -> AbstractContextManager[None]:
        return lanes_of(request).admitted(cost, deadline)

    return find_forms(asked, archive.engine, archive.record, deadline, admit)
