"""Quotations out of a text: what stands between paired marks, and block quotations. Takes time linear in the text."""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.quoting.particles import is_hangul
from pincite.index.text.characters import is_unspaced
from pincite.index.values.statement import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is said to be quoted, and its range in the text it is from; None when it was given by itself."""

    text: str
    range: Span | None = None


_CLOSES = {
    '"': '"„',
    "＂": "＂",
    "”": "“„‟”",
    "“": "„",
    "‟": "„",
    "»": "«»",
    "«": "»",
    "›": "‹›",
    "‹": "›",
    "’": "‘‚",
    "‘": "‚",
    "'": "'",
    "''": ("``",),
    "」": "「",
    "｣": "｢",
    "』": "『",
    "》": "《",
}
"""The marks that each mark closes."""
_OPENS = frozenset(("``", *"“”„‟«»‹›‘‚「｢『《"))
_EVEN = frozenset("\"＂'")
"""Marks that look the same at both ends. They open before a word, and not behind one."""
_BEFORE_WORDS = _EVEN | frozenset("‘‚”")
_SINGLE = frozenset("'’")
_BEFORE_SINGLE = ("", *'([{"“„«—–*_')
_MARK = re.compile("\n[ \t]*(?:\n\\s*|(?=[\"“„«‘]))|``|''|[\"＂'“”„‟«»‹›‘’‚「」｢｣『』《》]")
_ELISION = re.compile(r"\d|(?:tis|twas|twere|em|til|cause|cos|n|round|bout)\b", re.IGNORECASE)
"""What an apostrophe begins, as in '90s and 'tis."""
_POSSESSIVE = re.compile(r"(?<=[sS])['’](?= [^\W\d_])")
_SINGLES = re.compile(r"\n[ \t]*\n|['’‘]")
_AHEAD = 200
"""Within so many characters a quotation may end behind a possessive, as in ‘the states’ rights’."""
_LINES = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_LEAD = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_OPENING_TAG = re.compile(r"<blockquote\b[^<>]{0,1000}>", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"</blockquote\s*>", re.IGNORECASE)
_SAID_BY = re.compile(r"(?:\n\s*|(?<=[.!?…”’\"»]) )(?:[—―–]|--)[ \t]*(?=[^\W\d_a-z])[^\n]{1,100}\Z")
"""Who said what a block quotes, in its last line or behind its last sentence, after a dash."""
_TAG = re.compile(r"<[^<>]{1,1000}>")


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of ``text`` in order. A text without any is one quotation; blanks alone are none."""
    found = _outermost([*_blocks(text), *_tagged(text), *_marked(text)])
    if found or not text.strip():
        return tuple(found)
    start = len(text) - len(text.lstrip())
    return (Quotation(text.strip(), (start, start + len(text.strip()))),)


def _outermost(found: list[Quotation]) -> list[Quotation]:
    """Leave out quotations that stand inside another, and those without anything."""
    kept: list[Quotation] = []
    end = 0
    for one in sorted(found, key=lambda one: (one.range or (0, 0))[0]):
        start, its_end = one.range or (0, 0)
        if start >= end and one.text.strip():
            kept.append(one)
            end = its_end
    return kept


def _blocks(text: str) -> Iterator[Quotation]:
    """Yield runs of lines that begin with ``>``."""
    for found in _LINES.finditer(text):
        yield Quotation(_without_marks(_LEAD.sub("", found[0]).strip()), found.span())


def _tagged(text: str) -> Iterator[Quotation]:
    at = 0
    while (opening := _OPENING_TAG.search(text, at)) is not None:
        closing = _CLOSING_TAG.search(text, opening.end())
        if closing is None:
            return
        inside = text[opening.end() : closing.start()]
        quoted = _without_marks(html.unescape(_TAG.sub("", inside)).strip())
        yield Quotation(quoted, (opening.end(), closing.start()))
        at = closing.end()


def _without_marks(block: str) -> str:
    """Return a block quotation without a pair of marks around all of it, and without who said it below."""
    block = _SAID_BY.sub("", block)
    first = next(_marked(block), None)
    return first.text if first is not None and first.range == (1, len(block) - 1) else block


def _marked(text: str) -> Iterator[Quotation]:
    """Yield what stands between two marks of a kind. A mark without its partner in the paragraph opens nothing.

    The next paragraph goes on with the quotation if it begins with the same mark, which is no part of it.
    """
    opened: dict[str, list[int]] = {}
    found: list[Span] = []
    repeated: list[int] = []
    for mark in _MARK.finditer(text):
        sign, at = mark[0], mark.start()
        if sign[0] == "\n":
            again = text[mark.end() : mark.end() + 1]
            if opened.get(again):
                repeated.append(mark.end())
                opened = {again: opened[again][:1]}
            elif "\n" in sign[1:]:
                opened.clear()
            continue
        if repeated and repeated[-1] == at:
            continue
        opening = _find_opening(text, sign, at, opened)
        if opening is not None:
            found.append((opening, at))
            for places in opened.values():
                while places and places[-1] >= opening:
                    places.pop()
        elif _may_open(text, sign, at):
            opened.setdefault(sign, []).append(mark.end())
    yield from _between(text, found, repeated)


def _between(text: str, found: list[Span], repeated: list[int]) -> Iterator[Quotation]:
    """Yield the outermost of some ranges without the blanks around them, and without repeated opening marks."""
    end = 0
    for start, its_end in sorted(found):
        if start < end:
            continue
        end = its_end
        inside = text[start:its_end]
        start += len(inside) - len(inside.lstrip())
        its_end = start + len(inside.strip())
        within = [at for at in repeated[bisect_left(repeated, start) :] if at < its_end]
        edges = [start, *(edge for at in within for edge in (at, at + 1)), its_end]
        yield Quotation(
            "".join(text[one:other] for one, other in zip(edges[::2], edges[1::2], strict=True)), (start, its_end)
        )


def _find_opening(text: str, sign: str, at: int, opened: dict[str, list[int]]) -> int | None:
    """Return where the quotation begins that a mark closes."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if sign in _EVEN and (not before or before.isspace()):
        return None
    if sign in _SINGLE and (before.isspace() or _goes_on(after) or _is_possessive(text, at)):
        return None
    closes = [one for one in _CLOSES.get(sign, "") if opened.get(one) and (one != sign or before.strip())]
    return max((opened[one][-1] for one in closes), default=None)


def _goes_on(after: str) -> bool:
    """Whether a word goes on behind an apostrophe. In Korean and Japanese particles follow a closing mark."""
    return after.isalnum() and not is_hangul(after) and not is_unspaced(after)


def _is_possessive(text: str, at: int) -> bool:
    """Whether an apostrophe behind an s closes nothing, because what can only close follows it."""
    if _POSSESSIVE.match(text, at) is None:
        return False
    for mark in _SINGLES.finditer(text, at + 1, at + _AHEAD):
        before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 1]
        if len(mark[0]) > 1 or mark[0] == "‘" or before.isspace():
            return False
        if not _goes_on(after) and _POSSESSIVE.match(text, mark.start()) is None:
            return True
    return False


def _may_open(text: str, sign: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + len(sign) : at + len(sign) + 1]
    if not after or (sign not in _OPENS and sign not in _EVEN):
        return False
    if sign == "'" and ((before not in _BEFORE_SINGLE and not before.isspace()) or _ELISION.match(text, at + 1)):
        return False
    if sign not in _BEFORE_WORDS:
        return True
    is_behind_word = before == "=" or (before.isalnum() and not is_unspaced(before))
    return not after.isspace() and not is_behind_word
