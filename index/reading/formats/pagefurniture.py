"""Page furniture of a printout: page numbers, running heads, document numbers, end marks. Lines to reasons."""

import re
from collections import Counter
from collections.abc import Sequence

from pincite.index.reading.formats.boilerplate import find_boilerplate
from pincite.index.reading.formats.whitespace import fold, is_blank

_PAGE = re.compile(
    r"\s*(?:[-–—~*\[(|]+\s*\d{1,4}\s*[-–—~*\])|]+|(?:page|p\.|seite|стр\.|página|pág\.)\s*\d{1,4}(?:\s*(?:of|/|von|de|из|sur)"
    r"\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}|[-–—]\s*\d{1,4}|第?\s*\d{1,4}\s*页|\[\[page [a-z]{0,2}\d{1,6}\]\])\s*",
    re.IGNORECASE,
)
_ENDS = '.?!:;…。！？：；)"”’»」』'
_BARE = re.compile(r"\s*\d{1,4}\s*")
_EDGE_NUMBER = re.compile(r"\d{1,4}\s+[^\W\d].*[^.;:,]|[^\W\d_].*[^.;:,\s]\s+\d{1,4}")
_POINTED = re.compile(r"\S+[.,;:!?)\]]")
_PART = re.compile(r"[^\W\d_]+\.? \d{1,4}")
"""One word and a number, as parts of a treaty are headed: "Article 1", "Chapter 2"."""
_SYMBOL = re.compile(r"(?:[A-Z]{1,5}(?:/[A-Z0-9.\-]+)+\.?|\d{2}-\d{4,6}(?:\s?\(E\))?|\d{1,4}/\d{1,4}|\*\d{6,8}\*)")
_BESIDE = re.compile(r"(?:\d{1,4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\([A-Z]\))")


def find_furniture(lines: Sequence[str]) -> list[str | None]:
    """Return for each line why it is no text of the statement, or None for text and for blank lines."""
    reasons = [_find_alone(lines, at) for at in range(len(lines))]
    for at in (*_find_running_heads(lines, reasons), *_find_page_tops(lines, reasons)):
        reasons[at] = "running head"
    return reasons


def _find_alone(lines: Sequence[str], at: int) -> str | None:
    line = lines[at]
    if is_blank(line):
        return None
    if _ends_sentence(lines, at):
        return None
    if _PAGE.fullmatch(line) or is_document_number(line) or _is_bare_number(lines, at):
        return "page number"
    found = find_boilerplate(line)
    # "Contact:" and the like name boilerplate only where a line stands by itself.
    return found if found != "boilerplate" or _stands_alone(lines, at) else None


def is_document_number(line: str) -> bool:
    """Tell whether a line is made of document symbols, job numbers, page numbers and days alone."""
    words = line.split()
    symbols = sum(bool(_SYMBOL.fullmatch(word)) for word in words)
    return (
        symbols > 0 and len(words) <= 6 and symbols + sum(bool(_BESIDE.fullmatch(word)) for word in words) == len(words)
    )


def _ends_sentence(lines: Sequence[str], at: int) -> bool:
    """Whether a line is the last word of the paragraph above it: "(1540)", where the line above had no room for it."""
    word, above, below = lines[at].strip(), lines[at - 1 : at], "".join(lines[at + 1 : at + 2])
    if not _POINTED.fullmatch(word) or not is_blank(below) or not above or is_blank(above[0]):
        return False
    indent, width = (
        len(lines[at]) - len(lines[at].lstrip()),
        max(len(line.rstrip()) for line in lines[max(at - 4, 0) : at]),
    )
    room = width - len(above[0].rstrip()) - len(word)
    return indent <= len(above[0]) - len(above[0].lstrip()) and room < 1 and above[0].rstrip()[-1] not in _ENDS


def _is_bare_number(lines: Sequence[str], at: int) -> bool:
    """A number alone on its line is a page's, unless it stands in a column of numbers or is a paragraph's own."""
    if not _BARE.fullmatch(lines[at]):
        return False
    near = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
    return not any(re.fullmatch(r"\s*[\d.,%]+\s*", line) for line in near)


def _stands_alone(lines: Sequence[str], at: int) -> bool:
    near = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
    return all(is_blank(line) or find_boilerplate(line) for line in near) or max(map(len, lines)) > 120


