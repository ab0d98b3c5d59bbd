"""Remove the stop words that a query can do without."""

from dataclasses import dataclass

from pincite.index.query.clauses import And, Clause, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, join
from pincite.index.query.stopwords import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Understood:
    """The tree to search for, and the ignored stop words, each once, in the order of the query."""

    match: Clause
    dropped: tuple[str, ...] = ()


def understand(clause: Clause) -> Understood:
    """Remove each stop word that is in an AND beside another word of the text.

    Stop words are kept if they are quoted, have ``=`` or were typed in capitals. They are also kept alone,
    in an OR, or only beside stop words, fields and negations.
    """
    dropped: dict[str, None] = {}
    return Understood(_kept(clause, dropped), tuple(dropped))


def _kept(clause: Clause, dropped: dict[str, None]) -> Clause:
    match clause:
        case Or(clauses):
            # Flat again: an AND of a stop word and an OR becomes that OR.
            return join(Or, [_kept(child, dropped) for child in clauses]) or clause
        case Not(negated):
            return Not(_kept(negated, dropped))
        case And(clauses):
            return _conjunction(clauses, dropped)
        case _:
            return clause


def _conjunction(clauses: tuple[Clause, ...], dropped: dict[str, None]) -> Clause:
    if any(_is_word(child) for child in clauses):
        dropped.update((child.token, None) for child in clauses if _is_stop_word(child) and isinstance(child, Term))
        clauses = tuple(child for child in clauses if not _is_stop_word(child))
    kept = tuple(_kept(child, dropped) for child in clauses)
    return kept[0] if len(kept) == 1 else And(kept)


def _is_stop_word(clause: Clause) -> bool:
    return isinstance(clause, Term) and not (clause.exact or clause.required) and clause.token in STOP_WORDS


def _is_word(clause: Clause) -> bool:
    """Whether ``clause`` searches the text for a word that is not a stop word."""
    if isinstance(clause, And | Or):
        return any(_is_word(child) for child in clause.clauses)
    return isinstance(clause, Term | Phrase | Near | Prefix | Fuzzy) and not _is_stop_word(clause)
