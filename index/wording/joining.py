"""A wording as a query: a quotation unless it is written as a query, and together with the query of the base."""

import re

from pincite.index.query.clauses import EVERYTHING, And, Clause, Not, Or, Term, join
from pincite.index.query.parser import read
from pincite.index.query.quotes import DOUBLE
from pincite.index.query.render import render
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.query.understand import understand

_WRITTEN = re.compile(rf"[{DOUBLE}*]|(?<!\S)\(*(?:AND|OR|NOT)(?=[\s(]|$)")
"""A double quote, a star, or an operator in capitals."""


def is_written(wording: str) -> bool:
    """Whether a wording is a query already: it holds a double quote, a star, ``AND``, ``OR`` or ``NOT``."""
    return _WRITTEN.search(wording) is not None


def as_query(wording: str) -> str:
    """Return the query for a wording."""
    return wording if is_written(wording) else f'"{wording}"'


def join_query(base: str, wording: str) -> str:
    """Return a query for the paragraphs that both queries find. Raises QueryError, with positions in one of them.

    It finds no other paragraphs: no stop word is ignored in it that was searched for.
    """
    one, other = (understand(read(text).clause).match for text in (base, wording))
    if one == EVERYTHING:
        return wording
    joined = join(And, [_kept(one), _kept(other)])
    return wording if joined is None else render(joined)


def _kept(clause: Clause) -> Clause:
    """Require the stop words that are searched for. Beside other words they would be ignored."""
    match clause:
        case And(clauses):
            return And(tuple(map(_kept, clauses)))
        case Or(clauses):
            return Or(tuple(map(_kept, clauses)))
        case Not(child):
            return Not(_kept(child))
        case Term(token, exact=False) if token in STOP_WORDS:
            return Term(token, required=True)
    return clause