def _find_running_heads(lines: Sequence[str], reasons: Sequence[str | None]) -> list[int]:
    """Return the lines beside page numbers that come back there, digits aside."""
    places: dict[int, str] = {}
    for at, reason in enumerate(reasons):
        if reason == "page number":
            for near in (*_neighbours(lines, reasons, at, 1), *_neighbours(lines, reasons, at, -1)):
                places[near] = re.sub(r"\d", "", fold(lines[near]))
    times = Counter(words for words in places.values() if words)
    beside = {at for at, words in places.items() if times[words] > 1}
    return sorted(beside | _find_numbered_heads(lines, reasons))


def _find_page_tops(lines: Sequence[str], reasons: Sequence[str | None]) -> list[int]:
    """Return the lines that say the first line again where a page begins: below its number, or inside a sentence."""
    full = [at for at, line in enumerate(lines) if not is_blank(line)]
    text = [at for at in full if reasons[at] is None]
    # A title stands apart from the text.
    first = fold(lines[text[0]]) if text and is_blank("".join(lines[text[0] + 1 : text[0] + 2])) else ""
    tops: list[int] = []
    for before, above, at, below in zip([None, *full], full, full[1:], full[2:], strict=False):
        inside = (
            reasons[above] is None and lines[above].rstrip()[-1:] not in _ENDS and lines[below].lstrip()[:1].islower()
        )
        numbered = reasons[above] == "page number"
        again = first and reasons[at] is None and fold(lines[at]) == first and (inside or numbered)
        if again or (numbered and before is not None and _is_between(lines, before, at, below)):
            tops.append(at)
    return [at for at in tops if at != text[0]]


def _is_between(lines: Sequence[str], before: int, at: int, below: int) -> bool:
    """Tell whether a short line, apart from others, stands inside a sentence that goes on from one page to the next."""
    goes_on = lines[before].rstrip()[-1:] not in _ENDS and lines[below].lstrip()[:1].islower()
    apart = any(is_blank(line) for line in lines[at + 1 : at + 2])
    line = lines[at].strip()
    return goes_on and apart and len(line) <= 100 and line[-1:] not in ".;:," and not line[:1].islower()


def _find_numbered_heads(lines: Sequence[str], reasons: Sequence[str | None]) -> set[int]:
    """Return the short lines that begin or end with a page number and come back with another one."""
    found: dict[str, list[int]] = {}
    width = max((len(line.rstrip()) for line in lines), default=0)
    for at, line in enumerate(lines):
        near = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines)]
        if len(line.rstrip()) > 0.75 * width and not any(map(is_blank, near)):
            # A line as long as its neighbours, with no blank line beside it, is the text's.
            continue
        numbered = _EDGE_NUMBER.fullmatch(line.strip()) if reasons[at] is None and len(line.strip()) <= 100 else None
        if numbered is not None:
            found.setdefault(re.sub(r"\d", "", fold(line)), []).append(at)
    return {
        at
        for words, places in found.items()
        if len(words) > 5 and len({lines[at].strip() for at in places}) > 1
        if any(_interrupts(lines, at) or not _PART.fullmatch(lines[at].strip()) for at in places)
        for at in places
    }


def _interrupts(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line stands inside a sentence, blank lines apart."""
    above = next((lines[i] for i in range(at - 1, -1, -1) if not is_blank(lines[i])), ".")
    below = next((line for line in lines[at + 1 :] if not is_blank(line)), "")
    return above.rstrip()[-1] not in _ENDS and below.lstrip()[:1].islower()


def _neighbours(lines: Sequence[str], reasons: Sequence[str | None], at: int, step: int) -> list[int]:
    """Return up to two short lines next to a page number, across blank lines, that could be a running head."""
    found: list[int] = []
    at += step
    while 0 <= at < len(lines) and len(found) < 2:
        if not is_blank(lines[at]) and reasons[at] is None:
            # A line that ends a sentence, or goes on with one, is the text's, however often it comes back.
            if len(lines[at].strip()) > 100 or lines[at].rstrip()[-1] in ".;:,?!" or lines[at].lstrip()[0].islower():
                break
            found.append(at)
        at += step
    return found
