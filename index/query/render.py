"""Write a clause tree as a query: the inverse of ``parse``.

``parse(render(clause)) == clause`` for every clause in normal form within the limits. Normal form is what
``parse`` returns: an And or Or has at least two clauses and none of its own kind; Everything stands alone; a Phrase or
Near has at least two tokens (a quoted word is an exact Term, a quoted prefix an exact Prefix); only a stop word is
required; a token is a form of ``pincite.index.text.analysis``; the ``text`` of a DateRange parses to its bounds.
"""

from pincite.index.query.clauses import (
    And,
    Clause,
    DateRange,
    DateUnknown,
    Everything,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Sharing,
    Term,
    TitleMatch,
    ValueMatch,
    Words,
)
from pincite.index.query.unspaced import is_single, written


def render(clause: Clause) -> str:
    """Return the query for ``clause``; the empty string for Everything."""
    match clause:
        case Everything():
            return ""
        case And(clauses):
            return " ".join(_bracketed(child, Or) for child in clauses)
        case Or(clauses):
            return " OR ".join(render(child) for child in clauses)
        case Sharing():
            return render(clause.widened)
        case Not(negated):
            return f"NOT {_bracketed(negated, And, Or, Not)}"
        case TitleMatch(words):
            return f"title:{render_words(words)}"
        case ValueMatch(field, tokens):
            return f"{field}:{_quoted(tokens) if len(written(tokens)) > 1 else written(tokens)[0]}"
        case DateRange(text=text):
            return f"date:{text}"
        case DateUnknown():
            return "date:unknown"
        case _:
            return render_words(clause)


def render_words(words: Words) -> str:
    """Return the atom for ``words``."""
    match words:
        case Term(token, exact, required):
            return token.upper() if required else f"={token}" if exact else token
        case Phrase(tokens, exact, prefix):
            star = "*" if prefix and not is_single(tokens[-1]) else ""
            return _quoted(tokens, star) if exact else "-".join(written(tokens)) + star
        case Near(tokens, distance):
            return f'"{" ".join(written(tokens, in_order=False))}"~{distance}'
        case Prefix(stem, exact):
            star = "" if is_single(stem) else "*"
            return _quoted((stem,), star) if exact else stem + star
        case Fuzzy(token, edits):
            return f"{token}~{edits}"


def _bracketed(clause: Clause, *kinds: type[Clause]) -> str:
    return f"({render(clause)})" if isinstance(clause, kinds) else render(clause)


def _quoted(tokens: tuple[str, ...], star: str = "") -> str:
    return f'"{" ".join(written(tokens))}{star}"'
