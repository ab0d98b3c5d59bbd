"""A clause tree in plain English, to show how a query was understood."""

from dataclasses import dataclass

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
from pincite.index.query.unspaced import written


@dataclass(frozen=True, slots=True)
class Description:
    """One clause in words; ``parts`` are the clauses inside it."""

    words: str
    parts: tuple["Description", ...] = ()

    def sentence(self) -> str:
        """Return the description on one line, with the parts in brackets."""
        return f"{self.words} ({'; '.join(part.sentence() for part in self.parts)})" if self.parts else self.words


def describe(clause: Clause, *, variants: bool = True) -> Description:
    """Describe ``clause`` in words. ``variants`` is the query's setting: without it every word is exact."""
    match clause:
        case Everything():
            return Description("every paragraph")
        case And(clauses):
            return Description("all of these", tuple(describe(child, variants=variants) for child in clauses))
        case Or(clauses):
            return Description("any of these", tuple(describe(child, variants=variants) for child in clauses))
        case Sharing():
            return describe(clause.widened, variants=variants)
        case Not(negated):
            return Description("none of this", (describe(negated, variants=variants),))
        case TitleMatch(words):
            return Description(f"in the title: {_words(words, variants)}")
        case ValueMatch(field, tokens):
            return Description(f"{field} with {_the_words(tokens)}")
        case DateRange(text=text):
            return Description(f"dated {_dated(text)}")
        case DateUnknown():
            return Description("without a known date")
        case _:
            return Description(_words(clause, variants))


def _words(words: Words, variants: bool) -> str:
    match words:
        case Term(token, exact):
            return _token(token, exact or not variants)
        case Phrase(tokens, exact, prefix):
            forms = "" if exact or not variants else ", each in any form"
            return f"the phrase “{' '.join(written(tokens))}{'…' if prefix else ''}”{forms}"
        case Near(tokens, distance):
            return f"{_the_words(tokens)} in any order, at most {_counted(distance)} between them"
        case Prefix(stem):
            return f"a word that begins with “{stem}”"
        case Fuzzy(token, edits):
            return f"a word like “{token}”, at most {edits} {'letter' if edits == 1 else 'letters'} different"


def _token(token: str, exact: bool) -> str:
    return f"exactly “{token}”" if exact else f"“{token}” in any form"


def _the_words(tokens: tuple[str, ...]) -> str:
    return f"the {'word' if len(tokens) == 1 else 'words'} “{' '.join(written(tokens))}”"


def _counted(distance: int) -> str:
    return f"{distance} other {'word' if distance == 1 else 'words'}"


def _dated(text: str) -> str:
    first, separator, last = text.partition("..") if "/" not in text else (text, "", "")
    if not separator:
        return text
    if first and last:
        return f"from {first} to {last}"
    return f"from {first} on" if first else f"up to {last}"
