"""Completions as queries: what goes on from a beginning is written so that a search for it finds just that."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pincite.index.query.clauses import Clause
from pincite.index.query.completing import Suggestion
from pincite.index.query.parser import parse
from pincite.index.query.quotes import DOUBLE
from pincite.index.text.analysis import tokenize
from pincite.index.values.errors import QueryError
from pincite.index.values.fields import WORDED

_NAMES = "|".join(("title", *(facet.name for facet in WORDED)))
_FIELDED = re.compile(rf"(?:^|(?<=[\s(-]))({_NAMES}):(\"[^\"]*|[^\s\"():]*)$")
"""A query that ends in the value of a field, which is not whole yet."""
_SIGNED = re.compile(r"[\"“”„«»():*~+=]|(?:^|\s)-|\b(?:AND|OR|NOT|NEAR)\b")
"""What makes a text a query: a title or a value takes the place of plain words alone."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A query that goes on from what was typed, and how many statements it finds.

    ``kind`` is ``word``, ``title`` or a facet's name, ``label`` the word, title or value that was added.
    """

    kind: str
    text: str
    label: str
    statements: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was typed: ``before`` stays as it is, and values and titles go on from ``begun``.

    Words go on from ``word``, which begins at ``at``. ``field`` is the only kind of value wanted, if one is.
    """

    typed: str
    before: str
    begun: str
    word: str
    at: int
    field: str | None = None


def read_beginning(typed: str) -> Beginning | None:
    """Return what ``typed`` begins; None when it has no word."""
    tokens = tokenize(typed, None)
    if not tokens:
        return None
    at = tokens[-1].start
    fielded = _FIELDED.search(typed)
    if fielded:
        return Beginning(typed, typed[: fielded.start()], fielded[2].strip('"'), typed[at:], at, fielded[1])
    return Beginning(typed, "", "" if _SIGNED.search(typed) else typed, typed[at:], at)


def words_of_titles(beginning: Beginning, found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Yield the words of titles that go on from the last one typed: texts may not hold them."""
    (begun,) = (token.form for token in tokenize(beginning.word, None))
    for one in found:
        forms = (token.form for token in tokenize(one.text, None)) if one.kind == "title" else ()
        yield from (Suggestion("word", form, one.statements) for form in forms if form.startswith(begun))


def continued(beginning: Beginning, found: Iterable[Suggestion]) -> Iterator[tuple[Suggestion, str]]:
    """Yield those of ``found`` that can go on from ``beginning``, each as the text of a query."""
    for one in found:
        if one.kind == "word":
            yield one, beginning.typed[: beginning.at] + one.text
        elif beginning.begun and beginning.field in (None, one.kind):
            yield one, f'{beginning.before}{one.kind}:"{one.text.translate(_NO_QUOTES)}"'


def close(text: str) -> tuple[str, Clause] | None:
    """Return ``text`` with what it leaves open closed, and what it asks for; None when it is no query."""
    try:
        return text, parse(text)
    except QueryError as error:
        mends = {problem.mend for problem in error.problems if problem.code.startswith("unbalanced")}
        if len(mends) != 1 or len(error.problems) != 1:
            return None
    mended = mends.pop()
    return close(mended) if mended and mended != text else None


_NO_QUOTES = str.maketrans(dict.fromkeys(DOUBLE, " "))
