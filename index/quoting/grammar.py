"""The grammar of a quotation: omissions, editorial brackets, letters in brackets, and the sign before its end."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pincite.index.aligning.units import find_units
from pincite.index.quoting.folding import UNSEEN, fold_text, plain_runs
from pincite.index.text.characters import is_of_words, is_unspaced
from pincite.index.values.statement import Span

BRACKET_WORDS = 12
"""The most words of the source that words in brackets stand for."""
FEWEST_WORDS, FEWEST_CHARACTERS = 4, 8
"""A shorter quotation is not judged: words, or characters of a script without blanks."""

_DOTS = r"(?:(?:\.[ \u00a0]?)?[…⋯](?:[ \u00a0]?[.…⋯])*|\.(?:[ \u00a0]?[.…⋯]){2,})"
_OMITTED = re.compile(rf"[\[(]\s*{_DOTS}\s*[\])]|{_DOTS}")
_ONLY_DOTS = re.compile(rf"\s*{_DOTS}\s*")
_ASIDE = re.compile(
    r"\s*(?:sic\W*|(?:emphas[ie]s|italics|bold|underlin\w*)\b.*|.*\b(?:omitted|added|supplied)\W*)\s*",
    re.IGNORECASE | re.DOTALL,
)
_FINAL = ".,。，、．"
_LINKS = "'’ʼ-\u2010\u2011"
_END_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two fragments: an omission of any length, or words in brackets with their range."""

    range: Span
    is_omission: bool


