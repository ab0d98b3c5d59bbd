"""A slow second opinion: whether fragments stand in order in a statement, with foldings written another way."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.values.statement import Statement

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKS = dict.fromkeys(map(ord, "\"“”„«»‘’`'‹›"), "'")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_LIGATURES = {ord("ﬁ"): "fi", ord("ﬂ"): "fl", ord("ﬀ"): "ff"}


def plain(text: str) -> str:
    """Return a text in which only words, their order and their signs are left, between two blanks."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).casefold()
    text = text.translate(_MARKS).translate(_DASHES).translate(_LIGATURES).replace("…", "...")
    text = re.sub(r"(?<=\w)-\s*\n\s*(?=\w)", "", text)
    joined = " ".join(re.sub(r"\s*-+\s*", "-", text).split())
    return f" {joined} "


def stands(fragments: Sequence[str], statements: Sequence[Statement]) -> bool:
    """Whether the fragments stand in order in one of the statements. Words may go on, as far as this knows."""
    parts = [plain(one).strip() for one in fragments]
    return any(_stands(parts, plain(" ".join(one.text for one in s.paragraphs))) for s in statements)


def _stands(parts: Sequence[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[^\W_]+(?:['\-.,:/][^\W_]+)*", plain(text))


def is_near(quoted: str, statements: Sequence[Statement]) -> bool:
    """Whether any window of three adjacent paragraphs shares enough with ``quoted``: all windows are compared."""
    codes: dict[str, str] = {}
    ours = _coded(words(quoted), codes)
    telling = {codes[word] for word in words(quoted) if word not in STOP_WORDS}
    runs = {ours[at : at + 3] for at in range(len(ours) - 2)}
    width = int(1.5 * len(ours)) + 12
    return any(_is_near(ours, telling, runs, window) for window in _windows(statements, codes, width))


def _coded(found: Sequence[str], codes: dict[str, str]) -> str:
    return "".join(
        codes.setdefault(word, chr(0x100 + len(codes) + (0x800 if len(codes) > 0xD000 else 0))) for word in found
    )


def _windows(statements: Sequence[Statement], codes: dict[str, str], width: int) -> Iterator[str]:
    for statement in statements:
        texts = [_coded(words(one.text), codes) for one in statement.paragraphs]
        for number in range(len(texts)):
            joined = "".join(texts[number : number + 3])
            for at in range(len(texts[number])):
                yield joined[at : at + width]


def _is_near(ours: str, telling: set[str], runs: set[str], window: str) -> bool:
    if not any(window[at : at + 3] in runs for at in range(len(window) - 2)):
        return False
    if 2 * LCSseq.similarity(ours, window) < len(ours):
        return False
    mine, its = ("".join(one for one in text if one in telling) for text in (ours, window))
    return 2 * LCSseq.similarity(mine, its) >= len(mine)
