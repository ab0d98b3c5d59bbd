"""Lines that ``<br>`` parts: which of them are a paragraph together."""

import re
from dataclasses import dataclass, field

from pincite.index.reading.formats.datelines import read_dateline
from pincite.index.reading.formats.labels import split_label
from pincite.index.reading.formats.whitespace import count_ink, is_blank

_LONG = 120
_SENTENCE = re.compile(r"[.?!:;…。！？][\"”’»」』)\]]*$")
_INDENT = re.compile(r"^ ?(?:[\u00a0\u2003\u2002] ?){2,}|^\s*\u3000")
_BULLET = re.compile(r"\s*[•●○▪■◦・]\s*\S")


@dataclass(slots=True)
class BrokenLine:
    """A line: its text, how many of its characters are links or bold, and the notes and pages marked in it."""

    text: str = ""
    linked: int = 0
    bold: int = 0
    lead: str = ""
    is_led: bool = True
    """Only bold words so far: they are ``lead``."""
    marks: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def divide_lines(lines: list[BrokenLine]) -> list[list[BrokenLine]]:
    """Return the paragraphs of what stands between ``<br>``: blank lines divide, and so do indents and bullets.

    Without blank lines, long lines that each end a sentence are paragraphs, one a line.
    """
    full = [line for line in lines if not is_blank(line.text)]
    own = len(full) > 1 and len(full) == len(lines) and all(_SENTENCE.search(line.text.strip()) for line in full)
    own = own and sorted(len(line.text) for line in full)[len(full) // 2] > _LONG
    groups: list[list[BrokenLine]] = [[]]
    for above, line in zip([None, *lines], lines, strict=False):
        listed = _BULLET.match(line.text) or _is_numbered(above, line) or _is_dashed(above, line)
        listed = listed or _is_date_below(above, line) or _is_headed(above, line)
        if (is_blank(line.text) or own or _INDENT.match(line.text) or listed) and groups[-1]:
            groups.append([])
        groups[-1].append(line)
        if is_blank(line.text):
            groups.append([])
    return [group for group in groups if group]


def _is_headed(above: BrokenLine | None, line: BrokenLine) -> bool:
    """Tell whether the line above is a heading: short and bold, without a stop, and this one is a sentence below it."""
    if above is None or not 0 < count_ink(above.text) <= above.bold or line.bold > 0:
        return False
    short = len(above.text) < 80 and above.text.strip()[-1:].isalnum()
    return short and len(line.text) >= 60 and line.text.strip()[:1].isupper()


def _is_date_below(above: BrokenLine | None, line: BrokenLine) -> bool:
    """Tell whether a line is the date below a bold title."""
    titled = above is not None and 0 < count_ink(above.text) <= above.bold and line.bold == 0
    return titled and read_dateline(line.text) is not None


def _is_dashed(above: BrokenLine | None, line: BrokenLine) -> bool:
    """Tell whether a line is an item behind a dash: the line above ends a sentence or a part of one."""
    return above is not None and bool(re.match(r"\s*[-–—]\s*\S", line.text) and _SENTENCE.search(above.text.strip()))


def _is_numbered(above: BrokenLine | None, line: BrokenLine) -> bool:
    """Tell whether a line begins with its number; a letter is one in brackets, where the line above ends a part."""
    split = split_label(line.text.lstrip(" \u00a0"))
    if split is None or split.mark[0].isdigit():
        return split is not None and not split.rest[:1].islower()
    return above is not None and split.style[-1] in ")]" and _SENTENCE.search(above.text.strip()) is not None


def merge_lines(lines: list[BrokenLine]) -> BrokenLine:
    """Return the lines of a paragraph as one."""
    merged = BrokenLine(" ".join(line.text for line in lines))
    merged.lead = next((line.lead for line in lines if line.text.strip()), "")
    for line in lines:
        merged.linked += line.linked
        merged.bold += line.bold
        merged.marks.extend(line.marks)
        merged.pages.extend(line.pages)
    return merged
