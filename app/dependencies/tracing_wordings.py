"""Follows wordings through the archive when it is their turn: each of their searches is admitted as any other."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from starlette.requests import Request

from pincite.app.answering.timeline_request import TimelineRequest
from pincite.app.answering.variants_request import VariantsRequest, find_length_problem
from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.serving import archive_of, asking_of, deadline_of, lanes_of
from pincite.index.query.deadline import Deadline
from pincite.index.values.errors import NotFound, QueryError
from pincite.index.wording.timeline import Timeline, build_timeline
from pincite.index.wording.variants import FoundVariants, ask_variants, find_variants

SECONDS = 5.0
"""The time for a timeline, or for the forms of a wording."""


def trace_in_turn(request: Request, asked: TimelineRequest) -> tuple[Timeline, float]:
    """Return a timeline, and how many milliseconds it took. Raises Busy, Abandoned, and what the archive raises."""
    asking = replace(asking_of(request), deadline=deadline_of(request, SECONDS))
    found = build_timeline(asked.base, asked.strands, asked.interval, asked.split, asking.search)
    return found, asking.deadline.spent_ms


@dataclass(frozen=True, slots=True)
class VariantsAnswer:
    """The forms of a wording, the wording itself, and the version (64 hex) if it is a paragraph."""

    found: FoundVariants
    text: str
    version: str | None
    took_ms: float


def find_in_turn(request: Request, asked: VariantsRequest, *, has_body: bool = False) -> VariantsAnswer:
    """Return the forms of a wording. Raises Busy, Abandoned, QueryError, and what the archive raises."""
    deadline = deadline_of(request, SECONDS, has_body=has_body)
    deadline.check_wanted()
    archive = archive_of(request)

    def admit(cost: int) -> AbstractContextManager[None]:
        return lanes_of(request).admitted(cost, deadline)

    return find_forms(archive, asked, deadline, admit)


def find_forms(
    archive: Archive, asked: VariantsRequest, deadline: Deadline, admit: Callable[[int], AbstractContextManager[None]]
) -> VariantsAnswer:
    """Return the forms of a wording, once ``admit`` has let in work of its cost.

    Raises QueryError where a paragraph is too long or too short, CursorExpired, and what the archive raises.
    """
    text, version = _refer(archive, asked)
    engine = archive.engine
    question = ask_variants(text, asked.similarity, engine, asked.query)
    with admit(engine.estimate(question.query)):
        found = find_variants(question, engine, deadline)
    asked.check_commit(found.commit)
    return VariantsAnswer(found, text, version, deadline.spent_ms)


def _refer(archive: Archive, asked: VariantsRequest) -> tuple[str, str | None]:
    if asked.text:
        return asked.text, None
    stored = archive.statement(asked.statement, asked.version)
    if asked.paragraph > len(stored.paragraphs):
        raise NotFound(f"this version has paragraphs 1 to {len(stored.paragraphs)}")
    text = stored.paragraphs[asked.paragraph - 1].text
    problem = find_length_problem(text, "paragraph")
    if problem is not None:
        raise QueryError(problem)
    return text, stored.version
