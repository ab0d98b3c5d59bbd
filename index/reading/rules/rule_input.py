"""What a rule sees of a statement, and what it gives: a value with the words that show it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pincite.index.reading.formats.whitespace import squeeze
from pincite.index.reading.issuers.issuer_names import plain
from pincite.index.values.evidence import Within
from pincite.index.values.statement import Span

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])[\"”’)]*\s+(?=[\"“(]?[A-Z])|(?<=\d[.!?])\s+(?=[A-Z])")
_SENTENCE = 2_000
"""The most characters of a sentence that a rule reads: patterns take longer the more there is."""
_PROSE = 60
"""The fewest characters of a paragraph that says something: shorter ones are headings, numbers, salutations."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """Words that a rule reads: a title or a paragraph. ``spans`` say where they stand in the canonical text.

    ``text`` has one form of apostrophe, hyphen and blank, and is as long as the words are. It is the spans with one
    character between them. A title has no spans.
    """

    text: str
    spans: tuple[Span, ...] = ()

    @property
    def within(self) -> Within:
        """What the offsets of this piece's evidence count in."""
        return "text" if self.spans else "title"

    def place(self, start: int, end: int) -> Span:
        """Return where ``text[start:end]`` stands in the canonical text, or in the title."""
        return (self._at(start), self._at(end - 1) + 1) if self.spans else (start, end)

    def _at(self, offset: int) -> int:
        for start, end in self.spans:
            if offset <= end - start:
                return start + offset
            offset -= end - start + 1
        return self.spans[-1][1]

    @property
    def opening(self) -> Span:
        """Where the first sentence stands; of one that does not end soon, its beginning."""
        start, end = next(self.sentences())
        return start, min(end, start + _SENTENCE)

    def sentences(self) -> Iterator[Span]:
        """Yield where each sentence begins and ends in ``text``."""
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            yield start, match.start()
            start = match.end()
        yield start, len(self.text)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A value that the rule called ``rule`` found in ``text[start:end]`` of ``piece``; without a piece, in the file
    name."""

    rule: str
    value: Any
    piece: RuleText | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A statement as rules see it: its title (None: it has none), its paragraphs, its file's name.

    ``off`` are the names of rules that somebody switched off. ``known`` are the values that are known so far, by key.
    """

    title: RuleText | None
    paragraphs: Sequence[RuleText]
    name: str = ""
    off: frozenset[str] = frozenset()
    known: dict[str, Any] = field(default_factory=dict)

    def uses(self, rule: str) -> bool:
        """Whether the rule called ``rule`` may be used."""
        return rule not in self.off and "all" not in self.off

    def prose(self, most: int) -> list[RuleText]:
        """Return the first ``most`` paragraphs that say something."""
        found: list[RuleText] = []
        for piece in self.paragraphs[:12]:
            if len(piece.text) >= _PROSE and len(found) < most:
                found.append(piece)
        return found


def build_piece(text: str, spans: Iterable[Span] = ()) -> RuleText:
    """Return the piece with the words of ``text``."""
    return RuleText(plain(text), tuple(spans))


def found_in(rule: str, value: Any, piece: RuleText, match: re.Match[str], group: str | int = 0) -> RuleFinding:
    """Return the finding of ``value`` where ``match`` matched."""
    return RuleFinding(rule, value, piece, match.start(group), match.end(group))


def words_of(text: str) -> str:
    """Return words as a value has them: on one line, one blank between them."""
    return squeeze(text).strip(" ,;:")
