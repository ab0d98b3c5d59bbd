"""Parse a query into a clause tree, in linear time. All problems are reported at once, each with the corrected query.

After a problem the parser continues with the tree of the corrected text. The mend of a query is its text with all
problems corrected, if that text parses to the same tree. Otherwise it is the rendered tree.
"""

from dataclasses import dataclass

from pincite.index.query.clauses import EVERYTHING, Clause
from pincite.index.query.lexer import visible
from pincite.index.query.limits import CHARACTERS, TERMS
from pincite.index.query.mending import apply_edits
from pincite.index.query.render import render
from pincite.index.query.tree import TooManyTerms, Tree, read_tree
from pincite.index.values.errors import Problem, QueryError

_MAX_SAID = 20
MAX_PROBLEMS = 20
"""The most problems reported for one query. Each contains a whole query."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed query, with everything that the parser ignored or reinterpreted. The answer reports all of it.

    ``signs`` stood alone and were ignored. ``labels`` have a colon and a space after them but are not fields, so they
    were read as words. Each is listed once, in the order of the query; at most 20.
    """

    clause: Clause
    signs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def parse(text: str) -> Clause:
    """Return the clause of ``text``, or EVERYTHING when it is blank. Raises QueryError, as ``read`` does."""
    return read(text).clause


def read(text: str) -> Reading:
    """Parse ``text``; blank text gives EVERYTHING. Also return what the parser ignored.

    Stop words are kept (``pincite.index.query.understand`` removes them). Raises QueryError. Its problems have the
    parameter ``q``, the code point in ``text``, and in ``mend`` the whole corrected query, which parses. ``mend`` is
    None if no correction is known that means what was probably meant.
    """
    if len(text) > CHARACTERS.value:
        raise _over(CHARACTERS.value, "too_long", f"at most {CHARACTERS.value:,} characters", _first_words(text))
    shown, origins = visible(text)
    try:
        tree = read_tree(shown)
    except TooManyTerms as error:
        expected = f"at most {TERMS.value} terms outside quotations, and at most {TERMS.value} quotations"
        raise _over(origins[error.position], "too_many_terms", expected, shown[: error.position]) from error
    if tree.troubles:
        raise QueryError(*_problems(tree, origins, _mend(shown, tree)))
    return Reading(tree.clause or EVERYTHING, tree.signs[:_MAX_SAID], tree.labels[:_MAX_SAID])


def _problems(tree: Tree, origins: list[int], mend: str | None) -> list[Problem]:
    found = sorted(tree.troubles, key=lambda trouble: trouble.position)[:MAX_PROBLEMS]
    return [Problem("q", origins[trouble.position], trouble.code, trouble.expected, mend) for trouble in found]


def _over(position: int, code: str, expected: str, kept: str | None) -> QueryError:
    return QueryError(Problem("q", position, code, expected, None if kept is None else _mend_of(kept)))


def _first_words(text: str) -> str | None:
    """Return the longest beginning of ``text`` that ends at a space and fits into a query; None when there is none."""
    cut = text[: CHARACTERS.value + 1]
    end = max((at for at, character in enumerate(cut) if character.isspace()), default=0)
    return cut[:end] if cut[:end].strip() else None


def _mend_of(text: str) -> str | None:
    try:
        parse(text)
    except QueryError as error:
        return error.problems[0].mend
    return text.strip()


def _mend(text: str, tree: Tree) -> str | None:
    """Return the corrected query for ``tree``, in the wording of ``text`` if possible; None when there is none."""
    if not tree.is_mendable:
        return None
    rendered = "" if tree.clause is None else render(tree.clause)
    mended = apply_edits(text, tree.edits) if tree.edits else rendered
    return next((query for query in (mended, rendered) if _means(query, tree.clause)), None)


def _means(text: str, clause: Clause | None) -> bool:
    if len(text) > CHARACTERS.value:
        return False
    try:
        tree = read_tree(text)
    except TooManyTerms:
        return False
    return not tree.troubles and tree.clause == clause
