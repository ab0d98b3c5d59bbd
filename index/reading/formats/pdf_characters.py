"""Characters of a PDF page with their boxes, put together to runs: pieces of one line without a wide gap.

Coordinates are points from the lower left corner, turned so that most of the page's text runs left to right.
"""

import ctypes
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

HYPHEN = "\u00ad"
"""Stands for a hyphen that the typesetter put at the end of a line."""
RAISED, LOWERED = "\ue000", "\ue001"
"""Stand around raised digits and signs, which may be the mark of a footnote."""

_HYPHENS = {0x02: HYPHEN, 0xAD: HYPHEN, 0xFFFE: HYPHEN}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_MARKS = frozenset("0123456789*†‡§¶")
_HEIGHT = 1.12
"""How high the box of a character is, in ems."""
_MARGINAL = 100
"""Fewer letters than this may be what a printer puts in the margin of a page that holds the last words of a text."""
_WORD_GAP, _RUN_GAP = 0.2, 1.0
_BOLD = 600


@dataclass(frozen=True, slots=True)
class PdfRun:
    """Words on one baseline without a gap over 1 em. ``size`` is about the font's; ``marks`` are inside ``text``."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page's runs in the order of the file; what is printed across them; and what stands outside of the page."""

    runs: tuple[PdfRun, ...]
    rotated: str = ""
    outside: str = ""
    unreadable: int = 0


class _Character(NamedTuple):
    """One of millions: a tuple is made in a fraction of the time that a frozen dataclass takes."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


def read_page(page: pdfium.PdfPage) -> Page:
    """Return the characters of ``page`` as runs; blanks come from blanks and from gaps."""
    turned: dict[int, list[_Character]] = {}
    outside: list[str] = []
    unreadable = 0
    crop = page.get_cropbox()
    for turn, character, inside in _characters(page, crop):
        unreadable += character.text == "\ufffd"
        if inside:
            turned.setdefault(turn, []).append(character)
        elif turn == 0:
            outside.append(character.text)
    if not turned:
        return Page((), outside="".join(outside).strip(), unreadable=unreadable)
    main = next(iter(turned)) if len(turned) == 1 else _find_main(turned)
    rotated = [" ".join(run.text for run in _build_runs(turned[turn])) for turn in turned if turn != main]
    runs = () if main == _SLANTED else tuple(_attach_marks(list(_build_runs(turned[main]))))
    return Page(runs, "\n".join(rotated), "".join(outside).strip(), unreadable)


_SLANTED = -1


def _find_main(turned: Mapping[int, list[_Character]]) -> int:
    """Return the turn of most letters; a few that are turned, in a margin, are none beside any that are not."""
    counts = {turn: _count_letters(characters) for turn, characters in turned.items()}
    most = max(counts, key=lambda turn: counts[turn])
    return 0 if counts.get(0, 0) > 0 and counts[most] < _MARGINAL else most


def _count_letters(characters: list[_Character]) -> int:
    return sum(not one.text.isspace() for one in characters)


def _characters(
    page: pdfium.PdfPage, crop: tuple[float, float, float, float]
) -> Iterator[tuple[int, _Character, bool]]:
    """Yield turn (quarters, or slanted), character and whether it is on the page, in the order of the file."""
    textpage = page.get_textpage()
    try:
        yield from _read_characters(textpage.raw, textpage.count_chars(), crop)
    finally:
        textpage.close()


def _read_characters(
    text: ctypes.c_void_p, count: int, crop: tuple[float, float, float, float]
) -> Iterator[tuple[int, _Character, bool]]:
    # One call a character, and nothing in this loop that can stand before it: a thousand pages have millions.
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    place, there, loose = ctypes.cast(text, ctypes.c_void_p).value, ctypes.byref(box), _find_box_reader()
    style, high, make, begins = _Style(text), 0, tuple.__new__, False
    west, east, south, north = 2 * crop[0] - 2, 2 * crop[2] + 2, 2 * crop[1] - 2, 2 * crop[3] + 2
    for index, code in enumerate(_read_codes(text, count)):
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high or code >= 0xDC00:
            code, high = _join_surrogates(high, code), 0
        shown = _show(code)
        if shown is None or not loose(place, index, there):
            continue
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if shown == " " and pdfium_c.FPDFText_IsGenerated(text, index):
            begins = True
            continue
        # Bold and plain letters of a family may have boxes of one height: a word may begin another font.
        changed, begins = begins and shown != " " and style.changes(index), shown == " "
        if changed or style.turn or abs(bottom - style.bottom) >= 0.3 or abs(top - style.top) >= 0.3:
            # Boxes of one font are of one height but for a glyph that reaches beyond.
            pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
            style.take(index, bottom, top, x.value, y.value)
        inside = west <= left + right <= east and south <= bottom + top <= north
        if style.turn:
            yield style.turn, style.turned(shown, left, right, bottom, top), inside
        else:
            one = (shown, left, right, style.baseline, (top - bottom) / _HEIGHT, style.bold)
            yield 0, make(_Character, one), inside


@lru_cache(maxsize=1)
def _find_box_reader() -> Callable[..., int]:
    """Return pdfium's reader of boxes, called in a third of the time: with plain arguments, and no lock let go."""
    address = ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(address)


