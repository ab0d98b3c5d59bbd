"""The four layouts of plain text: lines to paragraphs, sentences joined over pages."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pincite.index.reading.formats.datelines import read_dateline
from pincite.index.reading.formats.labels import find_labels, split_label
from pincite.index.reading.formats.whitespace import is_blank

LONG_LINE = 120
"""Lines whose median is longer are paragraphs, one a line."""
_FEW, _ENDED = 5, 0.85
"""Of so many lines, this part ends a sentence where each is a paragraph; of wrapped lines one in four does."""
_SLACK = 1.06
"""How much more than the longest line may have fitted: type is not all of one width."""
_MANY_LINES = 15
"""Blocks of more lines than this on average hold several paragraphs."""
_STOP = re.compile(r"(?:[.?!…。！？])[\"”’»'」』)\]]*\s*$")
_ENDS = re.compile(r"(?:[.?!:;…。！？：；]|다\.)[\"”’»'」』)\]]*\s*$")
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_ASKED = re.compile(r"\s*(?P<who>[QA])[.:]\s+\S")
_FIELD = re.compile(r"\s*(?:FROM|TO|INFO|VIA|SUBJECT|SUBJ|RE|REF|DATE|TAGS|CC|From|To|Subject|Date|Ref|Cc)\s?:\s*\S")
_MASTHEAD = re.compile(
    r"(?:united nations\b.*|general assembly|security council|economic and social council|[\w-]+ session|"
    r"agenda items? [\d() ,a-z]+|distr\.:? .*|original: .*)",
    re.IGNORECASE,
)
"""What stands in lines of its own at the head of a document of the United Nations."""
_HEAD = 12
"""How many lines may be the head of a text."""
_BULLET = re.compile(r"\s*(?P<mark>[•●○▪■◦‣·*]|[-–—](?=\s)|o(?=\s{2}))\s+\S")


@dataclass(slots=True)
class LineGroup:
    """The lines of one paragraph by their numbers, in order. ``bullet``: it is an item of a list."""

    lines: list[int]
    bullet: bool = False
    after_furniture: bool = False


def group_lines(lines: Sequence[str], reasons: Sequence[str | None]) -> list[LineGroup]:
    """Return the paragraphs of ``lines``; those with a reason are none of it, and a sentence goes on over them."""
    blocks = _split_blank(lines, reasons)
    sizes = [len(lines[at].strip()) for block in blocks for at in block.lines]
    if not sizes:
        return []
    if _has_long_lines([lines[at].strip() for block in blocks for at in block.lines]):
        groups = [
            LineGroup([at], _is_bullet(lines[at]), i == 0 and b.after_furniture)
            for b in blocks
            for i, at in enumerate(b.lines)
        ]
    else:
        groups = [part for block in _split_wrapped(lines, blocks) for part in block]
    return _join(lines, groups, max(sizes))


def _has_long_lines(lines: Sequence[str]) -> bool:
    """Tell whether lines are paragraphs: most are long, Chinese letters being as wide as two, or nearly all end one."""
    widths = [_width(line) for line in lines]
    ended = sum(_STOP.search(line) is not None for line in lines)
    return median(widths) > LONG_LINE or (len(lines) >= _FEW and ended >= _ENDED * len(lines))


def _width(line: str) -> int:
    return len(line) if line.isascii() else sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)


def _split_blank(lines: Sequence[str], reasons: Sequence[str | None]) -> list[LineGroup]:
    groups: list[LineGroup] = []
    is_open = furniture = False
    for at, line in enumerate(lines):
        if reasons[at] is not None or is_blank(line):
            furniture = furniture or reasons[at] is not None
            is_open = False
        elif is_open:
            groups[-1].lines.append(at)
        else:
            groups.append(LineGroup([at], False, furniture))
            is_open, furniture = True, False
    return groups


def _split_wrapped(lines: Sequence[str], blocks: Sequence[LineGroup]) -> list[list[LineGroup]]:
    content = [at for block in blocks for at in block.lines]
    width = max(len(lines[at].rstrip()) for at in content)
    unbroken = [block for block in blocks if not block.after_furniture]
    # A text without one blank line, but for those around a title, has its paragraphs in one block, however few.
    wrapped = sum(len(block.lines) > 1 for block in unbroken)
    crowded = len(unbroken) <= 1 or wrapped == 1 or len(content) / len(unbroken) > _MANY_LINES
    indents = _find_indents(lines, blocks)
    begins = indents | _find_line_labels(lines, content) | _find_date_lines(lines, content, width)
    begins |= {at for at in content if lines[at].startswith("\u3000")} | _find_fields(lines, content)
    begins |= _find_asked(lines, content)
    begins |= {at for at in content[:_HEAD] if _MASTHEAD.fullmatch(lines[at].strip())}
    # Where indents mark paragraphs, a short line alone is weak: the paragraph that it ends has some length.
    least = 0 if not crowded else 3 if indents else 1
    return [_split_block(lines, block, begins, width, least) for block in blocks]


def _split_block(lines: Sequence[str], block: LineGroup, begins: set[int], width: int, least: int) -> list[LineGroup]:
    """Return the paragraphs of a block; short lines end one only after ``least`` lines, and never when it is 0."""
    groups = [LineGroup([block.lines[0]], _is_bullet(lines[block.lines[0]]), block.after_furniture)]
    for above, at in zip(block.lines, block.lines[1:], strict=False):
        is_bullet = _is_bullet(lines[at], lines[above])
        is_short = 0 < least <= len(groups[-1].lines) and _ends_short(lines[above], lines[at], width)
        is_row = _is_row(lines[above], lines[at])
        if at in begins or is_bullet or is_short or is_row or _is_centred_apart(lines[above], lines[at], width):
            groups.append(LineGroup([at], is_bullet))
        else:
            groups[-1].lines.append(at)
    return groups


def _is_row(above: str, line: str) -> bool:
    """Tell whether two lines are rows of one table: their cells stand under each other, with blanks between."""
    gaps = [{at for gap in _GAP.finditer(each.expandtabs(8)) for at in range(*gap.span())} for each in (above, line)]
    return bool(gaps[0] & gaps[1])


def _find_date_lines(lines: Sequence[str], content: Sequence[int], width: int) -> set[int]:
    """Return the lines near the head that are a date by themselves, and those behind them."""
    short = [at for at in content[:_HEAD] if len(lines[at].strip()) < 0.75 * width]
    dated = {at for at in short if read_dateline(lines[at]) is not None}
    return dated | {at + 1 for at in dated}


def _find_fields(lines: Sequence[str], content: Sequence[int]) -> set[int]:
    """Return the lines at the head of a cable or letter that say from whom it comes, to whom it goes, what it is on."""
    fields = {at for at in content[:_HEAD] if _FIELD.match(lines[at])}
    return fields if len(fields) > 1 else set()


def _find_asked(lines: Sequence[str], content: Sequence[int]) -> set[int]:
    """Return the lines that begin with ``Q.`` or ``A:``, where questions come back."""
    found = {at: match["who"] for at in content if (match := _ASKED.match(lines[at]))}
    return set(found) if sum(who == "Q" for who in found.values()) > 1 else set()


def _find_indents(lines: Sequence[str], blocks: Sequence[LineGroup]) -> set[int]:
    """Return the lines that begin a paragraph by their indent: there must be several, behind ends of sentences."""
    found: list[int] = []
    sure = 0
    for block in blocks:
        for above, at in zip(block.lines, block.lines[1:], strict=False):
            if 0 < _indent(lines[at]) - _indent(lines[above]) <= 12:
                found.append(at)
                sure += bool(_ENDS.search(lines[above]))
    content = sum(len(block.lines) for block in blocks)
    if sure < 2 or sure < 0.7 * len(found) or len(found) > 0.5 * content:
        return {at for at in found if _ENDS.search(lines[at - 1]) and _indent(lines[at]) >= 3}
    return set(found)


def _find_line_labels(lines: Sequence[str], content: Sequence[int]) -> set[int]:
    """Return the lines that begin with a printed number that counts on."""
    labels = find_labels([lines[at].lstrip() for at in content])
    numbered = {at for at, label in zip(content, labels, strict=True) if label is not None}
    return {at for at in numbered if _ENDS.search(lines[at - 1] if at else "") or _heads_item(lines[at])}


def _heads_item(line: str) -> bool:
    split = split_label(line.lstrip())
    return split is not None and (split.mark.isdigit() or split.style[0] in "([") and not split.rest[:1].islower()


def _is_bullet(line: str, above: str = "") -> bool:
    match = _BULLET.match(line)
    if match is None:
        return False
    return match["mark"] not in "-–—*·o" or not above.strip() or bool(_ENDS.search(above) or _BULLET.match(above))


def _is_centred_apart(above: str, line: str, width: int) -> bool:
    """Tell whether one of two lines is set in the middle or at the right, and the other is not."""
    far = [_indent(each) >= max(8, width // 8) for each in (above, line)]
    return far[0] != far[1] and abs(_indent(above) - _indent(line)) >= 8


def _ends_short(above: str, line: str, width: int) -> bool:
    """Tell whether a sentence ends with the line above, and the first word below would still have fitted there."""
    if not _STOP.search(above):
        return False
    first = line.split()[0]
    starts = first.lstrip("\"“‘'«([")[:1]
    return not starts.islower() and len(above.rstrip()) + 1 + len(first) <= width * _SLACK


def _join(lines: Sequence[str], groups: Sequence[LineGroup], width: int) -> list[LineGroup]:
    joined: list[LineGroup] = []
    for group in groups:
        if joined and not group.bullet and _goes_on(lines, joined[-1], group, width):
            joined[-1].lines.extend(group.lines)
        else:
            joined.append(group)
    return joined


def _goes_on(lines: Sequence[str], before: LineGroup, after: LineGroup, width: int) -> bool:
    """Tell whether a sentence goes on: a small letter behind a word or comma, or, over a page's end, no full stop."""
    above, below = lines[before.lines[-1]].rstrip(), lines[after.lines[0]].lstrip()
    if re.search(r"[^\W\d_][-\u2010\u00ad]$", above) and below[:1].islower():
        return True
    if below[:1].islower() and (above[-1:].isalnum() or above[-1:] in ",’”)"):
        return split_label(below) is None
    if not after.after_furniture or _ENDS.search(above) or split_label(below):
        return False
    return len(above.strip()) > 0.6 * min(width, LONG_LINE) and _indent(lines[after.lines[0]]) < 8


def _indent(line: str) -> int:
    return len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())
