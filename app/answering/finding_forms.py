"""Find the forms of a wording that a request names: of its text, or of a paragraph."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from pincite.app.answering.links import Links
from pincite.app.answering.variants_request import VariantsRequest, find_length_problem
from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.limits import CHARACTERS, QUOTATION
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import NotFound, QueryError
from pincite.index.wording.agreed import FoundVariants, ask_variants, find_variants
from pincite.index.wording.forms import Form

Statements = Callable[[str, str | None], StoredStatement]
"""Returns a statement by its id, in a version or as it is now."""
Admit = Callable[[int], AbstractContextManager[None]]
"""Lets in work of a cost, when it is its turn."""


def admit_all(_cost: int) -> AbstractContextManager[None]:
    """Let in any work at once: nobody else waits."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class VariantsAnswer:
    """The forms of a wording, the wording itself, and the version (64 hex) if it is a paragraph."""

    found: FoundVariants
    text: str
    version: str | None
    took_ms: float


def find_forms(
    asked: VariantsRequest, engine: SearchEngine, statement: Statements, deadline: Deadline, admit: Admit = admit_all
) -> VariantsAnswer:
    """Return the forms of a wording, once ``admit`` has let in work of its cost.

    Raises QueryError where a paragraph is too long or too short, CursorExpired, and what the archive raises.
    """
    text, version = _refer(asked, statement)
    question = ask_variants(text, asked.similarity, engine, asked.query)
    with admit(engine.estimate(question.query)):
        found = find_variants(question, engine, deadline)
    asked.check_commit(found.commit)
    return VariantsAnswer(found, text, version, deadline.spent_ms)


def _refer(asked: VariantsRequest, statement: Statements) -> tuple[str, str | None]:
    if asked.text:
        return asked.text, None
    stored = statement(asked.statement, asked.version)
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
