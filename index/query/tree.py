"""Parse lexemes into a clause tree by recursive descent. Recursion is bounded, because brackets are paired first."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pincite.index.query.atoms import read_words, settle
from pincite.index.query.brackets import Brackets
from pincite.index.query.clauses import And, Clause, Near, Not, Or, Phrase, Prefix, Term, TitleMatch, ValueMatch, join
from pincite.index.query.fielded import EXPECTED_FIELD, NOT_WORDS, likely_field, read_fielded, spread
from pincite.index.query.lexer import OPERATORS, Kind, Lexeme, read_lexemes
from pincite.index.query.limits import TERMS
from pincite.index.query.mending import Edit, Trouble
from pincite.index.query.pasted import is_shouted, pass_over_signs, require_capitals
from pincite.index.query.quotes import DOUBLE
from pincite.index.query.unspaced import written
from pincite.index.values.fields import QUERY_FIELDS

_ENDS = (Kind.OR, Kind.CLOSE)
_MARK_BEFORE = re.compile(r"[*~=]\w")
_ATOMS = (Kind.WORD, Kind.URL, Kind.QUOTED)


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of the corrected query (None: nothing is left), the problems, and the edits that correct them."""

    clause: Clause | None
    troubles: list[Trouble]
    edits: list[Edit]
    signs: tuple[str, ...] = ()
    """Signs that stood alone and were ignored, each once."""
    is_mendable: bool = True
    """Whether ``clause`` is probably what the user meant."""
    labels: tuple[str, ...] = ()
    """Words before a colon and a space that are not fields, each once."""


