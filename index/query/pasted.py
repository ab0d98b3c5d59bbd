"""Features of pasted text: punctuation that stands alone, and stop words in capitals."""

from collections.abc import Sequence
from dataclasses import replace

from pincite.index.query.clauses import Clause, Term
from pincite.index.query.lexer import OPERATORS, Kind, Lexeme
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.text.analysis import tokenize

_IN_CAPITALS = frozenset(word for word in STOP_WORDS if len(word) > 1) - {"and", "or", "not"}
"""Stop words that are required when typed in capitals. Single letters begin sentences, and three are operators."""


def pass_over_signs(lexemes: Sequence[Lexeme]) -> tuple[list[Lexeme], list[Lexeme]]:
    """Separate signs from the other lexemes. Brackets around nothing but signs are removed too."""
    kept: list[Lexeme] = []
    signs: list[Lexeme] = []
    opened: list[bool] = []  # for each open bracket: whether a sign inside it was removed
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
    """Whether the query is all in capitals, apart from stop words alone. Capitals then carry no meaning."""
    typed = [lexeme.raw for lexeme in lexemes if lexeme.kind not in OPERATORS]
    if any(character.islower() for raw in typed for character in raw):
        return False
    capitals = [raw for raw in typed if raw.isupper()]
    return any(
        token.form not in STOP_WORDS for raw in capitals for token in tokenize(raw, None) if not token.form.isdigit()
    )


def require_capitals(clause: Clause | None, raw: str) -> Clause | None:
    """Mark ``clause`` as required when it is a stop word typed in capitals: ``WHO``, but not ``A`` or ``I``."""
    if isinstance(clause, Term) and not clause.exact and clause.token in _IN_CAPITALS:
        token = tokenize(raw, None)[0]
        return replace(clause, required=True) if raw[token.start : token.end].isupper() else clause
    return clause
