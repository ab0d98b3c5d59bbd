"""Bytes to text, in whatever encoding they are; which one it was, and how sure that is.

Asked in this order: a byte order mark; the declared encoding, if the bytes are good in it; UTF-8, if there is no
control character in it (UTF-16 without a mark is often good UTF-8); and what chardet takes it for. No threshold on
confidence: a short text in a single-byte encoding has a low one and is right.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.values.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_SURE = 0.9
"""A guess below this is wrong where what it makes is unlikely."""
_MIXED = re.compile("[A-Za-z]{0}|{0}[A-Za-z]".format("[\u0370-\u06ff\u2500-\u259f\ufe70-\ufeff]"))
_ESCAPES = re.compile(rb"\x1b(?:\$[@AB]|\([BIJ]|\$\([DOQ])")
_WIDER = {
    # Pages and files say the older name for what is written in the wider set.
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
}
_NEVER = frozenset({"unicode_escape", "raw_unicode_escape", "utf_7", "idna", "punycode", "undefined"})
"""Python decodes these; no text is written in them, and a file that declares one is wrong or worse."""
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding its bytes were in (the name that Python gives it), and 0 to 1 how sure that is."""

    text: str
    encoding: str
    confidence: float


def decode(raw: bytes, name: str, declared: str | None = None) -> Decoded:
    """Return the text of ``raw``, of a file called ``name``; line ends are as they were, a byte order mark is off.

    SourceError when it is no text: it holds NUL or other control characters in every encoding that fits.
    """
    for text, encoding, confidence in _candidates(raw, declared):
        if not _CONTROLS.search(text) and (confidence >= _SURE or _is_likely(text)):
            return Decoded(text, codecs.lookup(encoding).name, confidence)
    for text, encoding, confidence in _candidates(raw, declared):
        # Form feeds and the like are in old printouts; a NUL is in no text.
        if "\0" not in text and len(_CONTROLS.findall(text)) * 200 <= len(text):
            return Decoded(text, codecs.lookup(encoding).name, confidence)
    place = raw.find(b"\0")
    reason = "is no text in an encoding that we know" if place < 0 else f"holds a NUL character, at byte {place:,}"
    raise SourceError(name, None, reason, "save it as UTF-8 text")


def _candidates(raw: bytes, declared: str | None) -> Iterator[tuple[str, str, float]]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            yield from _try(raw[len(mark) :], encoding, 1.0)
    if _ESCAPES.search(raw, 0, _SAMPLE):
        for encoding in ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_3", "iso2022_kr"):
            yield from _try(raw, encoding, 0.95)
    if declared:
        yield from _try(raw, _wider(declared), 1.0)
    yield from _try(raw, "utf-8", 1.0)
    yield from _wide(raw)
    # Imported here, as below: nearly every text is good UTF-8 and needs no guess.
    import chardet

    found = chardet.detect(raw, max_bytes=_SAMPLE, compat_names=False)
    # With a NUL in it, whether a text is wide was settled above.
    if found["encoding"] and not (b"\0" in raw and "utf" in found["encoding"].casefold()):
        yield from _try(raw, _wider(found["encoding"]), round(float(found["confidence"]), 3))
        yield from _next_best(raw)
    yield from _try(raw, "windows-1252", 0.0)


def _is_likely(text: str) -> bool:
    """Tell whether a guess makes words: no controls of the second set, no Latin words with letters of other scripts."""
    others = sum(not c.isascii() for c in text[:_SAMPLE])
    return not _C1.search(text) and len(_MIXED.findall(text, 0, _SAMPLE)) * 4 <= others


def _next_best(raw: bytes) -> Iterator[tuple[str, str, float]]:
    """Yield what chardet takes a text for next: its first guess may have control characters where letters stand."""
    import chardet

    for found in chardet.detect_all(raw, max_bytes=_SAMPLE, ignore_threshold=True, compat_names=False)[1:5]:
        if found["encoding"] and "utf" not in found["encoding"].casefold():
            yield from _try(raw, _wider(found["encoding"]), round(float(found["confidence"]), 3))


def _wide(raw: bytes) -> Iterator[tuple[str, str, float]]:
    """Yield UTF-16 and UTF-32 without a mark, the likelier order first: blanks and line ends have a zero byte."""
    if len(raw) < 4 or b"\0" not in raw[:_SAMPLE]:
        return
    sample = raw[: _SAMPLE // 4 * 4]
    if sample.count(b"\0") * 5 < len(sample) and _is_plain(raw.replace(b"\0", b"")):
        # A stray NUL in a text of one byte a character makes no wide one.
        return
    little, big = (sum(sample.count(c.encode(order)) for c in " \n.,") for order in ("utf-16-le", "utf-16-be"))
    if not little + big and sample.count(b"\0") * 5 < len(sample):
        return
    orders = ("le", "be") if little >= big else ("be", "le")
    for width in ("utf-32", "utf-16"):
        for order in orders:
            yield from _try(raw, f"{width}-{order}", 0.9)


def _is_plain(raw: bytes) -> bool:
    """Whether these bytes are a text in UTF-8: those of a wide one are none, or have control characters in it."""
    return any(not _CONTROLS.search(text) for text, _, _ in _try(raw, "utf-8", 1.0))


def _wider(encoding: str) -> str:
    plain = encoding.strip().casefold().replace("_", "-")
    return _WIDER.get(plain, _WIDER.get(encoding.strip().casefold(), encoding.strip()))


def _try(raw: bytes, encoding: str, confidence: float) -> Iterator[tuple[str, str, float]]:
    try:
        if codecs.lookup(encoding).name.replace("-", "_") in _NEVER:
            return
        text = raw.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return
    if isinstance(text, str):
        yield text.removeprefix("\ufeff"), encoding, confidence