def _read_codes(text: ctypes.c_void_p, count: int) -> Sequence[int]:
    """Return the code of each character: those of the whole page at once, unless it leaves some out."""
    codes = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(text, 0, count, codes)
    shown = bytes(codes)[: 2 * count].decode("utf-16-le", "replace")
    # Where halves of characters stand, or something is left out, the places are not those of the boxes.
    if written == count + 1 and len(shown) == count and "\ufffd" not in shown:
        return codes[:count]
    return [pdfium_c.FPDFText_GetUnicode(text, index) for index in range(count)]


def _join_surrogates(high: int, code: int) -> int:
    if not 0xDC00 <= code < 0xE000:
        return code
    return 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD


@lru_cache(maxsize=4096)
def _show(code: int) -> str | None:
    """Return what stands for a character; None for what is no part of the text."""
    if code in _HYPHENS:
        return _HYPHENS[code]
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code in (0x20, 0xA0, 0x09) or 0x2000 <= code <= 0x200A or code in (0x202F, 0x3000):
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0 or code in (0x200B, 0x2060, 0xFEFF, 0xFFFF):
        return None
    if 0xD800 <= code < 0xF900 or code == 0xFFFD:
        return "•" if code in (0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC) else "\ufffd"
    return chr(code)


class _Style:
    """Baseline, turn and weight: asked for only where the height of the box changes, for each call is dear."""

    def __init__(self, text: ctypes.c_void_p) -> None:
        self._text = text
        self.bottom = self.top = math.inf
        self.baseline = 0.0
        self._across = 0.0
        self.bold = False
        self.turn = 0
        self._font: int | None = None

    def changes(self, index: int) -> bool:
        """Whether the character is of another font than the one before which this was asked."""
        font = pdfium_c.FPDFTextObj_GetFont(pdfium_c.FPDFText_GetTextObject(self._text, index))
        place = ctypes.cast(font, ctypes.c_void_p).value
        before, self._font = self._font, place
        return place != before

    def take(self, index: int, bottom: float, top: float, x: float, y: float) -> None:
        self.bottom, self.top, self.baseline, self._across = bottom, top, y, x
        quarters = pdfium_c.FPDFText_GetCharAngle(self._text, index) / (math.pi / 2)
        self.turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else _SLANTED
        self.bold = pdfium_c.FPDFText_GetFontWeight(self._text, index) >= _BOLD or self._is_named_bold(index)

    def _is_named_bold(self, index: int) -> bool:
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text, index, name, 128, flags)
        return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))

    def turned(self, text: str, left: float, right: float, bottom: float, top: float) -> _Character:
        if self.turn == 3:
            return _Character(text, bottom, top, -self._across, (right - left) / _HEIGHT, self.bold)
        if self.turn == 2:
            return _Character(text, -right, -left, -self.baseline, (top - bottom) / _HEIGHT, self.bold)
        if self.turn == 1:
            return _Character(text, -top, -bottom, self._across, (right - left) / _HEIGHT, self.bold)
        return _Character(text, left, right, self.baseline, (top - bottom) / _HEIGHT, self.bold)


@dataclass(slots=True)
class _Builder:
    """A run while it grows."""

    last: _Character
    parts: list[str] = field(default_factory=list)
    sizes: dict[float, int] = field(default_factory=dict)
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    bold: bool = True
    blank: bool = False

    def count(self, size: float) -> None:
        """Take note of one more character's size."""
        size = round(size, 1)
        number = self.sizes[size] = self.sizes.get(size, 0) + 1
        if number <= 2:
            # Small capitals are most of some lines; the size is that of the letters beside them.
            self.size = max((size for size, count in self.sizes.items() if count > 1), default=max(self.sizes))

    def build(self) -> PdfRun:
        text = "".join(self.parts).replace(LOWERED + RAISED, "")
        return PdfRun(text, self.left, self.right, self.baseline, self.size, self.bold)


def _build_runs(characters: list[_Character]) -> Iterator[PdfRun]:
    run: _Builder | None = None
    seen: set[tuple[str, int, int]] = set()
    for one in characters:
        if one.text == " ":
            if run is not None:
                run.blank = True
            continue
        if run is not None and _follows(run, one):
            _put(run, one)
            continue
        if run is not None and _goes_on(run, one):
            _add(run, one)
            continue
        if run is not None:
            yield from _once(run.build(), seen)
        run = _start(one)
    if run is not None:
        yield from _once(run.build(), seen)


