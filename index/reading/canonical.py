"""Bytes to text: UTF-8 without its byte order mark, line ends ``\\n``, and nothing that the record cannot hold."""

import re

from pincite.index.values.errors import SourceError

_LINE_END = re.compile(rb"\r\n?|\n")
_MARK = b"\xef\xbb\xbf"


def decode_canonical(raw: bytes, name: str) -> str:
    """Return the canonical text of a file called ``name``; SourceError names the line and the byte that is wrong."""
    body = raw.removeprefix(_MARK)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(raw, error.start + len(raw) - len(body), name, "invalid UTF-8") from error
    if "\0" in text:
        raise _refusal(raw, raw.index(b"\0"), name, "a NUL character")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_unfit(text: str) -> str | None:
    """Return what ``text`` holds that the record cannot, in words; None when it is fit."""
    if "\0" in text:
        return "a NUL character"
    if text.isascii():
        return None
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"a lone surrogate (U+{ord(text[error.start]):04X})"
    return None


def line_of(text: str, at: int) -> int:
    """Return the 1-based line of a canonical text that code point ``at`` stands in."""
    return text.count("\n", 0, at) + 1


def _refusal(raw: bytes, offset: int, name: str, what: str) -> SourceError:
    line = len(_LINE_END.findall(raw, 0, offset)) + 1
    mend = "save the file as UTF-8 text"
    return SourceError(name, line, f"{what} at byte {offset:,} (0x{raw[offset]:02x})", mend)
