"""What stands around the text of a laid-out document and is none of it: letterhead above, marks and contacts below."""

import re
from collections.abc import Collection, Sequence

from pincite.index.reading.formats.boilerplate import find_boilerplate, is_end_mark, is_letterhead
from pincite.index.reading.formats.headings import is_letterhead as names_office

_LEADER = re.compile(r"\S ?(?:\.{5,}|(?:\. ){4,}\.?|…{2,}) ?(?:\d{1,4}|[ivxlc]{1,6})$")
_CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des matières|[íi]ndice|содержание", re.IGNORECASE
)
_LAST = 6
"""Among how many last blocks an end mark may stand."""


def find_edges(
    texts: Sequence[str], title: Sequence[int], dateline: int | None, parted: Collection[int] = ()
) -> dict[int, str]:
    """Return the places of the blocks that are no text, with why; ``title`` are the places of the title's blocks.

    ``parted`` are the blocks of one line whose parts stand far from each other, as in a letterhead.

    Above a title these are lines that say who issues what; below the text its end mark with all that follows it, or
    press contacts. Between the two only rules are taken. The first block that is no such line ends a head without a
    title. Where nothing but such lines is left, they are the text.
    """
    rules = {at: "rule" for at, text in enumerate(texts) if find_boilerplate(text) == "rule"}
    found = {**rules, **_find_contents(texts), **_find_above(texts, title, parted), **_find_below(texts)}
    return found if set(range(len(texts))) - {*found, *title, dateline} else {}


def _find_contents(texts: Sequence[str]) -> dict[int, str]:
    """Return the lines of a table of contents, which lead to their pages by dots, and the heading above them."""
    lines = [at for at, text in enumerate(texts) if _LEADER.search(text)]
    heads = [at - 1 for at in lines if at and _CONTENTS.fullmatch(texts[at - 1])]
    return dict.fromkeys([*lines, *heads], "contents") if len(lines) > 1 else {}


def _find_above(texts: Sequence[str], title: Sequence[int], parted: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at in range(title[0] if title else min(3, len(texts))):
        reason = find_boilerplate(texts[at])
        if reason is None and title and len(texts[at]) <= 120 and (at in parted or _is_letterhead(texts[at])):
            reason = "letterhead"
        if reason is not None:
            found[at] = reason
        elif not title:
            break
    return found


def _is_letterhead(text: str) -> bool:
    # To whom a memorandum goes is said in its text.
    return not text.casefold().startswith("memorandum") and (is_letterhead(text) or names_office(text))


def _find_below(texts: Sequence[str]) -> dict[int, str]:
    end = _find_end(texts)
    found = {at: "end mark" if at == end else "after the end" for at in range(end, len(texts))}
    for at in range(end - 1, 0, -1):
        reason = find_boilerplate(texts[at])
        if reason != "boilerplate":
            break
        found[at] = reason
    return found


def _find_end(texts: Sequence[str]) -> int:
    """Return where the text ends: at an end mark among the last blocks, whatever is printed after it."""
    last = range(max(len(texts) - _LAST, 1), len(texts))
    return next((at for at in last if is_end_mark(texts[at])), len(texts))