class TooManyTerms(Exception):
    """The query has too many terms. The first one over the limit is at ``position``."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def read_tree(text: str) -> Tree:
    """Parse ``text`` into a tree, continuing after every problem. Raises TooManyTerms."""
    lexemes, signs = pass_over_signs(read_lexemes(text))
    brackets = Brackets(lexemes, len(text))
    reader = _Reader(brackets, {sign.start for sign in signs}, is_shouted=is_shouted(lexemes))
    clause = reader.either()
    return Tree(
        clause,
        brackets.troubles,
        brackets.edits,
        _once(sign.raw for sign in signs),
        reader.is_mendable and not _has_rivals(lexemes),
        _once(reader.labels),
    )


def _has_rivals(lexemes: Sequence[Lexeme]) -> bool:
    """Whether two different operators stand side by side, so that nobody knows which one was meant."""
    kinds = pairwise(lexeme.kind for lexeme in lexemes)
    return any(one is not other and {one, other} <= OPERATORS and other is not Kind.NOT for one, other in kinds)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


class _Reader:
    def __init__(self, brackets: Brackets, signs: set[int], *, is_shouted: bool) -> None:
        self.labels: list[str] = []
        self._signs = signs
        self.is_mendable = True
        self._is_shouted = is_shouted
        self._lexemes, self._troubles, self._edits = brackets.lexemes, brackets.troubles, brackets.edits
        self._at = 0
        self._terms = self._quotations = 0

    def either(self) -> Clause | None:
        found = [self._all()]
        while operator := self._take(Kind.OR):
            right = self._all()
            if right is None or not any(found):
                self._dangling(operator)
            found.append(right)
        return join(Or, found)

    def _all(self) -> Clause | None:
        found: list[Clause | None] = []
        while (kind := self._kind()) and kind not in _ENDS:
            operator = self._take(Kind.AND)
            clause = self._negated()
            if operator and (clause is None or not any(found)):
                self._dangling(operator)
            found.append(clause)
        return join(And, found)

    def _negated(self) -> Clause | None:
        signs: list[Lexeme] = []
        while sign := self._take(Kind.NOT):
            signs.append(sign)
        for sign in signs[1:]:
            self._trouble(sign.start, "double_not", "only one NOT or `-`, or brackets around the inner one")
            self._edits.append(Edit(sign.start, sign.end))
            # Said twice for emphasis, or to undo the first one.
            self.is_mendable = False
        item = self._item()
        if signs and item is None:
            self._dangling(signs[0])
        return Not(item) if signs and item is not None else item

    def _item(self) -> Clause | None:
        kind = self._kind()
        if kind is Kind.OPEN:
            return self._group()
        if kind is Kind.FIELD:
            return self._field(self._next())
        if kind in _ATOMS:
            return self._words(self._next())
        return None

    def _words(self, atom: Lexeme) -> Clause | None:
        clause = self._atom(atom, read_words)
        return clause if self._is_shouted else require_capitals(clause, atom.raw)

    def _group(self) -> Clause | None:
        opening = self._next()
        clause = self.either()
        closing = self._next()
        if clause is None:
            self._trouble(opening.start, "empty_brackets", "words between the brackets")
            self._edits.append(Edit(opening.start, closing.end))
        return clause

    def _field(self, field: Lexeme) -> Clause | None:
        name, following = field.raw.lower(), self._peek()
        near = following is not None and following.start == field.end and following.kind is not Kind.CLOSE
        if name not in QUERY_FIELDS and not near:
            self.labels.append(field.raw)
            return self._words(replace(field, kind=Kind.WORD))
        if name not in QUERY_FIELDS:
            self._trouble(field.start, "unknown_field", EXPECTED_FIELD)
            meant = likely_field(name)
            if meant is None:
                return self._unknown(field, self._next() if self._kind() in _ATOMS else None)
            self._edits.append(Edit(field.start, field.end, f"{meant}:"))
            name = meant
        if near and self._kind() is Kind.OPEN:
            self._trouble(field.end, "field_group", "a word or a quote after the colon")
            return spread(name, self._group())
        if self._kind() in _ATOMS:
            return self._valued(name, field, self._next())
        self._trouble(field.end, "field_value", "a word or a quote after the colon")
        self._edits.append(Edit(field.start, field.end))
        # `issuer:*` may mean that there is one.
        self.is_mendable &= field.end not in self._signs
        return None

    def _unknown(self, field: Lexeme, atom: Lexeme | None) -> Clause | None:
        """Read an unknown field as words: the name, the colon, and what follows it."""
        self.is_mendable &= field.raw.lower() not in NOT_WORDS
        if atom is None:
            self._edits.append(Edit(field.end - 1, field.end))
            return self._atom(replace(field, kind=Kind.WORD), read_words)
        # Without a mark that stands before it, what follows would be a word that nobody typed: `ab:cd~1`.
        self.is_mendable &= _MARK_BEFORE.search(atom.raw) is None
        inside = "".join(c for c in atom.raw if c not in DOUBLE and c not in "*~=")
        quoted = Lexeme(Kind.QUOTED, field.start, atom.end, f'"{field.raw}:{inside}"')
        self._edits.append(Edit(field.start, atom.end, quoted.raw))
        return self._atom(quoted, read_words)

    def _valued(self, name: str, field: Lexeme, atom: Lexeme) -> Clause | None:
        if atom.start != field.end:
            self._trouble(field.end, "field_value", "no space after the colon")
            self._edits.append(Edit(field.end, atom.start))
        minus = len(atom.raw) - len(atom.raw.lstrip("-"))
        if not minus or atom.kind is Kind.QUOTED:
            return self._atom(atom, lambda lexeme: read_fielded(name, lexeme), field)
        self._trouble(atom.start, "misplaced_minus", "the `-` before the field")
        self._edits += [Edit(field.start, field.start, "-"), Edit(atom.start, atom.start + minus)]
        rest = Lexeme(Kind.WORD, atom.start + minus, atom.end, atom.raw[minus:])
        clause = self._atom(rest, lambda lexeme: read_fielded(name, lexeme), field)
        return None if clause is None else Not(clause)

    def _atom(self, atom: Lexeme, read: Callable[[Lexeme], Clause], field: Lexeme | None = None) -> Clause | None:
        start = (field or atom).start
        clause, written, fault = settle(atom, read)
        if fault:
            self._trouble(atom.start + fault.offset, fault.code, fault.expected)
            self.is_mendable &= fault.replacement is not None
            dropped = clause is None
            self._edits.append(Edit(start if dropped else atom.start, atom.end, "" if dropped else written.raw))
        if clause is not None:
            self._count(clause, start, is_quotation=atom.kind is Kind.QUOTED)
        return clause

    def _count(self, clause: Clause, position: int, *, is_quotation: bool) -> None:
        """Count terms and quotations. A quotation has its own limit of words, so it counts once, however long it is."""
        words = clause.words if isinstance(clause, TitleMatch) else clause
        if is_quotation and isinstance(words, Term | Phrase | Prefix):
            self._quotations += 1
        else:
            self._terms += _terms(words)
        if max(self._terms, self._quotations) > TERMS.value:
            raise TooManyTerms(position)

    def _dangling(self, operator: Lexeme) -> None:
        self._trouble(operator.start, "dangling_operator", f"words {_WHERE[operator.kind]} `{operator.raw}`")
        self._edits.append(Edit(operator.start, operator.end))

    def _trouble(self, position: int, code: str, expected: str) -> None:
        self._troubles.append(Trouble(position, code, expected))

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _kind(self) -> Kind | None:
        lexeme = self._peek()
        return lexeme.kind if lexeme else None

    def _next(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _take(self, kind: Kind) -> Lexeme | None:
        return self._next() if self._kind() is kind else None


_WHERE = {Kind.AND: "on both sides of", Kind.OR: "on both sides of", Kind.NOT: "after"}


def _terms(clause: Clause) -> int:
    match clause:
        case Phrase(tokens) | ValueMatch(_, tokens):
            return len(written(tokens))
        case Near(tokens):
            return len(written(tokens, in_order=False))
        case _:
            return 1
