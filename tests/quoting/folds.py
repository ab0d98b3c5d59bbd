"""A slow second opinion: whether fragments stand in order in a statement, with foldings written another way."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

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
    """Return the words of a text. Dashes part words, hyphens do not."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).casefold().translate(_MARKS).translate(_LIGATURES)
    return re.findall(r"[^\W_]+(?:['\-\u2010\u2011.,:/][^\W_]+)*", text)


class Windows:
    """All windows of three adjacent paragraphs of some statements, to be compared with quotations."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._codes: dict[str, str] = {}
        self._texts = [[self._coded(words(one.text)) for one in s.paragraphs] for s in statements]
        self._runs: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for at, texts in enumerate(self._texts):
            for number in range(len(texts)):
                joined = "".join(texts[number : number + 3])
                for run in _runs(joined):
                    self._runs[run].add((at, number))

    def are_near(self, quoted: str) -> bool:
        """Whether any window shares enough with ``quoted``: all of those that share a run of three are compared."""
        ours = self._coded(words(quoted))
        telling = {self._codes[word] for word in words(quoted) if word not in STOP_WORDS}
        width = int(1.5 * len(ours)) + 12
        places = set().union(*(self._runs.get(run, set()) for run in _runs(ours)))
        return any(self._is_near(ours, telling, width, *place) for place in places)

    def _is_near(self, ours: str, telling: set[str], width: int, at: int, number: int) -> bool:
        texts = self._texts[at][number : number + 3]
        joined = "".join(texts)
        if 2 * LCSseq.similarity(ours, joined) < len(ours):
            return False
        return any(_is_near(ours, telling, joined[start : start + width]) for start in range(len(texts[0])))

    def _coded(self, found: Sequence[str]) -> str:
        codes = self._codes
        return "".join(codes.setdefault(one, chr(0x100 + len(codes) + 0x800 * (len(codes) > 0xD000))) for one in found)


def _runs(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _is_near(ours: str, telling: set[str], window: str) -> bool:
    if 2 * LCSseq.similarity(ours, window) < len(ours) or not _runs(ours) & _runs(window):
        return False
    mine, its = ("".join(one for one in text if one in telling) for text in (ours, window))
    return 2 * LCSseq.similarity(mine, its) >= len(mine)
