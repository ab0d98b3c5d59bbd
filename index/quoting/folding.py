"""Foldings: what a faithful quotation may write otherwise, taken away with the way back to the code points.

Space: blanks, breaks, soft hyphens, characters that nobody sees, and composition (NFC). Typography: quotation marks,
dashes, ellipses, ligatures. Case: upper and lower case letters.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from pincite.index.text.characters import UNSPACED
from pincite.index.values.statement import Span


class Folding(Enum):
    """One kind of difference that does not count."""

    SPACE = "space"
    TYPOGRAPHY = "typography"
    CASE = "case"


ALL = frozenset(Folding)

UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Soft hyphens, zero-width characters and signs of direction, as ranges of a pattern."""
DOUBLE = '"“”„‟«»〝〞＂「」『』《》״'
SINGLE = "'’‘‚‛‹›ʼʻ´`＇׳"
DASHES = "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"

_RUN = f"{UNSPACED}\u3001-\u3004\u3008-\u301f\uff01-\uff0f\uff1a-\uff1f\uff3b-\uff3d\uff5b-\uff65"
"""Characters of scripts without blanks, with their signs."""
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st"}
_IRREGULAR = re.compile(f"[{UNSEEN}ﬀ-ﬆ]")
_RUN_BREAK = re.compile(rf"(?<=[{UNSPACED}]) (?=[{UNSPACED}])")
_OF_RUN = re.compile(f"[{_RUN}]")
_PLAIN_RUN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_BLANK = rf"[\s{UNSEEN}]"
_SPACES = rf"(?P<space>[\s{UNSEEN}]{{2,}}|[^\S ]|[{UNSEEN}]|(?<=[{_RUN}]) (?=[{_RUN}]))"
_SIGNS = (
    rf"(?P<dash>{_BLANK}*[{DASHES}]+{_BLANK}*)"
    rf"|(?P<dots>…|⋯|\.[ \u00a0]?\.[ \u00a0]?\.)|(?P<ligature>[ﬀ-ﬆ])|(?P<mark>[{DOUBLE}{SINGLE}])"
)


@dataclass(frozen=True)
class Folded:
    """A folded text. ``pieces`` are its parts: where each begins, and the range of code points that it comes from.

    A part whose two sides have the same length is mapped character by character.
    """

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [at for at, _, _ in self.pieces]

    def _piece(self, at: int) -> tuple[int, int, int, int]:
        number = bisect_right(self._starts, at) - 1
        start, first, last = self.pieces[number]
        end = self._starts[number + 1] if number + 1 < len(self.pieces) else len(self.text)
        return start, end, first, last

    def edge(self, at: int, *, behind: bool = False) -> int:
        """Return the code point of the original that ``text[at]`` comes from, or the one behind it."""
        piece, its_end, first, last = self._piece(at)
        if its_end - piece == last - first:
            return first + at - piece + behind
        return last if behind else first

    def back(self, start: int, end: int) -> Span | None:
        """Return the range of code points of the original that ``text[start:end]`` (not empty) comes from.

        None when it begins or ends inside a part that cannot be divided.
        """
        piece, its_end, first, last = self._piece(start)
        is_even = its_end - piece == last - first
        if start != piece and not is_even:
            return None
        begin = first + start - piece
        piece, its_end, first, last = self._piece(end - 1)
        is_even = its_end - piece == last - first
        if end != its_end and not is_even:
            return None
        return begin, first + end - piece if is_even else last