def _once(run: PdfRun, seen: set[tuple[str, int, int]]) -> Iterator[PdfRun]:
    """Yield ``run`` but where it is printed over itself, to look bold."""
    places = [(run.text, round(run.left / 2) + dx, round(run.baseline / 2)) for dx in (-1, 0, 1)]
    if not any(place in seen for place in places):
        seen.add(places[1])
        yield run


def _start(one: _Character) -> _Builder:
    run = _Builder(one, [one.text], {}, 0.0, one.left, one.right, one.baseline, one.bold)
    run.count(one.size)
    return run


def _follows(run: _Builder, one: _Character) -> bool:
    """Whether ``one`` plainly is the next letter of the run: what ``_goes_on`` and ``_add`` find, at a glance."""
    gap, least, last = one.left - run.right, one.size, run.last.left
    return one.baseline == run.baseline and one.left > last + 0.1 * least + 0.01 and -0.5 * least < gap < least


def _put(run: _Builder, one: _Character) -> None:
    """Add a letter on the run's own baseline, with a blank where there is a gap."""
    gap = one.left - run.right
    if (run.blank and gap > 0.05 * one.size) or gap > _WORD_GAP * max(one.size, run.size):
        run.parts.append(" ")
    run.parts.append(one.text)
    run.count(one.size)
    run.bold = run.bold and one.bold
    run.right, run.last, run.blank = max(run.right, one.right), one, False


def _goes_on(run: _Builder, one: _Character) -> bool:
    size = max(run.size, one.size)
    gap = one.left - run.right
    if _is_ligature(run.last, one):
        return True
    if not -0.5 * size < gap < _RUN_GAP * size:
        return False
    rise = one.baseline - run.baseline
    if abs(rise) < 0.15 * size:
        return True
    # A script is smaller, and its foot is within the height of the line.
    return min(run.size, one.size) < 0.85 * size and abs(rise) < 0.6 * size


def _is_ligature(last: _Character, one: _Character) -> bool:
    """Whether ``one`` is a further letter of the same glyph: it has the very same box."""
    same = abs(one.left - last.left) < 0.01 and abs(one.right - last.right) < 0.01
    return same and last.text in "fFtT" and one.text in "fFiIlLtT" and abs(one.baseline - last.baseline) < 0.01


def _add(run: _Builder, one: _Character) -> None:
    if _is_ligature(run.last, one):
        run.parts.append(one.text)
        run.last = one
        return
    if one.text == run.last.text and abs(one.left - run.last.left) < 0.1 * one.size:
        return
    size = run.size
    if one.size > 1.17 * size and one.baseline < run.baseline - 0.15 * size and _is_marks(run.parts):
        # The run began with a raised mark; the line is what follows.
        run.parts = [RAISED, *run.parts, LOWERED]
        run.baseline, run.sizes = one.baseline, {}
    raised = bool(run.sizes) and one.size < 0.85 * size and one.baseline > run.baseline + 0.15 * size
    if not (raised and one.text in _MARKS):
        _put(run, one)
        return
    if (run.blank and one.left - run.right > 0.05 * one.size) or one.left - run.right > _WORD_GAP * max(one.size, size):
        run.parts.append(" ")
    run.parts += [RAISED, one.text, LOWERED]
    run.bold = run.bold and one.bold
    run.right, run.last, run.blank = max(run.right, one.right), one, False


def _attach_marks(runs: list[PdfRun]) -> list[PdfRun]:
    """Return ``runs`` with the raised marks that the file keeps apart put to the words they stand at."""
    marks = [run for run in runs if len(run.text) <= 3 and _is_marks(list(run.text))]
    for mark in marks:
        host = next((run for run in runs if run is not mark and _stands_at(mark, run)), None)
        if host is None:
            continue
        raised = f"{RAISED}{mark.text}{LOWERED}"
        text = host.text + raised if mark.left > host.left else raised + host.text
        left, right = min(host.left, mark.left), max(host.right, mark.right)
        runs = [
            replace(run, text=text, left=left, right=right) if run is host else run for run in runs if run is not mark
        ]
    return runs


def _stands_at(mark: PdfRun, host: PdfRun) -> bool:
    rise = mark.baseline - host.baseline
    if mark.size > 0.9 * host.size or not 0.1 * host.size < rise < 0.7 * host.size:
        return False
    return any(-0.3 * host.size < gap < 0.4 * host.size for gap in (mark.left - host.right, host.left - mark.right))


def _is_marks(parts: list[str]) -> bool:
    return all(part in _MARKS or part == " " for part in parts) and len(parts) <= 4
