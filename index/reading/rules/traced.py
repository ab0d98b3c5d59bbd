"""Evidence for what a format read of the words itself: the title at the head, the line with date and place."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pincite.index.reading.formats.datelines import find_date as find_loose
from pincite.index.reading.formats.printed_dates import find_date as find_printed
from pincite.index.values.apparatus import LeftOut
from pincite.index.values.evidence import Evidence, Within

TITLE, DATE, PLACE = "title-head", "date-line", "place-line"
RULES: Mapping[str, str] = {TITLE: "title", DATE: "date", PLACE: "place"}
"""The rules that readers of formats have in them, to the field of each."""
_BY_KEY = {key: rule for rule, key in RULES.items()}

_HEADS = ("date line", "letterhead", "page date", "title", "before the title", "header", "outside the text")
"""Why a format leaves out words that are likely to hold a date or a place: there they are looked for first."""

_Part = tuple[Within, int | None, str]
_HEAD, _END = 4_000, 2_000
"""How much of a text may hold the title and the date line, at its head and at its end."""


def trace(
    key: str, value: str, canonical: str, title: str, left_out: Sequence[LeftOut], *, is_named: bool
) -> Iterator[Evidence]:
    """Yield the words that show the ``value`` of ``key`` (title, date or place), which a format found in them.

    ``title`` is evidence of date and place where ``is_named``. None are found where the words are not kept.
    """
    for within, number, text in _parts(canonical, title if is_named and key != "title" else "", left_out):
        spans = [(0, _HEAD), (max(len(text) - _END, 0), len(text))] if within == "text" else [(0, len(text))]
        for start, end in spans:
            found = _find(key, value, text[start:end])
            if found is not None:
                yield Evidence(key, value, _BY_KEY[key], start + found[0], start + found[1], within, number)
                return
    if key == "title":
        yield Evidence(key, value, TITLE, 0, len(value), "title")


def _parts(canonical: str, title: str, left_out: Sequence[LeftOut]) -> Iterator[_Part]:
    numbered = list(enumerate(left_out, 1))
    yield from (("left out", number, one.text) for number, one in numbered if one.reason in _HEADS)
    yield "text", None, canonical
    yield "title", None, title
    yield from (("left out", number, one.text) for number, one in numbered if one.reason not in _HEADS)


def _find(key: str, value: str, text: str) -> tuple[int, int] | None:
    if key == "date":
        return _find_date(value, text)
    at = text.find(value) if value else -1
    if (
        at >= 0
        and not text[max(at - 1, 0) : at].isalnum()
        and not text[at + len(value) : at + len(value) + 1].isalnum()
    ):
        return at, at + len(value)
    # Elsewhere over line ends, or in capitals.
    words = r"\s+".join(map(re.escape, value.split()))
    match = re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) if words else None
    return None if match is None else match.span()


def _find_date(value: str, text: str) -> tuple[int, int] | None:
    for find in (find_loose, find_printed):
        at = 0
        while (found := find(text[at:])) is not None:
            date, start, end = found
            if date == value:
                return at + start, at + end
            at += end
    return None
