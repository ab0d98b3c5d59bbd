"""What a request for the forms of a wording says."""

from dataclasses import dataclass, replace
from fractions import Fraction

from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import FILTERS, VARIANTS, Pairs
from pincite.app.answering.request import read_filters
from pincite.index.query.limits import CHARACTERS
from pincite.index.query.query import Query
from pincite.index.query.signing import START, foreign, is_cursor
from pincite.index.text.analysis import tokenize
from pincite.index.values.errors import Problem
from pincite.index.wording.measures import LEAST_WORDS, MOST_WORDS

_FILTERS = {parameter.name for parameter in FILTERS} - {"statement"}
SHOWN_PLACES = 20
"""How many places of a form are shown, unless all are asked for."""


@dataclass(frozen=True, slots=True)
class VariantsRequest:
    """The wording: ``text``, or a paragraph of a statement; the filters; how similar; and which forms are wanted.

    ``cursor`` is None for the first page. ``pairs`` are the parameters without the cursor.
    """

    text: str
    statement: str
    paragraph: int
    version: str | None
    query: Query
    similarity: Fraction
    limit: int
    cursor: str | None
    has_all_places: bool
    pairs: tuple[tuple[str, str], ...]

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The filters, as parameters of a search."""
        return [pair for pair in self.pairs if pair[0] in _FILTERS]


def parse_variants(pairs: Pairs) -> VariantsRequest:
    """Parse the parameters of a request for variants. Raises QueryError with every problem."""
    reader = ParameterReader(pairs, VARIANTS)
    text, statement = reader.text("text") or "", reader.text("statement") or ""
    number, version = reader.text("paragraph"), reader.text("version")
    reader.problems += _find_problems(text, statement, has_number=number is not None)
    if text and not statement:
        given = {"paragraph": number, "version": version}
        reader.problems += [_of_a_statement(name) for name, value in given.items() if value]
    cursor = _cursor(reader)
    # The statement is the one with the wording, and no filter.
    query = replace(read_filters(reader, Query(limit=0)), statements=())
    limit, paragraph = reader.number("limit"), reader.number("paragraph") if number else 0
    reader.finish()
    return VariantsRequest(
        text,
        statement,
        paragraph,
        version,
        query,
        Fraction(reader.text("similarity") or "0.6"),
        limit,
        cursor,
        "places" in reader.values("include"),
        tuple(pair for pair in pairs if pair[0] != "cursor" and pair[1].strip()),
    )


def find_length_problem(text: str, name: str) -> Problem | None:
    """Return what is wrong with the length of a wording, which parameter ``name`` gave; None for nothing."""
    words = len(tokenize(text[: CHARACTERS.value + 1], None))
    whole = f"a wording of {LEAST_WORDS} to {MOST_WORDS:,} words, and of at most {CHARACTERS.value:,} characters"
    mend = "" if name == "text" else "; give a passage of this paragraph as `text`"
    if words < LEAST_WORDS:
        return Problem(name, None, "too_short", f"{whole}{mend}")
    if words > MOST_WORDS or len(text) > CHARACTERS.value:
        return Problem(name, None, "too_long", f"{whole}{mend}")
    return None


def _find_problems(text: str, statement: str, *, has_number: bool) -> list[Problem]:
    if text and statement:
        return [_of_a_statement("text")]
    if text:
        problem = find_length_problem(text, "text")
        return [] if problem is None else [problem]
    if not statement:
        return [Problem("text", None, "required", "a text, or a statement and the number of its paragraph")]
    return [] if has_number else [Problem("paragraph", None, "required", "the number of a paragraph of the statement")]


def _of_a_statement(name: str) -> Problem:
    return Problem(name, None, "conflict", "a text, or a statement and the number of its paragraph")


def _cursor(reader: ParameterReader) -> str | None:
    cursor = reader.text("cursor")
    if cursor and not is_cursor(cursor):
        reader.problems.append(foreign())
    return None if cursor == START else cursor
