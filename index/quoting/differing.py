"""The differences of an altered quotation: found by aligning it with a passage, each with its kind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from pincite.index.aligning import Op, find_word_runs
from pincite.index.quoting.difference_kinds import (
    Worded,
    changes_sign,
    is_negated_within,
    is_telling,
    read_words,
    typed,
)
from pincite.index.quoting.folding import Folded, fold
from pincite.index.quoting.grammar import Parsed
from pincite.index.quoting.verdicts import DifferenceKind
from pincite.index.values.statement import Span

_ORDER = {kind: number for number, kind in enumerate(DifferenceKind)}


_BESIDE = (DifferenceKind.NUMBER, DifferenceKind.MODAL, DifferenceKind.NAME, DifferenceKind.ORDER)
"""Kinds that are told beside a negation; what is left of the others is the negation itself."""


@dataclass(frozen=True, slots=True)
class WordChange:
    """Text of one side or of both that the other lacks: ranges in the quotation's clean text and in the source."""

    kinds: tuple[DifferenceKind, ...]
    quoted: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Shifted:
    """The words that are lacking at one place and too many at another, and whether these are all that changed."""

    words: Counter[str]
    is_all: bool


@dataclass(frozen=True)
class Clean:
    """The quoted words of a quotation without marked changes. ``joints`` are where something was marked."""

    text: str
    origins: tuple[int, ...]
    joints: frozenset[int]

    def range(self, span: Span) -> Span:
        """Return the range in the quotation."""
        start, end = span
        if start == end:
            at = self.origins[start - 1] + 1 if start else (self.origins[0] if self.origins else 0)
            return at, at
        return self.origins[start], self.origins[end - 1] + 1


def clean_of(parsed: Parsed) -> Clean:
    """Return the fragments of a quotation with a blank between them."""
    parts: list[str] = []
    origins: list[int] = []
    joints = set()
    for number, fragment in enumerate(parsed.fragments):
        if number:
            parts.append(" ")
            origins.append(origins[-1])
        if parsed.gaps[number] is not None:
            joints.add(len(origins))
        parts.append(fragment.text)
        origins.extend(fragment.origins)
    if parsed.gaps[-1] is not None:
        joints.add(len(origins))
    return Clean("".join(parts), tuple(origins), frozenset(joints))


def find_changes(clean: Clean, source: str, span: Span, names: frozenset[str]) -> list[WordChange]:
    """Return what differs between a quotation and ``source[span]``, the heaviest first, then in order."""
    raw = _align(clean, source, span)
    shouts = clean.text.isupper()
    words = [(read_words(clean.text, *one, names), read_words(source, *other, names)) for one, other in raw]
    moved = _moved(words)
    changes = []
    for (one, other), (ours, theirs) in zip(raw, words, strict=True):
        kinds = _kinds(ours, theirs, moved, shouts=shouts)
        if not (ours or theirs) and (changes_sign(clean.text, *one) or changes_sign(source, *other)):
            kinds = [DifferenceKind.NUMBER]
        changes.append(WordChange(_with_negation(kinds, clean.text[slice(*one)], source[slice(*other)]), one, other))
    return sorted(changes, key=lambda change: (_ORDER[change.kinds[0]], change.quoted))


def _kinds(ours: list[Worded], theirs: list[Worded], moved: Shifted, *, shouts: bool) -> list[DifferenceKind]:
    is_turned = _is_turned(ours, theirs)
    ours, theirs = _without(ours, theirs), _without(theirs, ours)
    kinds = typed(ours, theirs, moved.words, shouts=shouts)
    if is_turned:
        kinds.append(DifferenceKind.ORDER)
    if kinds:
        return kinds
    gone = [one for one in (*ours, *theirs) if moved.words[one.folded]]
    if is_telling(gone) or (gone and moved.is_all):
        return [DifferenceKind.ORDER]
    if ours and theirs:
        return [DifferenceKind.WORD]
    if ours or theirs:
        return [DifferenceKind.INSERTION if ours else DifferenceKind.OMISSION]
    return [DifferenceKind.WORD]


def _with_negation(kinds: list[DifferenceKind], quoted: str, source: str) -> tuple[DifferenceKind, ...]:
    """Return the kinds, with a negation that is a part of a word, or of a run without blanks."""
    if DifferenceKind.NEGATION in kinds or not is_negated_within(quoted, source):
        return tuple(kinds)
    return (DifferenceKind.NEGATION, *(one for one in kinds if one in _BESIDE))


def _is_turned(ours: Sequence[Worded], theirs: Sequence[Worded]) -> bool:
    """Whether a change has the same words on both sides, but not in the same order."""
    one, other = ([word.folded for word in side] for side in (ours, theirs))
    return int(LCSseq.similarity(one, other)) < (Counter(one) & Counter(other)).total()


def _moved(words: Sequence[tuple[list[Worded], list[Worded]]]) -> Shifted:
    ours = Counter(one.folded for side, other in words for one in _without(side, other))
    theirs = Counter(one.folded for other, side in words for one in _without(side, other))
    return Shifted(ours & theirs, ours == theirs)


def _without(words: Sequence[Worded], others: Sequence[Worded]) -> list[Worded]:
    """Return the words of one side of a change that the other lacks: words joined by dashes change together."""
    left = Counter(one.folded for one in others)
    kept = []
    for one in words:
        if left[one.folded]:
            left[one.folded] -= 1
        else:
            kept.append(one)
    return kept


def _align(clean: Clean, source: str, span: Span) -> list[tuple[Span, Span]]:
    """Return the ranges that differ under all foldings. What a marked omission leaves out is no difference."""
    quoted, passage = fold(clean.text), fold(source[span[0] : span[1]])
    found: list[tuple[Span, Span]] = []
    runs = find_word_runs(quoted.text, passage.text)
    at = 0
    while at < len(runs):
        if runs[at].op is Op.EQUAL:
            at += 1
            continue
        last = at + 1 if at + 1 < len(runs) and runs[at].op is Op.DELETE and runs[at + 1].op is Op.INSERT else at
        one = _back(quoted, (runs[at].left[0], runs[last].left[1]), len(clean.text))
        other = _back(passage, (runs[at].right[0], runs[last].right[1]), span[1] - span[0])
        if one[0] != one[1] or not _is_marked(clean, one[0]):
            found.append((one, (other[0] + span[0], other[1] + span[0])))
        at = last + 1
    return found


def _is_marked(clean: Clean, at: int) -> bool:
    return any(abs(joint - at) <= 1 for joint in clean.joints)


def _back(folded: Folded, span: Span, size: int) -> Span:
    """Return the range in the original, also where it is empty or begins inside a part."""
    if not folded.text:
        return 0, 0
    start, end = span
    if start == end:
        at = folded.edge(start) if start < len(folded.text) else size
        return at, at
    return folded.edge(start), folded.edge(end - 1, behind=True)
