"""Split a query into lexemes with their positions: brackets, operators, fields and atoms. Never fails; linear time.

The lexer does not interpret atoms: ``raw`` is passed on as typed. Punctuation that stands alone, as in pasted text, is
a lexeme of its own kind (a *sign*).
"""

import re
from dataclasses import dataclass
from enum import Enum

from pincite.index.query.quotes import DOUBLE, QuoteMarks
from pincite.index.text.analysis import tokenize
from pincite.index.text.characters import INVISIBLE, join_acronyms

# A single quote after a letter is an apostrophe.
_RUN = re.compile(rf"(?:[^\s(){DOUBLE}‘‹›「」]|(?<=\w)‘)+")
_DASHES = re.compile(r"[-‐-―−]+")
_FIELD = re.compile(r"([^\W\d]+):")
_URL = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*://|mailto:)[^\s{DOUBLE}]+")
_AFTER_QUOTE = re.compile(r"\*|~(?:[-+]|\s+(?=\d))?[^\W_]*(?:[.,][^\W_]+)*")
_MARKS_ALONE = re.compile(r"[^*~=]*")

_WIDE = str.maketrans("（）：－＊～＝＂", '():-*~="')


class Kind(Enum):
    """The kinds of lexemes."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    FIELD = "field"
    WORD = "word"
    QUOTED = "quoted"
    URL = "url"
    SIGN = "sign"


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT, "ＡＮＤ": Kind.AND, "ＯＲ": Kind.OR, "ＮＯＴ": Kind.NOT}
OPERATORS = frozenset(_OPERATORS.values())


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query. ``raw`` is its text, or the name of a FIELD. ``closed``: a quote has its second mark."""

    kind: Kind
    start: int
    end: int
    raw: str
    closed: bool = True


def visible(text: str) -> tuple[str, list[int]]:
    """Return ``text`` without invisible joiners, and the original position of each character and of the end.

    Full-width operators become plain ones. A straight quote inside a Hebrew acronym is not a quotation mark: it becomes
    a gershayim.
    """
    kept = [(c, i) for i, c in enumerate(text) if c not in INVISIBLE]
    shown = "".join(c for c, _ in kept).translate(_WIDE)
    return join_acronyms(shown, "\u05f4"), [*(i for _, i in kept), len(text)]


def read_lexemes(text: str) -> list[Lexeme]:
    """Return the lexemes of ``text`` in order, without the space between them."""
    return _Lexer(text).read()


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._quotes = QuoteMarks(text)

    def read(self) -> list[Lexeme]:
        lexemes: list[Lexeme] = []
        text, position = self._text, 0
        while position < len(text):
            character = text[position]
            if character.isspace():
                position += 1
                continue
            if character in "()":
                found = [Lexeme(Kind(character), position, position + 1, character)]
            elif self._quotes.opens(position):
                found = [self._quoted(position, position)]
            else:
                found = self._run(position)
            lexemes += found
            position = found[-1].end
        return lexemes

    def _run(self, start: int) -> list[Lexeme]:
        """Read a run of characters up to a space, a bracket or a quote: minus signs, a field, a word, or signs."""
        text = self._text
        # A character that neither opens a quote nor belongs to a run, such as a lone `›`, is a lexeme by itself.
        end = _end(_RUN, text, start + 1)
        if text[start:end] == "=" and self._quotes.opens(end):
            return [self._quoted(start, end)]
        if not self._is_minus(start, end) and self._is_sign(start, end):
            return [Lexeme(Kind.SIGN, start, end, text[start:end])]
        lexemes: list[Lexeme] = []
        dashes = _end(_DASHES, text, start)
        if dashes > start:
            is_minus = self._is_minus(start, dashes)
            lexemes = [Lexeme(Kind.NOT if is_minus else Kind.SIGN, start, dashes, text[start:dashes])]
            start = dashes
        if url := _URL.match(text, start):
            return [*lexemes, _url(start, url[0])]
        field = _FIELD.match(text, start, end)
        if field:
            lexemes.append(Lexeme(Kind.FIELD, start, field.end(), field[1]))
            start = field.end()
        return lexemes if start == end else [*lexemes, *self._word(start, end, behind_field=bool(field))]

    def _word(self, start: int, end: int, *, behind_field: bool) -> list[Lexeme]:
        raw = self._text[start:end]
        if raw == "=" and self._quotes.opens(end):
            return [self._quoted(start, end)]
        if behind_field and self._is_sign(start, end):
            return [Lexeme(Kind.SIGN, start, end, raw)]
        dashes = _end(_DASHES, self._text, start)
        if behind_field and dashes > start and not self._is_minus(start, dashes):
            sign = Lexeme(Kind.SIGN, start, dashes, self._text[start:dashes])
            return [sign, Lexeme(Kind.WORD, dashes, end, self._text[dashes:end])]
        return [Lexeme(Kind.WORD if behind_field else _OPERATORS.get(raw, Kind.WORD), start, end, raw)]

    def _is_minus(self, start: int, end: int) -> bool:
        """Whether this is a single ``-`` directly before an item. Two of them are a dash."""
        text = self._text
        before_item = end < len(text) and not text[end].isspace() and text[end] != ")"
        return text[start:end] == "-" and before_item

    def _is_sign(self, start: int, end: int) -> bool:
        """Whether this is neither a word nor a misplaced mark before a quote or a bracket."""
        text = self._text
        raw = text[start:end]
        # An operator is a word; a query may have thousands.
        if raw in _OPERATORS or tokenize(raw, None):
            return False
        ends = end == len(text) or text[end].isspace() or text[end] == ")"
        return ends or _MARKS_ALONE.fullmatch(raw) is not None

    def _quoted(self, start: int, opening: int) -> Lexeme:
        text = self._text
        closing = self._quotes.closing(opening)
        if closing is None:
            end = _before_closing_brackets(text, opening + 1)
            return Lexeme(Kind.QUOTED, start, end, text[start:end], closed=False)
        end = _end(_AFTER_QUOTE, text, closing + 1)
        content = text[opening + 1 : closing]
        is_sign = bool(content.strip()) and not tokenize(content, None)
        return Lexeme(Kind.SIGN if is_sign else Kind.QUOTED, start, end, text[start:end])


def _url(start: int, raw: str) -> Lexeme:
    """Return the URL without the closing brackets at its end that it does not open."""
    open_ends = raw.count(")") - raw.count("(")
    trailing = len(raw) - len(raw.rstrip(")"))
    raw = raw[: len(raw) - max(0, min(open_ends, trailing))]
    return Lexeme(Kind.URL, start, start + len(raw), raw)


def _before_closing_brackets(text: str, start: int) -> int:
    """Return where an unclosed quote ends: before the closing brackets at the end of the text."""
    end = len(text)
    while end > start and (text[end - 1] == ")" or text[end - 1].isspace()):
        end -= 1
    return end


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
