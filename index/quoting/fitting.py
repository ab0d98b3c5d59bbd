"""Where the fragments of a quotation stand in paragraphs: equal under all foldings, and at the ends of whole words."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pincite.index.query.deadline import Check, checked
from pincite.index.quoting.folding import UNSEEN, Folded, flatten, fold, fold_text
from pincite.index.quoting.grammar import BRACKET_WORDS, Fragment, Gap, Parsed, words_of
from pincite.index.quoting.particles import begins_with_particle, counts_on, is_hangul
from pincite.index.text.characters import is_of_words, is_unspaced
from pincite.index.values.entry import Passage
from pincite.index.values.statement import Span

_APART = "\n\x00\n"
"""Stands between paragraphs that are no neighbours: nothing quoted runs across it."""
_LINKS = "'’‘ʼ-\u2010\u2011\u00ad&@"
_LONG_GAP = 4_000
"""No bracket stands for so many characters of the source, whatever its words are."""
_NUMERIC = ".,:/"
_SIGNED = "-+.,−–"
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万萬亿億兆两兩")
_FRACTION = re.compile(r"\d+[/⁄]\d|[¼-¾⅐-⅞]")
_UNSEEN = re.compile(f"[{UNSEEN}]")


@dataclass(frozen=True)
class Laid:
    """Paragraphs of one version of a statement, in order, laid end to end in ``text``."""

    passages: tuple[Passage, ...]

    @cached_property
    def text(self) -> str:
        """All paragraphs. A line feed stands between neighbours."""
        parts = [self.passages[0].text]
        for before, after in pairwise(self.passages):
            parts += ["\n" if after.number == before.number + 1 else _APART, after.text]
        return "".join(parts)

    @cached_property
    def starts(self) -> list[int]:
        """Where each paragraph begins in ``text``."""
        starts, at = [0], 0
        for before, after in pairwise(self.passages):
            at += len(before.text) + (1 if after.number == before.number + 1 else len(_APART))
            starts.append(at)
        return starts

    @cached_property
    def folded(self) -> Folded:
        """The text under all foldings."""
        return fold(self.text)

    @cached_property
    def flat(self) -> str | None:
        """The text as ``flatten`` makes it: to leave out quickly what cannot stand in it."""
        return flatten(self.text)

    def which(self, at: int) -> int:
        """Return the place of the paragraph that a code point of ``text`` is in."""
        return bisect_right(self.starts, at) - 1

    def pieces(self, span: Span) -> Iterator[tuple[int, Span]]:
        """Yield the paragraphs that a range lies in, each by its place, with the range in it."""
        for place in range(self.which(span[0]), self.which(span[1] - 1) + 1):
            start, size = self.starts[place], len(self.passages[place].text)
            begin, end = max(span[0] - start, 0), min(span[1] - start, size)
            if end > begin:
                yield place, (begin, end)


def find_fragment(fragment: Fragment, laid: Laid, check: Check) -> list[Span]:
    """Return where a fragment stands, in order."""
    if not _may_stand(fragment, laid):
        return []
    text, folded = laid.text, laid.folded
    spans = []
    for start, end in checked(_find_folded(fragment, folded.text), check):
        span = _trimmed(text, folded.back(start, end))
        if span is not None and not (is_cut(text, span[0]) or is_cut(text, span[1])):
            spans.append(span)
    return spans


def _trimmed(text: str, span: Span | None) -> Span | None:
    """Return a range without the blanks that a dash at an end is folded with."""
    if span is None:
        return None
    found = text[span[0] : span[1]]
    return span[0] + len(found) - len(found.lstrip()), span[1] - len(found) + len(found.rstrip())


def _may_stand(fragment: Fragment, laid: Laid) -> bool:
    flat = None if fragment.ends_lines else laid.flat
    return flat is None or all(run in flat for run in fragment.plain_runs)


def find_exact(quoted: str, text: str) -> list[Span]:
    """Return where the code points of ``quoted`` (not empty) stand in a text, at the ends of whole words."""
    found = re.finditer(f"(?={re.escape(quoted)})", text)
    spans = [(one.start(), one.start() + len(quoted)) for one in found]
    return [span for span in spans if not (is_cut(text, span[0]) or is_cut(text, span[1]))]


def _find_folded(fragment: Fragment, text: str) -> Iterator[Span]:
    if not fragment.ends_lines:
        wanted = fragment.folded.strip()
        at = text.find(wanted) if wanted else -1
        while at >= 0:
            yield at, at + len(wanted)
            at = text.find(wanted, at + 1)
        return
    places = [0, *fragment.ends_lines, len(fragment.text)]
    first, *rest = [fragment.text[start:end] for start, end in pairwise(places)]
    parts = [fold_text(part) for part in (first, *(part.lstrip("-\u2010\u00ad \t\r\n") for part in rest))]
    for found in re.finditer("-?".join(map(re.escape, parts)), text):
        yield found.span()


def is_cut(text: str, at: int) -> bool:
    """Whether a quotation that begins or ends at ``at`` would cut a word, a compound, a number or an abbreviation."""
    before, after = text[max(0, at - 40) : at], text[at : at + 40]
    before, after = _UNSEEN.sub("", before), _UNSEEN.sub("", after)
    if not before or not after:
        return False
    one, other = before[-1], after[0]
    if unicodedata.category(other)[0] == "M":
        return True
    if _cuts_number(before, after):
        return True
    if is_of_words(one) and is_of_words(other):
        if is_hangul(one) and begins_with_particle(after):
            return counts_on(before, after)
        return not (is_unspaced(one) or is_unspaced(other))
    if one.isdigit() and unicodedata.category(other) == "No":
        return True
    if is_of_words(one):
        return _joins(before, other, after[1:2])
    return is_of_words(other) and (_joins(before[:-1], one, other) or _is_signed(before[:-1], one, other))


def _cuts_number(before: str, after: str) -> bool:
    """Whether the end lies within a number that blanks or no blanks hold together: 5 1/4, 30万, 三百."""
    if all(one.isdecimal() or one in _NUMERALS for one in (before[-1], after[0])):
        return True
    if before[-1].isspace() == after[0].isspace():
        return False
    return before.rstrip()[-1:].isdecimal() and _FRACTION.match(after.lstrip()) is not None


def _joins(before: str, sign: str, after: str) -> bool:
    """Whether a sign holds two parts of a word or a number together."""
    if not before or not after or not is_of_words(before[-1]) or not is_of_words(after):
        return False
    if is_unspaced(before[-1]) or is_unspaced(after):
        return False
    if sign in _LINKS or sign == ".":
        return True
    return sign in _NUMERIC and before[-1].isdigit() and after.isdigit()


def _is_signed(before: str, sign: str, after: str) -> bool:
    """Whether a number has a sign before it, as in -5 and .5."""
    return after.isdigit() and sign in _SIGNED and (not before or before[-1].isspace() or before[-1] in "([")


def find_chains(parsed: Parsed, laid: Laid, check: Check) -> list[tuple[Span, ...]]:
    """Return where all fragments stand in order, each with the earliest that goes on, for every place of the first."""
    found: list[list[Span]] = []
    for fragment in parsed.fragments:
        check()
        found.append(find_fragment(fragment, laid, check))
        if not found[-1]:
            return []
    inner = parsed.gaps[1:-1]
    for number in range(len(found) - 2, -1, -1):
        gap, rest = inner[number], found[number + 1]
        check()
        found[number] = [one for one in found[number] if _next(one, rest, gap, laid) is not None]
    chains = []
    for first in checked(found[0], check):
        chain = [first]
        for gap, rest in zip(inner, found[1:], strict=True):
            after = _next(chain[-1], rest, gap, laid)
            if after is None:
                break
            chain.append(after)
        else:
            chains.append(tuple(chain))
    return chains


def _next(one: Span, rest: Sequence[Span], gap: Gap | None, laid: Laid) -> Span | None:
    """Return the first place of a fragment after ``one`` that the gap between them allows."""
    at = bisect_right(rest, (one[1] - 1, len(laid.text)))
    if at == len(rest) or gap is None or gap.is_omission:
        return rest[at] if at < len(rest) else None
    between = laid.text[one[1] : min(rest[at][0], one[1] + _LONG_GAP)]
    fits = one[1] + len(between) == rest[at][0] and _APART not in between
    return rest[at] if fits and len(words_of(between)) <= BRACKET_WORDS else None
