"""What pasted text has that a typed query has not: signs that stand alone, and capitals that mean something."""

from collections.abc import Sequence
from dataclasses import replace

from pincite.index.query.clauses import Clause, Term
from pincite.index.query.lexer import OPERATORS, Kind, Lexeme
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.text.analysis import tokenize

_IN_CAPITALS = frozenset(word for word in STOP_WORDS if len(word) > 1) - {"and", "or", "not"}
"""Those that capitals make required: a single letter begins sentences, and three words in capitals are operators."""


def pass_over_signs(lexemes: Sequence[Lexeme]) -> tuple[list[Lexeme], list[Lexeme]]:
    """Return the lexemes without signs, and the signs; brackets that hold nothing but signs go with them."""
    kept: list[Lexeme] = []
    signs: list[Lexeme] = []
    opened: list[bool] = []  # for each open bracket: whether a sign was passed over in it
    for lexeme in lexemes:
        if lexeme.kind is Kind.SIGN:
            signs.append(lexeme)
        elif lexeme.kind is Kind.CLOSE and opened and opened.pop() and kept[-1].kind is Kind.OPEN:
            kept.pop()
        else:
            kept.append(lexeme)
            opened += [False] if lexeme.kind is Kind.OPEN else []
            continue
        if opened:
            opened[-1] = True
    return kept, signs


def is_shouted(lexemes: Sequence[Lexeme]) -> bool:
    """Whether all letters are capitals, and not those of stop words alone: then capitals mean nothing."""
    typed = [lexeme.raw for lexeme in lexemes if lexeme.kind not in OPERATORS]
    if any(character.islower() for raw in typed for character in raw):
        return False
    capitals = [raw for raw in typed if raw.isupper()]
    return any(
        token.form not in STOP_WORDS for raw in capitals for token in tokenize(raw, None) if not token.form.isdigit()
    )


def require_capitals(clause: Clause | None, raw: str) -> Clause | None:
    """Return ``clause``, required when it is a stop word typed in capitals: ``WHO``, but not ``A`` or ``I``."""
    if isinstance(clause, Term) and not clause.exact and clause.token in _IN_CAPITALS:
        token = tokenize(raw, None)[0]
        return replace(clause, required=True) if raw[token.start : token.end].isupper() else clause
    return clause
