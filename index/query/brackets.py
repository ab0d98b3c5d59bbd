"""Pair all brackets before parsing, so that none stands alone and none is nested deeper than the limit."""

from pincite.index.query.lexer import Kind, Lexeme
from pincite.index.query.limits import NESTING
from pincite.index.query.mending import Edit, Trouble

_TOO_DEEP = f"brackets nested at most {NESTING.value} levels deep"


class Brackets:
    """The lexemes of a query with paired brackets, the problems found, and the edits that correct them."""

    def __init__(self, lexemes: list[Lexeme], end: int) -> None:
        self.lexemes: list[Lexeme] = []
        self.troubles: list[Trouble] = []
        self.edits: list[Edit] = []
        self._open: list[Lexeme] = []
        for lexeme in lexemes:
            self._take(lexeme)
        self._close_all(end)

    def _take(self, lexeme: Lexeme) -> None:
        if lexeme.kind is Kind.OPEN:
            self._open.append(lexeme)
            self._keep(lexeme, len(self._open) <= NESTING.value)
            if len(self._open) == NESTING.value + 1:
                self.troubles.append(Trouble(lexeme.start, "too_deep", _TOO_DEEP))
        elif lexeme.kind is Kind.CLOSE:
            self._keep(lexeme, 0 < len(self._open) <= NESTING.value)
            if self._open:
                self._open.pop()
            else:
                self.troubles.append(Trouble(lexeme.start, "unbalanced_bracket", "an opening bracket before this one"))
        else:
            self.lexemes.append(lexeme)

    def _keep(self, bracket: Lexeme, wanted: bool) -> None:
        if wanted:
            self.lexemes.append(bracket)
        else:
            self.edits.append(Edit(bracket.start, bracket.end))

    def _close_all(self, end: int) -> None:
        for opening in self._open:
            self.troubles.append(Trouble(opening.start, "unbalanced_bracket", "a closing bracket for this one"))
        for _ in self._open[: NESTING.value]:
            self.lexemes.append(Lexeme(Kind.CLOSE, end, end, ")"))
            self.edits.append(Edit(end, end, ")"))
