"""The meaning of a field before an atom or a bracket."""

import difflib
from dataclasses import replace

from pincite.index.query.atoms import Fault, read_words
from pincite.index.query.clauses import (
    And,
    Clause,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    TitleMatch,
    ValueMatch,
    Words,
    join,
)
from pincite.index.query.lexer import Kind, Lexeme
from pincite.index.query.unspaced import begins
from pincite.index.query.values import read_date, read_value
from pincite.index.values.fields import QUERY_FIELDS

EXPECTED_FIELD = f"one of the fields {', '.join(QUERY_FIELDS)}"
_ALIASES = {"year": "date", "month": "date", "speaker": "person", "author": "person", "lang": "language"}
_OPERATORS = ("after", "before", "since", "until", "from", "to", "day", "country", "site", "within", "sort", "limit")
_PARAMETERS = (
    "offset",
    "group",
    "missing",
    "facet",
    "histogram",
    "variants",
    "cursor",
    "explain",
    "dated",
    "statement",
)
NOT_WORDS = frozenset((*_OPERATORS, *_PARAMETERS))
"""What people write before a colon as an operator of another search, or a parameter of ours: not text to look for."""


def likely_field(name: str) -> str | None:
    """Return the field that ``name`` was probably meant to be, or None."""
    return _ALIASES.get(name) or next(iter(difflib.get_close_matches(name, QUERY_FIELDS, 1, 0.7)), None)


def read_fielded(field: str, atom: Lexeme) -> Clause:
    """Return the clause for ``field:atom``. Raises Fault."""
    if field == "title":
        return TitleMatch(read_words(atom))
    if field == "date":
        return read_date(atom)
    return read_value(field, atom)


def spread(field: str, clause: Clause | None) -> Clause | None:
    """Put ``field`` before each word of ``clause``, for ``field:( … )``. None when nothing is left."""
    match clause:
        case And(clauses) | Or(clauses):
            return join(type(clause), [spread(field, child) for child in clauses])
        case Not(negated):
            kept = spread(field, negated)
            return None if kept is None else Not(kept)
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            return TitleMatch(_in_title(clause)) if field == "title" else _valued(field, clause)
        case _:
            return clause


def _in_title(words: Words) -> Words:
    return replace(words, required=False) if isinstance(words, Term) else words


def _valued(field: str, words: Words) -> Clause | None:
    match words:
        case Term(token):
            tokens: tuple[str, ...] = (token,)
        case Prefix(token) if begins((token,)):
            tokens = (token,)
        case Phrase(tokens, prefix=prefix) if prefix == begins(tokens):
            pass
        case _:
            return None
    if field != "date":
        return ValueMatch(field, tokens)
    try:
        return read_date(Lexeme(Kind.WORD, 0, 0, "-".join(tokens)))
    except Fault:
        return None
