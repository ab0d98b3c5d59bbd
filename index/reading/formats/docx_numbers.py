"""Numbers that Word makes: they stand nowhere in the text and are computed from the definitions of the lists."""

import re
from dataclasses import dataclass, field

from lxml import etree

from pincite.index.reading.formats.docx_parts import attribute, child, local, value

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLACE = re.compile(r"%([1-9])")
_CLOSING = re.compile(r"^[\s(\[]*(.*?)[\s.)\]:]*$", re.DOTALL)
_PICTURES = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: where it starts, how its number is written, the text around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class Numbers:
    """Counts the paragraphs of lists in the order of the document."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def count(self, number: str, level: int) -> str | None:
        """Return the label of the next paragraph of list ``number`` on ``level`` (0-based); None for a bullet."""
        abstract = self.lists.get(number)
        levels = self.levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return None
        counts = self._counts.setdefault(abstract, {})
        counts[level] = self._next(number, level, counts, levels[level])
        for deeper in [one for one in counts if one > level and _restarts(levels.get(one), level)]:
            del counts[deeper]
        if levels[level].form in _PICTURES:
            return None
        return _write(levels, level, counts)

    def _next(self, number: str, level: int, counts: dict[int, int], one: _Level) -> int:
        if (number, level) in self.starts and (number, level) not in self._begun:
            self._begun.add((number, level))
            return self.starts[number, level]
        return counts[level] + 1 if level in counts else one.start


def build_numbers(root: etree._Element | None) -> Numbers:
    """Return the lists that ``numbering.xml`` defines; none without it."""
    numbers = Numbers()
    links: dict[str, str] = {}
    for one in () if root is None else root:
        if local(one) == "abstractNum":
            identity = attribute(one, "abstractNumId") or ""
            numbers.levels[identity] = {
                int(attribute(level, "ilvl") or 0): _read_level(level) for level in one if local(level) == "lvl"
            }
            for level in one:
                style = value(level, "pStyle")
                if local(level) == "lvl" and style is not None:
                    links[f"{identity} {style}"] = attribute(level, "ilvl") or "0"
        elif local(one) == "num":
            _read_list(numbers, one)
    for number, abstract in numbers.lists.items():
        for link, level in links.items():
            identity, _, style = link.partition(" ")
            if identity == abstract:
                numbers.by_style.setdefault(style, (number, int(level)))
    return numbers


def _read_list(numbers: Numbers, one: etree._Element) -> None:
    number, abstract = attribute(one, "numId") or "", value(one, "abstractNumId") or ""
    numbers.lists[number] = abstract
    for override in one:
        if local(override) != "lvlOverride":
            continue
        level = int(attribute(override, "ilvl") or 0)
        start, own = value(override, "startOverride"), child(override, "lvl")
        if start is not None and start.isdigit():
            numbers.starts[number, level] = int(start)
        if own is not None:
            # A list that writes a level its own way counts apart.
            numbers.lists[number] = f"{abstract}/{number}"
            numbers.levels[f"{abstract}/{number}"] = {**numbers.levels.get(abstract, {}), level: _read_level(own)}


def _read_level(level: etree._Element) -> _Level:
    start, restart = value(level, "start") or "1", value(level, "lvlRestart")
    return _Level(
        int(start) if start.isdigit() else 1,
        value(level, "numFmt") or "decimal",
        value(level, "lvlText") or "",
        child(level, "isLgl") is not None,
        int(restart) if restart is not None and restart.isdigit() else None,
    )


def _restarts(level: _Level | None, changed: int) -> bool:
    if level is None or level.restart is None:
        return True
    return level.restart != 0 and changed < level.restart


def _write(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str | None:
    """Return the label without the brackets or the stop around it: ``4``, ``2.1``, ``a``, ``Article 3``."""
    legal = levels[level].legal

    def number(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        one = levels.get(place, _Level())
        return _form(counts.get(place, one.start), "decimal" if legal else one.form)

    label = _CLOSING.sub(r"\1", _PLACE.sub(number, levels[level].text))
    return label or None


def _form(number: int, form: str) -> str:
    if form == "lowerLetter":
        return _LETTERS[(number - 1) % 26] * ((number - 1) // 26 + 1) if number > 0 else str(number)
    if form == "upperLetter":
        return _form(number, "lowerLetter").upper()
    if form == "lowerRoman":
        return _roman(number)
    if form == "upperRoman":
        return _roman(number).upper()
    return f"{number:02}" if form == "decimalZero" else "" if form in _PICTURES else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 5000:
        return str(number)
    written = ""
    for worth, letters in (*_ROMAN, *_ROMAN_SMALL):
        written += letters * (number // worth)
        number %= worth
    return written
