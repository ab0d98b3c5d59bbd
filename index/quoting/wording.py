"""The words of a text as they are compared: how many a passage shares, and which a paragraph has at its edges."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import LCSseq, Opcode

from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.quoting.folding import fold_text
from pincite.index.quoting.grammar import Parsed, words_of
from pincite.index.quoting.phrases import RUN
from pincite.index.values.statement import Span

ROOM, FACTOR = 12, 1.5
"""A passage has at most ``FACTOR`` times the words of the quotation, and ``ROOM`` more."""
SHARE = 0.5
"""The least share of its words, and of those that are no stop words, that a passage has in the same order."""
_STRAY = 2
_FINE = 32
"""Windows are tried at so many places, and then one by one around the best of them."""

_PIECE = re.compile(r"[^\W_]+")
_REACH = 60
"""The first and the last word of a paragraph stand within so many characters."""
Run = tuple[str, ...]
"""Words in a row, folded."""


class WordCodes:
    """Gives each word a character, so that words are compared as fast as characters."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def encode(self, words: Sequence[str]) -> str:
        """Return one character for each word."""
        known = self._known
        # Surrogates are left out: they are no characters.
        return "".join([known.setdefault(word, chr(_code(len(known)))) for word in words])


def _code(number: int) -> int:
    return 1 + number if number < 0xD000 else 0x10000 + number - 0xD000


@dataclass(frozen=True)
class Wording:
    """The words of a text, folded, with their ranges."""

    text: str
    spans: tuple[Span, ...]
    words: tuple[str, ...]


def read_wording(text: str) -> Wording:
    """Return the words of a text."""
    spans = tuple(words_of(text))
    return Wording(text, spans, tuple([_fold_word(text[start:end]) for start, end in spans]))


def _fold_word(word: str) -> str:
    # Nearly all words are plain, and folding takes its time.
    return word.lower() if word.isascii() and word.isalnum() else fold_text(word)


@dataclass(frozen=True, slots=True)
class Shared:
    """What a window of words shares: how many in order, and the words from the first to behind the last shared.

    ``lead`` and ``tail`` are how many words of the quotation stand before the first and behind the last shared one.
    """

    count: int
    first: int
    end: int
    lead: int
    tail: int


class QuotedWords:
    """A quotation, compared with windows of passages."""

    def __init__(self, quoted: Sequence[str]) -> None:
        self.size = len(quoted)
        self.widest = int(FACTOR * self.size) + ROOM
        self._lexicon = WordCodes()
        self._quoted = self._lexicon.encode(quoted)
        self._known = frozenset(self._quoted)
        telling = [word for word in quoted if word not in STOP_WORDS]
        self._telling, self._telling_size = frozenset(self._lexicon.encode(telling)), len(telling)
        self._plain = [word for word in quoted if word.isascii() and word.isalnum()]
        self._runs = {self._quoted[at : at + RUN] for at in range(self.size - RUN + 1)}

    def may_share(self, flat: str | None) -> bool:
        """Whether a text may have a window that is near enough, given as ``flatten`` makes it: in no time."""
        if flat is None:
            return True
        lacked = [word for word in self._plain if word not in flat]
        telling = sum(word not in STOP_WORDS for word in lacked)
        return len(lacked) <= (1 - SHARE) * self.size and telling <= (1 - SHARE) * self._telling_size

    def wanted(self) -> tuple[list[str], int]:
        """Return words that are no stop words, and how many of them at least a near passage has."""
        plain = dict.fromkeys(word for word in self._plain if word not in STOP_WORDS)
        return list(plain), len(plain) - int((1 - SHARE) * self._telling_size)

    def best(self, words: Sequence[str]) -> Shared | None:
        """Return the window that shares most words in order; None when none is near enough to have been altered."""
        encoded = self._lexicon.encode(words)
        starts = [at for at, word in enumerate(encoded) if word in self._known]
        if not starts or not any(encoded[at : at + RUN] in self._runs for at in starts):
            return None
        step = max(1, self.widest // _FINE)
        rough = {at // step: number for number, at in reversed(list(enumerate(starts)))}
        scored = sorted(((self._score(encoded, starts[number]), -number) for number in rough.values()), reverse=True)
        near = {
            one
            for _, number in scored[:3]
            for one in range(-number - step, -number + step + 1)
            if 0 <= one < len(starts)
        }
        ranked = sorted((-self._score(encoded, starts[number]), starts[number]) for number in near)
        return next((found for score, at in ranked[:8] if (found := self._judge(encoded, at, -score))), None)

    def _score(self, encoded: str, start: int) -> int:
        return int(LCSseq.similarity(self._quoted, encoded[start : start + self.widest]))

    def _judge(self, encoded: str, start: int, score: int) -> Shared | None:
        window = encoded[start : start + self.widest]
        telling = [word for word in self._quoted if word in self._telling]
        held = LCSseq.similarity(telling, [word for word in window if word in self._telling])
        has_run = any(window[at : at + RUN] in self._runs for at in range(len(window) - RUN + 1))
        if score < SHARE * self.size or held < SHARE * len(telling) or not has_run:
            return None
        first, end = self._tighten(window, score)
        blocks = [op for op in LCSseq.opcodes(self._quoted, window[first:end]) if op.tag == "equal"]
        while len(blocks) > 1 and _is_stray(blocks[0], blocks[1].dest_start - blocks[0].dest_end):
            blocks.pop(0)
        while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-1].dest_start - blocks[-2].dest_end):
            blocks.pop()
        lead, tail = blocks[0].src_start, self.size - blocks[-1].src_end
        first += start
        return Shared(score, first + blocks[0].dest_start, first + blocks[-1].dest_end, lead, tail)

    def _tighten(self, window: str, score: int) -> tuple[int, int]:
        """Return the shortest part of a window that shares as much: from as late, then to as early as can be."""
        low, high = 0, len(window)
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if LCSseq.similarity(self._quoted, window[middle:]) >= score else (low, middle)
        first, low, high = low, low, len(window)
        while low + 1 < high:
            middle = (low + high) // 2
            is_enough = LCSseq.similarity(self._quoted, window[first:middle]) >= score
            low, high = (low, middle) if is_enough else (middle, high)
        return first, high


