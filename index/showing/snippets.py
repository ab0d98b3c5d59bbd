"""Snippets: for each hit, one window of its paragraph's text, unchanged, with marks."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import accumulate, chain
from operator import or_

from pincite.index.query.deadline import Check, Deadline, OutOfTime, checked, never
from pincite.index.results import Hit, SearchPage, Snippet
from pincite.index.showing.marking import MarkedRange, Marker, build_marker
from pincite.index.text.characters import composes, is_of_words

SNIPPET_SIZE = 300
"""The most code points of a snippet."""

_REACH = 60
"""How far to look for a space to cut at. Scripts without spaces are cut between words."""

_JOINER = "\u200d"


def add_snippets(page: SearchPage, deadline: Deadline | None = None) -> SearchPage:
    """Return ``page`` with one snippet for each hit and for each of its ``others``.

    When the time is over, the other snippets are the beginnings of their paragraphs, without marks. The page says so.
    """
    maker = _Maker(build_marker(page.query), deadline or Deadline())
    hits = tuple([maker.show(hit) for hit in page.hits])
    page = replace(page, hits=hits)
    if page.relaxed is not None:
        relaxed = tuple([maker.show(hit) for hit in page.relaxed.hits])
        page = replace(page, relaxed=replace(page.relaxed, hits=relaxed))
    return page.lacking("snippets") if maker.is_late else page


class _Maker:
    """Makes the snippets of one page until the time is over."""

    def __init__(self, marker: Marker, deadline: Deadline) -> None:
        self._marker, self._deadline = marker, deadline
        self.is_late = False

    def show(self, hit: Hit) -> Hit:
        """Return ``hit`` with its snippet, and those of its others."""
        snippet = self._snippet(hit.passage.text, hit.heading.language)
        return hit.showing(snippet, tuple([self.show(other) for other in hit.others]) if hit.others else ())

    def _snippet(self, text: str, language: str | None) -> Snippet:
        check = self._deadline.check
        if not self.is_late:
            try:
                check()
                return build_snippet(text, self._marker.find(text, language, check), check=check)
            except OutOfTime:
                self.is_late = True
        return build_snippet(text, ())


def build_snippet(
    text: str, found: Sequence[MarkedRange], size: int = SNIPPET_SIZE, *, check: Check = never
) -> Snippet:
    """Return the window of ``text`` with the most leaves; among equals the most matches, then the first.

    It has at most ``size`` code points. It never cuts a visible character, and cuts a word only if the word would take
    half of the window. ``found`` is in order and does not overlap. If it is empty, the window is the beginning of the
    text. ``check`` is called between steps.
    """
    if len(text) <= size:
        return Snippet(text, tuple([(one.start, one.end) for one in found]))
    first, last = _best(found, size, check)
    start = _start(text, max(0, min(first - (size - min(last - first, size)) // 2, len(text) - size)), first, found)
    end = _end(text, start, min(start + size, len(text)), last, found)
    inside = [(max(one.start, start), min(one.end, end)) for one in found if one.end > start and one.start < end]
    marks = tuple([(a - start, b - start) for a, b in inside])
    return Snippet(text[start:end], marks, start, _shows(text[:start]), _shows(text[end:]))


def _best(found: Sequence[MarkedRange], size: int, check: Check) -> tuple[int, int]:
    """Return the range from the first to the last mark of the best window, or (0, 0) when there are no marks."""
    if not found:
        return 0, 0
    if found[-1].end - found[0].start <= size:
        return found[0].start, found[-1].end
    ends = [one.end for one in found]
    sums = list(accumulate((one.matches for one in found), initial=0))
    most = reduce(or_, (one.leaves for one in found), 0).bit_count()
    best, chosen = (0, 0), (0, 0)
    for at, one in enumerate(checked(found, check)):
        stop = max(bisect_right(ends, one.start + size), at + 1)
        matches = sums[stop] - sums[at]
        if best[0] == most and matches <= best[1]:
            continue
        value = (reduce(or_, (other.leaves for other in found[at:stop])).bit_count(), matches)
        if value > best:
            best, chosen = value, (one.start, ends[stop - 1])
    return chosen


def _start(text: str, start: int, limit: int, found: Sequence[MarkedRange]) -> int:
    """Move ``start`` right, at most to ``limit``, to the beginning of a word, without cutting a mark."""
    start = next((one.end for one in found if one.start < start < one.end <= limit), start)
    if start == 0:
        return 0
    places = range(start, limit + 1)
    blank = (at for at in places[:_REACH] if text[at - 1].isspace() and not text[at].isspace() and _whole(text, at))
    word = (at for at in places if not _in_word(text, at) and _whole(text, at))
    return next(chain(blank, word), limit)


def _end(text: str, start: int, end: int, limit: int, found: Sequence[MarkedRange]) -> int:
    """Move ``end`` left, at most to ``limit``, to the end of a word, without cutting a mark."""
    end = next((one.start for one in found if max(start, limit - 1) < one.start < end < one.end), end)
    if end == len(text):
        return end
    places = range(end, max(limit, start + 1) - 1, -1)
    blank = (at for at in places[:_REACH] if text[at].isspace() and not text[at - 1].isspace() and _whole(text, at))
    near = places[: max(end - start, 2) // 2]
    word = (at for at in near if not _in_word(text, at) and _whole(text, at))
    return next(chain(blank, word, (at for at in places if _whole(text, at))), end)


def _shows(text: str) -> bool:
    return bool(text) and not text.isspace()


def _in_word(text: str, at: int) -> bool:
    return is_of_words(text[at - 1]) and is_of_words(text[at])


def _whole(text: str, at: int) -> bool:
    """Return whether a cut at ``at`` splits no visible character."""
    before, after = text[at - 1], text[at]
    if after.isascii():
        return before != _JOINER and not (before == "\r" and after == "\n")
    if before == _JOINER or _goes_on(after) or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"):
        return False
    return not (_is_flag(after) and _flags_before(text, at) % 2)


def _goes_on(character: str) -> bool:
    is_skin = "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_skin or composes(character)


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag(text[at - 1 - count]):
        count += 1
    return count
