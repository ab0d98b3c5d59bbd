"""The words of a query as the engine looks them up: what each token of a leaf stands for, and how terms are spelt."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.query.clauses import And, Clause, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, TitleMatch, Words
from index.variants import stemmer_name, variant_keys

_LONGEST = 250
"""Characters of a term that are kept as they are: Lucene refuses terms of 32,766 bytes."""
_LONGEST_VALUE = 8_000
"""Characters of a facet's value that are kept as they are: with their digest 32,035 bytes of UTF-8 at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a leaf. ``kind`` is exact, class (of variants), prefix or fuzzy; ``edits`` is of a fuzzy one."""

    token: str
    kind: str
    edits: int = 0

    @property
    def written(self) -> str:
        """The word as an answer names it."""
        if self.kind == "prefix":
            return f"{self.token}*"
        return f"{self.token}~{self.edits}" if self.kind == "fuzzy" else self.token


def asked_of(words: Words, variants: bool) -> tuple[Asked, ...]:
    """The words of a leaf, in order. Without ``variants`` each stands for itself only."""
    match words:
        case Term(token, exact):
            return (Asked(token, "exact" if exact or not variants else "class"),)
        case Phrase(tokens, exact, prefix):
            kind = "exact" if exact or not variants else "class"
            last = Asked(tokens[-1], "prefix" if prefix else kind)
            return (*(Asked(token, kind) for token in tokens[:-1]), last)
        case Near(tokens, _):
            return tuple(Asked(token, "exact") for token in tokens)
        case Prefix(stem):
            return (Asked(stem, "prefix"),)
        case Fuzzy(token, edits):
            return (Asked(token, "fuzzy", edits),)


def positive_words(clause: Clause) -> list[Words]:
    """The leaves of ``clause`` that are words of the text and not under a NOT, in order, repeated ones too."""
    match clause:
        case And(clauses) | Or(clauses):
            return [words for child in clauses for words in positive_words(child)]
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            return [clause]
    return []


def all_words(clause: Clause) -> Iterator[Words]:
    """Every leaf of words, under a NOT or of a title too."""
    match clause:
        case And(clauses) | Or(clauses):
            for child in clauses:
                yield from all_words(child)
        case Not(child):
            yield from all_words(child)
        case TitleMatch(words):
            yield words
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            yield clause


def term_of(form: str) -> str:
    """The term that stands for ``form`` in the index: the form, unless it is very long."""
    if len(form) <= _LONGEST:
        return form
    return f"{form[:_LONGEST]}…{digest(form)}"


def key_terms(forms: Iterable[str], language: str | None) -> list[str]:
    """The terms of the classes of ``forms`` in a statement of ``language``, in order."""
    space = namespace(language)
    return [term_of(f"{space}:{''.join(key.split())}") for key in variant_keys(forms, language)]


def namespace(language: str | None) -> str:
    """Which classes a statement's words are in: those of a stemmer, or ``-`` where there is none."""
    return stemmer_name(language) or "-"


def code_of(term: str) -> int:
    """A number of 32 bits, with a sign, that stands for a term where only its places matter (CRC-32)."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) - 2**31


def value_term(value: str) -> str:
    """The term that stands for a whole value of a facet: the value, unless it is very long."""
    if len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE]}…{digest(value)}"


def is_shortened(term: str) -> bool:
    """Whether the term stands for a longer value: no value that is kept as it is has as many characters."""
    return len(term) > _LONGEST_VALUE


def digest(*parts: str) -> str:
    """A short name for what ``parts`` say together."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]
