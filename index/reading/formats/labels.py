"""Printed numbers at the heads of paragraphs: taken for labels only where they count on, never inferred."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LABEL = re.compile(
    r"(?P<open>[(\[]?)(?P<mark>\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxl]{2,6}|[IVXL]{2,6})(?P<close>[.)\]]+|(?=\t)|(?<=\d\.\d)(?=\s)|(?<=\.\d\d)(?=\s))[\s]+(?=\S)"
)
_CJK = re.compile(
    r"(?P<open>[（(]?)(?P<mark>[一二三四五六七八九十]{1,3}|[０-９]{1,2})(?P<close>[、）)．.]|(?<=[０-９])(?=\s))\s*(?=\S)"
)
_DIGITS = "一二三四五六七八九"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class LabelSplit:
    """A head that may be a label: how it is written (``style``), what it is, and the text behind it."""

    style: str
    mark: str
    rest: str


def split_label(text: str) -> LabelSplit | None:
    """Return the number at the head of ``text`` and what follows; None when there is none."""
    match = _LABEL.match(text) or _CJK.match(text)
    if match is None or (match["open"] and match["close"][:1] not in (")", "]", "）")):
        return None
    return LabelSplit(match["open"] + "1" + match["close"], match["mark"], text[match.end() :])


def find_labels(texts: Sequence[str]) -> list[str | None]:
    """Return for each text the label at its head, or None.

    A number is a label when one of the same style counts up to it before, or on from it behind: ``1. … 2. …``. Letters
    count from the first one on: ``(a) … (b) …`` are labels, the initials of ``D. Rensoli`` and ``E. Ochoa`` are not.
    """
    splits = [split_label(text) for text in texts]
    values = [set() if split is None else {(split.style, *value) for value in _values(split.mark)} for split in splits]
    counted = _count_up(values)
    return [split.mark if split is not None and at in counted else None for at, split in enumerate(splits)]


def find_typed(texts: Sequence[str]) -> list[tuple[str | None, int]]:
    """Return for each text its label as ``find_labels`` finds it, and how many characters print it at its head."""
    splits = [
        None if label is None else split_label(text) for text, label in zip(texts, find_labels(texts), strict=True)
    ]
    return [
        (split.mark, len(text) - len(split.rest)) if split is not None and split.rest else (None, 0)
        for text, split in zip(texts, splits, strict=True)
    ]


Value = tuple[str, str, str, int]
"""Style, kind of number, what stands before the last part of it, the last part."""


def _count_up(values: Sequence[set[Value]]) -> set[int]:
    """Return the places whose value another one counts up to, or on from, in the order of the text."""
    latest: dict[Value, tuple[int, bool]] = {}
    counted: set[int] = set()
    for at, here in enumerate(values):
        for value in here:
            style, kind, before, number = value
            earlier = latest.get((style, kind, before, number - 1))
            is_first = number == 1 or kind == "number" or style[0] in "(["
            if earlier is not None and earlier[1]:
                counted.update((earlier[0], at))
                is_first = True
            latest[value] = (at, is_first)
    return counted


def _values(mark: str) -> Iterator[tuple[str, str, int]]:
    if mark[0].isdigit():
        *before, last = mark.split(".")
        yield "number", ".".join(before), int(last)
        return
    if mark[0] in _DIGITS or mark[0] == "十":
        yield "number", "", _read_cjk(mark)
        return
    case = "upper" if mark.isupper() else "lower"
    if len(mark) == 1:
        yield f"letter {case}", "", ord(mark.casefold()) - ord("a") + 1
    if all(c in _ROMAN for c in mark.casefold()):
        yield f"roman {case}", "", _read_roman(mark.casefold())


def _read_cjk(mark: str) -> int:
    tens, ten, ones = mark.partition("十")
    if not ten:
        tens, ones = "", mark[-1]
    return (10 * (_DIGITS.find(tens) + 1 if tens else 1) if ten else 0) + _DIGITS.find(ones[-1:] or " ") + 1


def _read_roman(mark: str) -> int:
    values = [_ROMAN[c] for c in mark]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
