"""Find the forms of a wording that a request names: of its text, or of a paragraph."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from pincite.app.answering.links import Links
from pincite.app.answering.variants_request import VariantsRequest, find_length_problem
from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.limits import CHARACTERS, QUOTATION
from pincite.index.query.signing import read, sign
from pincite.index.record.record import Record
from pincite.index.values.errors import CursorExpired, NotFound, QueryError
from pincite.index.wording.agreed import FoundVariants, ask_variants, find_variants
from pincite.index.wording.forms import Form

Admit = Callable[[int], AbstractContextManager[None]]
"""Lets in work of a cost, when it is its turn."""


def admit_all(_cost: int) -> AbstractContextManager[None]:
    """Let in any work at once: nobody else waits."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class VariantsAnswer:
    """The forms of a wording, the wording itself, and the version (64 hex) if it is a paragraph.

    The page begins after ``offset`` forms. ``next_cursor`` is that of the next page, None on the last one.
    """

    found: FoundVariants
    forms: tuple[Form, ...]
    offset: int
    next_cursor: str | None
    text: str
    version: str | None
    took_ms: float


def find_forms(
    asked: VariantsRequest, engine: SearchEngine, record: Record, deadline: Deadline, admit: Admit = admit_all
) -> VariantsAnswer:
    """Return a page of the forms of a wording, once ``admit`` has let in work of its cost.

    Raises QueryError where a paragraph is too long or too short, or a cursor is of another question, CursorExpired,
    and what the archive raises.
    """
    text, version = _refer(asked, record)
    question = ask_variants(text, asked.similarity, asked.query)
    key = hashlib.sha256(b"forms " + record.cursor_key()).digest()
    bound = replace(asked.query, text=f"forms, {asked.similarity}: {text}")
    commit, offset = (None, 0) if asked.cursor is None else read(key, bound, asked.cursor)
    with admit(engine.estimate(question.query)):
        found = find_variants(question, engine, deadline)
    if commit not in (None, found.commit):
        raise CursorExpired("The archive has changed since this list began. Start again without a cursor.")
    # Of a list with gaps nobody knows where a page begins.
    forms = () if offset and found.partial else found.forms[offset : offset + asked.limit]
    goes_on = len(found.forms) > offset + asked.limit and not found.partial
    cursor = sign(key, bound, [found.commit, offset + asked.limit]) if goes_on else None
    return VariantsAnswer(found, forms, offset, cursor, text, version, deadline.spent_ms)


def _refer(asked: VariantsRequest, record: Record) -> tuple[str, str | None]:
    if asked.text:
        return asked.text, None
    stored = record.statement(asked.statement, asked.version)
    if asked.paragraph > len(stored.paragraphs):
        raise NotFound(f"this version has paragraphs 1 to {len(stored.paragraphs)}")
    text = stored.paragraphs[asked.paragraph - 1].text
    problem = find_length_problem(text, "paragraph")
    if problem is not None:
        raise QueryError(problem)
    return text, stored.version


def search_for(form: Form, asked: VariantsRequest, links: Links) -> str | None:
    """Return the link to the search for the words of a form, with the same filters, where a search can ask for them."""
    words = " ".join(form.text.replace('"', " ").split())
    if len(words) > CHARACTERS.value - 2 or len(words.split()) > QUOTATION.value // 2:
        return None
    return links.at("/", [("q", f'"{words}"'), *asked.filters])
