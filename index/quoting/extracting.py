"""Quotations out of a text: what stands between paired marks, and block quotations. Takes time linear in the text."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.values.statement import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is said to be quoted, and its range in the text it is from; None when it was given by itself."""

    text: str
    range: Span | None = None


_CLOSES = {
    '"': '"',
    "”": "“„‟",
    "“": "„",
    "‟": "„",
    "»": "«",
    "«": "»",
    "›": "‹",
    "‹": "›",
    "’": "‘",
    "」": "「",
    "』": "『",
    "》": "《",
}
"""The marks that each mark closes."""
_OPENS = frozenset("“„‟«»‹›‘「『《")
_MARK = re.compile('["“”„‟«»‹›‘’「」『』《》]|\n[ \t]*\n')
_LINES = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_LEAD = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_OPENING_TAG = re.compile(r"<blockquote\b[^<>]{0,1000}>", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"</blockquote\s*>", re.IGNORECASE)
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
    """Return a block quotation without a pair of marks around all of it."""
    first = next(_marked(block), None)
    return first.text if first is not None and first.range == (1, len(block) - 1) else block


def _marked(text: str) -> Iterator[Quotation]:
    """Yield what stands between two marks of a kind. A mark without its partner in the paragraph opens nothing."""
    opened: dict[str, list[int]] = {}
    found: list[Span] = []
    for mark in _MARK.finditer(text):
        sign, at = mark[0], mark.start()
        if len(sign) > 1:
            opened.clear()
            continue
        opening = _find_opening(text, sign, at, opened)
        if opening is not None:
            found.append((opening + 1, at))
            for places in opened.values():
                while places and places[-1] >= opening:
                    places.pop()
        elif _may_open(text, sign, at):
            opened.setdefault(sign, []).append(at)
    end = 0
    for start, its_end in sorted(found):
        if start >= end:
            inside = text[start:its_end].strip()
            start += len(text[start:its_end]) - len(text[start:its_end].lstrip())
            yield Quotation(inside, (start, start + len(inside)))
            end = its_end


def _find_opening(text: str, sign: str, at: int, opened: dict[str, list[int]]) -> int | None:
    """Return where the quotation began that a mark closes."""
    if sign == '"' and (not at or text[at - 1].isspace()):
        return None
    if sign == "’" and (text[at + 1 : at + 2].isalnum() or text[at - 1 : at].isspace()):
        return None  # an apostrophe
    return max((opened[one][-1] for one in _CLOSES.get(sign, "") if opened.get(one)), default=None)


def _may_open(text: str, sign: str, at: int) -> bool:
    if at + 1 >= len(text) or (sign not in _OPENS and sign != '"'):
        return False
    if sign in '"‘':
        return not text[at + 1].isspace() and not text[at - 1 : at].isalnum()
    return True