def _is_stray(block: Opcode, gap: int) -> bool:
    """Whether a block of shared words at an end is so short and so far from the others that it is there by chance."""
    size: int = block.dest_end - block.dest_start
    return size <= _STRAY and gap > _STRAY + 2 * size


class Edges:
    """The words of quoted parts, to tell what they share with the edges of paragraphs."""

    def __init__(self, parsed: Parsed) -> None:
        self._parts = [read_wording(text).words for text in dict.fromkeys(one.text for one in parsed.fragments)]
        self._known = frozenset(one for words in self._parts for word in words for one in (word, *_PIECE.findall(word)))
        self._reach = max((len(one.text) for one in parsed.fragments), default=0) + _REACH
        self._met: dict[str, tuple[Run, ...]] = {}

    def meet(self, text: str) -> tuple[Run, ...]:
        """Return the words with which a part begins or ends at an edge of a paragraph, or that are all of it."""
        # Many statements have the same paragraph: it is read once.
        if text not in self._met:
            self._met[text] = tuple(filter(None, self._runs_of(text)))
        return self._met[text]

    def most(self, text: str) -> int:
        """Return how many words the longest run of ``meet`` has."""
        return max(map(len, self.meet(text)), default=0)

    def _runs_of(self, text: str) -> Iterator[Run]:
        if not self._may_meet(text[:_REACH], text[-_REACH:]):
            return
        begin, end = read_wording(text[: self._reach]).words, read_wording(text[-self._reach :]).words
        if len(text) <= self._reach and any(_joined(begin) in one for one in self._joined):
            yield begin
        for part in self._parts:
            yield part[: _begun(part, end)]
            yield begin[: _begun(part[::-1], begin[::-1])]

    def _may_meet(self, begin: str, end: str) -> bool:
        """Whether the first or the last word of a paragraph is known: told in a tenth of the time for most of them."""
        if begin.isascii() and end.isascii():
            found = (*_PIECE.findall(begin.lower())[:1], *_PIECE.findall(end.lower())[-1:])
        else:
            found = (*read_wording(begin).words[:1], *read_wording(end).words[-1:])
        return not self._known.isdisjoint(found)

    @cached_property
    def _joined(self) -> list[str]:
        return [_joined(part) for part in self._parts]


def _joined(words: Run) -> str:
    return f" {' '.join(words)} "


def _begun(part: Run, end: Run) -> int:
    """Return how many of the first words of ``part`` are the last of ``end``."""
    sizes = range(min(len(part), len(end)), 0, -1)
    is_begun = (part[size - 1] == end[-1] and part[0] == end[-size] and part[:size] == end[-size:] for size in sizes)
    return next((size for size, holds in zip(sizes, is_begun, strict=True) if holds), 0)