def fold(text: str, foldings: frozenset[Folding] = ALL) -> Folded:
    """Return ``text`` without the differences of ``foldings``."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    at = 0
    for start, end, folded in _folded(text, foldings):
        if folded:
            parts.append(folded)
            pieces.append((at, start, end))
            at += len(folded)
    return Folded("".join(parts), tuple(pieces))


def fold_text(text: str, foldings: frozenset[Folding] = ALL) -> str:
    """Return only the text of ``fold``."""
    return "".join([folded for _, _, folded in _folded(text, foldings)])


def flatten(text: str) -> str | None:
    """Return a text in small letters with single blanks, in which all plain runs of the folded text stand.

    It takes a fraction of the time of ``fold``. None where signs within words are folded too.
    """
    if not text.isascii() and (_IRREGULAR.search(text) or not unicodedata.is_normalized("NFC", text)):
        return None
    flat = " ".join(text.split()).casefold()
    return flat if flat.isascii() else _RUN_BREAK.sub("", flat)


def plain_runs(folded: str) -> list[str]:
    """Return the longest stretches of a folded text that are letters, digits and single blanks between them."""
    return _PLAIN_RUN.findall(folded)


def used(quotation: str, source: str) -> tuple[Folding, ...]:
    """Return the fewest foldings under which both are equal; ValueError when they are not."""
    for foldings in _SUBSETS:
        if quotation == source if not foldings else _bare(quotation, foldings) == _bare(source, foldings):
            return foldings
    raise ValueError("they differ under all foldings")


def _bare(text: str, foldings: tuple[Folding, ...]) -> str:
    return fold_text(text, frozenset(foldings)).strip()


_SUBSETS: tuple[tuple[Folding, ...], ...] = (
    (),
    (Folding.SPACE,),
    (Folding.TYPOGRAPHY,),
    (Folding.CASE,),
    (Folding.SPACE, Folding.TYPOGRAPHY),
    (Folding.SPACE, Folding.CASE),
    (Folding.TYPOGRAPHY, Folding.CASE),
    (Folding.SPACE, Folding.TYPOGRAPHY, Folding.CASE),
)


@lru_cache(maxsize=8)
def _pattern(foldings: frozenset[Folding]) -> re.Pattern[str]:
    parts = [_SIGNS] if Folding.TYPOGRAPHY in foldings else []
    return re.compile("|".join([*parts, _SPACES] if Folding.SPACE in foldings else parts) or r"(?!)")


def _folded(text: str, foldings: frozenset[Folding]) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of ``text`` in order: start, end, and what it becomes."""
    composes = Folding.SPACE in foldings and not unicodedata.is_normalized("NFC", text)
    cases = Folding.CASE in foldings
    at = 0
    for found in _pattern(foldings).finditer(text):
        yield from _plain(text, at, found.start(), cases=cases, composes=composes)
        at = found.end()
        sign = _sign(text, found, foldings)
        yield found.start(), at, sign.casefold() if cases else sign
    yield from _plain(text, at, len(text), cases=cases, composes=composes)


def _plain(text: str, start: int, end: int, *, cases: bool, composes: bool) -> Iterator[tuple[int, int, str]]:
    """Yield a stretch without signs: as a whole where it keeps its length, else cluster by cluster."""
    piece = text[start:end]
    if not piece:
        return
    folded = piece.casefold() if cases else piece
    if not composes and len(folded) == len(piece):
        yield start, end, folded
        return
    for first, last in _clusters(text, start, end):
        cluster = text[first:last]
        cluster = unicodedata.normalize("NFC", cluster) if composes else cluster
        folded = cluster.casefold() if cases else cluster
        yield first, last, unicodedata.normalize("NFC", folded) if composes else folded


def _clusters(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the ranges of characters with what composes with them."""
    first = start
    for at in range(start + 1, end + 1):
        if at == end or not (unicodedata.combining(text[at]) or "\u1160" <= text[at] <= "\u11ff"):
            yield first, at
            first = at


def _sign(text: str, found: re.Match[str], foldings: frozenset[Folding]) -> str:
    match found.lastgroup:
        case "dash":
            return _dash(text, found, foldings)
        case "dots":
            return "..."
        case "ligature":
            return _LIGATURES[found[0]]
        case "mark":
            # Behind a digit it may be a sign of minutes or seconds, of feet or inches.
            is_behind_digit = found.start() > 0 and text[found.start() - 1].isdigit()
            return '"' if found[0] in DOUBLE or not is_behind_digit else "'"
    return "" if is_broken_run(text, *found.span()) else _blank(found[0], foldings)


def is_broken_run(text: str, start: int, end: int) -> bool:
    """Whether blanks break a run of a script without any: a line's end, as a rule."""
    return start > 0 and end < len(text) and bool(_OF_RUN.match(text[start - 1]) and _OF_RUN.match(text[end]))


def _dash(text: str, found: re.Match[str], foldings: frozenset[Folding]) -> str:
    """Return a dash without the blanks around it. With a blank on one side alone it may be the sign of a number."""
    head, tail = re.split(rf"[{DASHES}]+", found[0])
    before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
    is_even = bool(head or not before) == bool(tail or not after)
    if is_even or not (before.isdigit() or after.isdigit()):
        return "-"
    return f"{_blank(head, foldings)}-{_blank(tail, foldings)}"


def _blank(blanks: str, foldings: frozenset[Folding]) -> str:
    if Folding.SPACE not in foldings:
        return blanks
    return " " if re.search(r"\s", blanks) else ""
