"""Query text to lexemes: brackets, operators, fields and atoms, each with where it stands. Never fails, linear.

What an atom means is not decided here: ``raw`` is handed on as typed.
"""

import re
from dataclasses import dataclass
from enum import Enum

from pincite.index.text.characters import INVISIBLE, join_acronyms

QUOTES = '"“”„‟«»＂'
_RUN = re.compile(rf"[^\s(){QUOTES}]+")
_DASHES = re.compile(r"-+")
_FIELD = re.compile(r"([^\W\d]+):")
_AFTER_QUOTE = re.compile(r"\*|~[^\W_]*")
_ANY_QUOTE = re.compile(rf"[{QUOTES}]")


class Kind(Enum):
    """What a lexeme is."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    FIELD = "field"
    WORD = "word"
    QUOTED = "quoted"


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query: ``raw`` as typed, for a FIELD its name; a quote is ``closed`` by its second mark."""

    kind: Kind
    start: int
    end: int
    raw: str
    closed: bool = True


def visible(text: str) -> tuple[str, list[int]]:
    """Return ``text`` without invisible joiners, and where each character stood, with the end of the text last.

    A straight quote inside a Hebrew acronym is a gershayim, and so no quote.
    """
    kept = [(c, i) for i, c in enumerate(text) if c not in INVISIBLE]
    return join_acronyms("".join(c for c, _ in kept), "\u05f4"), [*(i for _, i in kept), len(text)]


def read_lexemes(text: str) -> list[Lexeme]:
    """Return the lexemes of ``text`` in order, without the space between them."""
    lexemes: list[Lexeme] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character.isspace():
            position += 1
            continue
        if character in "()":
            found = [Lexeme(Kind(character), position, position + 1, character)]
        elif character in QUOTES:
            found = [_quoted(text, position, position)]
        else:
            found = _run(text, position)
        lexemes += found
        position = found[-1].end
    return lexemes


def _run(text: str, start: int) -> list[Lexeme]:
    """Read a run of characters up to a space, a bracket or a quote: minus signs, a field, a word."""
    end = _end(_RUN, text, start)
    lexemes: list[Lexeme] = []
    dashes = _DASHES.match(text, start, end)
    if dashes and _begins_item(text, dashes.end()):
        lexemes = [Lexeme(Kind.NOT, at, at + 1, "-") for at in range(start, dashes.end())]
        start = dashes.end()
    field = _FIELD.match(text, start, end)
    if field:
        lexemes.append(Lexeme(Kind.FIELD, start, field.end(), field[1]))
        start = field.end()
    if start == end:
        return lexemes
    if text[start:end] == "=" and end < len(text) and text[end] in QUOTES:
        return [*lexemes, _quoted(text, start, end)]
    raw = text[start:end]
    return [*lexemes, Lexeme(Kind.WORD if field else _OPERATORS.get(raw, Kind.WORD), start, end, raw)]


def _begins_item(text: str, position: int) -> bool:
    return position < len(text) and not text[position].isspace() and text[position] != ")"


def _quoted(text: str, start: int, opening: int) -> Lexeme:
    closing = _closing(text, opening)
    if closing is None:
        end = _before_closing_brackets(text, opening + 1)
        return Lexeme(Kind.QUOTED, start, end, text[start:end], closed=False)
    end = _end(_AFTER_QUOTE, text, closing + 1)
    return Lexeme(Kind.QUOTED, start, end, text[start:end])


def _closing(text: str, opening: int) -> int | None:
    """A straight quote is closed by a straight one, so that a quotation inside it does not end it."""
    if text[opening] == '"':
        straight = text.find('"', opening + 1)
        if straight >= 0:
            return straight
    found = _ANY_QUOTE.search(text, opening + 1)
    return found.start() if found else None


def _before_closing_brackets(text: str, start: int) -> int:
    """Where a quote that nothing closes is taken to end: the brackets at the end of the text are not in it."""
    end = len(text)
    while end > start and (text[end - 1] == ")" or text[end - 1].isspace()):
        end -= 1
    return end


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
