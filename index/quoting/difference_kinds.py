"""Which kind a changed stretch of words is of: negations, numbers, modal verbs, names."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.quoting.folding import fold_text
from pincite.index.quoting.grammar import words_of
from pincite.index.quoting.verdicts import DifferenceKind

_NEGATING = "not no never nor without neither none nobody nothing nowhere cannot non hardly scarcely unless"
_NEGATIONS = frozenset(_NEGATING.split())
_NEGATING_PARTS = re.compile(
    "[不没沒未非無无勿毋]|ない|なく|なかっ|なけれ|せん|ざる|ずに|(?:[かがさたなばらわけげせぜてでねべめれ]|[一-鿿]ま)ず(?![かれ])"
    "|않|아니|아닌|못하|못한|없|(?<!\\w)[안못](?!\\w)"
)
"""What negates in Chinese, Japanese and Korean, where it is a part of a word, or words are not parted."""
_MODAL = "shall should will would must may might can could ought cannot"
_MODALS = frozenset(_MODAL.split())
_NUMBERING = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
billion billions trillion dozen half first second third fourth fifth sixth seventh eighth ninth tenth twice once quarter
january february march april june july august september october november december monday tuesday wednesday thursday
friday saturday sunday
"""
_NUMBERS = frozenset(_NUMBERING.split())
_OPPOSITES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "mis")
_SIGNS = re.compile("[-+−$€£¥₩%‰°]")
_SIGNED = re.compile(f"{_SIGNS.pattern}\\s?\\d|\\d\\s?{_SIGNS.pattern}")
_SENTENCE_END = re.compile(r"[.!?:]['\"”’)\]]*\s*$|^\s*['\"“‘(\[]*$")


@dataclass(frozen=True, slots=True)
class Worded:
    """One word of a change: as it is written, folded, and whether its capital tells a name."""

    written: str
    folded: str
    is_name: bool


def read_words(text: str, start: int, end: int, names: frozenset[str]) -> list[Worded]:
    """Return the words of ``text[start:end]``. ``names`` are folded words that are known to be of names."""
    found = []
    for first, last in words_of(text[start:end]):
        written = text[start + first : start + last]
        folded = fold_text(written)
        is_capital = written[:1].isupper() and not _SENTENCE_END.search(text[max(0, start + first - 8) : start + first])
        is_name = folded not in STOP_WORDS and (is_capital or folded in names)
        found.append(Worded(written, folded, is_name))
    return found


def typed(
    quoted: Sequence[Worded], source: Sequence[Worded], moved: Counter[str], *, shouts: bool
) -> list[DifferenceKind]:
    """Return the kinds of a change that its words tell, the heaviest first. ``moved`` stand on both sides elsewhere.

    ``shouts`` says that all of the quotation is in capitals, so that they tell no names.
    """
    kinds = [DifferenceKind.NEGATION] if _is_negated(quoted, source) else []
    still = [[one for one in side if not moved[one.folded]] for side in (quoted, source)]
    tests: tuple[tuple[DifferenceKind, Callable[[Worded], bool]], ...] = (
        (DifferenceKind.NUMBER, _is_number),
        (DifferenceKind.MODAL, lambda one: one.folded in _MODALS),
        (DifferenceKind.NAME, lambda one: one.is_name and not shouts),
    )
    for kind, holds in tests:
        ours, theirs = (Counter(one.folded for one in side if holds(one)) for side in still)
        if ours != theirs:
            kinds.append(kind)
    return kinds


def is_negated_within(quoted: str, source: str) -> bool:
    """Whether one of two texts has a negating part that the other lacks."""
    ours, theirs = (Counter(_NEGATING_PARTS.findall(text)) for text in (quoted, source))
    return ours.total() != theirs.total() and not (quoted.isascii() and source.isascii())


def end_of_negation(text: str, at: int) -> int:
    """Return the end of the negating part that ``at`` lies within, as in しな|い; ``at`` where there is none."""
    around = range(max(0, at - 3), at)
    found = (_NEGATING_PARTS.match(text, start) for start in around)
    return max((at, *(one.end() for one in found if one is not None)))


def changes_sign(text: str, start: int, end: int) -> bool:
    """Whether a change has the sign of a number: of minus, a currency, percent or degrees."""
    return bool(_SIGNS.search(text, start, end)) and bool(_SIGNED.search(text, max(0, start - 2), end + 2))


def is_negation(word: str) -> bool:
    """Whether a folded word negates."""
    return word in _NEGATIONS or word.endswith(("n't", 'n"t'))


def _is_number(one: Worded) -> bool:
    return any(sign.isnumeric() for sign in one.folded) or bool(_NUMBERS & set(re.split(r"\W", one.folded)))


def _is_negated(quoted: Sequence[Worded], source: Sequence[Worded]) -> bool:
    ours, theirs = (Counter(one.folded for one in side if is_negation(one.folded)) for side in (quoted, source))
    return ours != theirs or any(_are_opposites(one.folded, other.folded) for one in quoted for other in source[:50])


def _are_opposites(one: str, other: str) -> bool:
    """Whether one word is the other with a negating prefix."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == f"{prefix}{short}" for prefix in _OPPOSITES)


def is_telling(words: Iterable[Worded]) -> bool:
    """Whether any of these words is no stop word."""
    return any(one.folded not in STOP_WORDS for one in words)