@dataclass(frozen=True)
class Fragment:
    """Words quoted without a break. ``origins`` has the place in the quotation of each of its characters.

    ``ends_lines`` are the places in ``text`` of hyphens at line ends, which may belong to the word or not.
    """

    text: str
    origins: tuple[int, ...]
    ends_lines: tuple[int, ...] = ()

    @cached_property
    def folded(self) -> str:
        """The text under all foldings."""
        return fold_text(self.text)

    @cached_property
    def plain_runs(self) -> list[str]:
        """What whatever holds it has too, as ``flatten`` makes it."""
        return plain_runs(self.folded)

    def range(self, start: int, end: int) -> Span:
        """Return the range in the quotation of a range of ``text`` that is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """A quotation as it is understood. ``gaps`` has one more than ``fragments``: those at both ends may be None.

    ``final`` is the place of a comma or full stop before its end. ``letters`` says that a letter is in brackets,
    ``asides`` are the ranges of ``[sic]`` and the like.
    """

    text: str
    fragments: tuple[Fragment, ...]
    gaps: tuple[Gap | None, ...]
    final: int | None
    letters: tuple[Span, ...] = ()
    asides: tuple[Span, ...] = ()

    @property
    def is_edited(self) -> bool:
        """Whether the writer marked any change."""
        return bool(self.letters or self.asides or any(self.gaps))

    @property
    def bare(self) -> str:
        """The quotation without blanks around it and without its final sign."""
        return self.text.strip() if self.final is None else self.text[: self.final].strip()

    @property
    def words(self) -> int:
        """How many words all fragments have."""
        return sum(len(words_of(one.text)) for one in self.fragments)

    @property
    def is_short(self) -> bool:
        """Whether it has too few words to be judged."""
        units = [one.text[start:end] for one in self.fragments for start, end in words_of(one.text)]
        unspaced = sum(is_unspaced(unit[0]) for unit in units)
        return len(units) - unspaced < FEWEST_WORDS - unspaced * FEWEST_WORDS / FEWEST_CHARACTERS


def words_of(text: str) -> list[Span]:
    """Return the ranges of the words of a text, without its signs. A character of an unspaced script is a word."""
    return [(start, end) for start, end in find_units(text) if any(is_of_words(one) for one in text[start:end])]


def parse_quotation(text: str) -> Parsed:
    """Return what a quotation says, given its text without the marks around it."""
    breaks = list(_breaks(text))
    letters = tuple(span for kind, span in breaks if kind == "letter")
    asides = tuple(span for kind, span in breaks if kind == "aside")
    final = _final(text, breaks)
    left_out = _left_out(text, letters, asides, final)
    fragments: list[Fragment] = []
    gaps: list[Gap | None] = []
    at = 0
    gap: Gap | None = None
    for kind, span in (*breaks, ("end", (len(text), len(text)))):
        if kind not in ("omission", "bracket", "end"):
            continue
        fragment = _fragment(text, (at, span[0]), left_out)
        if fragment is not None:
            fragments.append(fragment)
            gaps.append(gap)
            gap = None
        if kind != "end":
            gap = _joined(gap, Gap(span, kind == "omission"))
        at = span[1]
    return Parsed(text, tuple(fragments), (*gaps, gap), final, letters, asides)


def _joined(gap: Gap | None, after: Gap) -> Gap:
    """Return two gaps without words between them as one."""
    if gap is None:
        return after
    return Gap((gap.range[0], after.range[1]), gap.is_omission or after.is_omission)


def _final(text: str, breaks: list[tuple[str, Span]]) -> int | None:
    end = len(text.rstrip())
    if not end or text[end - 1] not in _FINAL or any(span[0] <= end - 1 < span[1] for _, span in breaks):
        return None
    return end - 1


def _breaks(text: str) -> Iterator[tuple[str, Span]]:
    """Yield what is no quoted text, in order: omissions, brackets, letters in brackets, asides."""
    brackets = frozenset(_brackets(text))
    at = 0
    for span in sorted([*brackets, *(found.span() for found in _OMITTED.finditer(text))]):
        if span[0] < at:
            continue
        kind, span = _kind(text, span, at) if span in brackets else ("omission", span)
        yield kind, span
        at = span[1]


def _brackets(text: str) -> Iterator[Span]:
    """Yield the outermost pairs of square brackets. A bracket without its partner is a sign like others."""
    opened: list[int] = []
    found: list[Span] = []
    for sign in re.finditer(r"[\[\]]", text):
        if sign[0] == "[":
            opened.append(sign.start())
        elif opened:
            span = (opened.pop(), sign.end())
            while found and found[-1][0] > span[0]:
                found.pop()
            found.append(span)
    return iter(found)


def _kind(text: str, span: Span, least: int) -> tuple[str, Span]:
    start, end = span
    inside = text[start + 1 : end - 1]
    if _ONLY_DOTS.fullmatch(inside):
        return "omission", span
    if len(inside) == 1 and inside.isalpha() and not is_unspaced(inside) and _is_in_word(text, span):
        return "letter", span
    if _ASIDE.fullmatch(inside):
        return "aside", span
    # A word with a part in brackets is changed as a whole.
    while start > least and _is_inside(text[start - 1]):
        start -= 1
    while end < len(text) and _is_inside(text[end]):
        end += 1
    return "bracket", (start, end)


def _is_in_word(text: str, span: Span) -> bool:
    """Whether a word goes on behind a letter, as in ``[T]he`` and ``[I]'ve``, not in ``[a] treaty``, ``state[s]``."""
    after = text[span[1] : span[1] + 1]
    return bool(after) and (_is_inside(after) or after in _LINKS)


def _is_inside(sign: str) -> bool:
    return is_of_words(sign) and not is_unspaced(sign)


def _left_out(text: str, letters: Iterable[Span], asides: Iterable[Span], final: int | None) -> set[int]:
    """Return the places of signs that are no quoted text, though they stand within a fragment."""
    left_out = {at for one in letters for at in (one[0], one[1] - 1)}
    for start, end in asides:
        first = start
        while first > 0 and text[first - 1].isspace():
            first -= 1
        left_out.update(range(first, end))
    return left_out if final is None else left_out | {final}


def _fragment(text: str, span: Span, left_out: set[int]) -> Fragment | None:
    places = [at for at in range(*span) if at not in left_out]
    seen = [number for number, at in enumerate(places) if not (text[at].isspace() or text[at] in _TRIMMED)]
    places = places[seen[0] : seen[-1] + 1] if seen else []
    clean = "".join([text[at] for at in places])
    if not words_of(clean):
        return None
    hyphens = tuple(found.start() for found in _END_HYPHEN.finditer(clean))
    return Fragment(clean, tuple(places), hyphens)


_TRIMMED = frozenset(chr(code) for code in range(0x2000, 0x2070) if re.match(f"[{UNSEEN}]", chr(code)))
