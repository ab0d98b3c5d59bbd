"""Real statements, and deterministic enlargements of them: the same paragraphs for every engine and every run.

A corpus of N paragraphs is whole statements until N is reached. Beyond the real ones come copies under new ids, in
which the words of the tail are varied, so that the vocabulary grows with the corpus as it does in real text.
"""

import gzip
import hashlib
import itertools
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.data import STATEMENTS
from pincite.index.values.dates import Dates, parse_edtf
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading, Person
from pincite.index.values.statement import Paragraph

_SEED = 20_260_101
_TAIL = 3
"""Words in at most so many real paragraphs are of the tail."""
_NEW = 5
"""In a copy, one in so many tail words becomes a word that stands nowhere else; the rest change places."""
_WORD = re.compile(r"[A-Za-z]{5,}")


@dataclass(frozen=True, slots=True)
class Source:
    """One real statement; each paragraph is split around its tail words, which stand at the odd places."""

    heading: Heading
    paragraphs: tuple[tuple[str, ...], ...]


def entries(paragraphs: int, path: Path = STATEMENTS) -> Iterator[Entry]:
    """Yield whole statements in a fixed order until ``paragraphs`` are reached: at most one statement more."""
    sources, tail = _sources(path)
    count = 0
    for copy in itertools.count():
        variation = _Variation(copy, tail)
        for source in sources:
            if count >= paragraphs:
                return
            count += len(source.paragraphs)
            yield _entry(source, copy, variation)


def statements(path: Path = STATEMENTS) -> Iterator[Entry]:
    """Yield every real statement once, as it is."""
    sources, tail = _sources(path)
    variation = _Variation(0, tail)
    return (_entry(source, 0, variation) for source in sources)


@lru_cache(maxsize=1)
def _sources(path: Path) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    random.Random(_SEED).shuffle(records)
    texts = (text for record in records for text in record["paragraphs"])
    df = Counter(word for text in texts for word in {word.lower() for word in _WORD.findall(text)})
    tail = frozenset(word for word, count in df.items() if count <= _TAIL)
    sources = tuple(Source(_heading(r), tuple(_split(text, tail) for text in r["paragraphs"])) for r in records)
    return sources, tuple(sorted(tail))


def _heading(record: dict[str, Any]) -> Heading:
    return Heading(
        id=record["id"],
        title=record["title"],
        dates=parse_edtf(record["date"]) if record["date"] else Dates(),
        place=record["place"] or None,
        people=tuple(Person(name) for name in record["people"]),
        series=record["series"] or None,
        language="en",
        source=record["source"] or None,
        source_url=record["url"] or None,
    )


def _split(text: str, tail: frozenset[str]) -> tuple[str, ...]:
    pieces, end = [], 0
    for match in _WORD.finditer(text):
        if match.group().lower() in tail:
            pieces += [text[end : match.start()], match.group()]
            end = match.end()
    return (*pieces, text[end:])


def _entry(source: Source, copy: int, variation: Mapping[str, str]) -> Entry:
    texts = ["".join(pieces if copy == 0 else _varied(pieces, variation)) for pieces in source.paragraphs]
    heading = source.heading if copy == 0 else replace(source.heading, id=f"{copy:04d}-{source.heading.id}")
    version = hashlib.sha256("\n\n".join(texts).encode()).hexdigest()
    return Entry(heading, version, tuple(_paragraphs(texts)))


def _varied(pieces: tuple[str, ...], variation: Mapping[str, str]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        yield variation[piece.lower()] if place % 2 else piece


def _paragraphs(texts: list[str]) -> Iterator[Paragraph]:
    start = 0
    for number, text in enumerate(texts, 1):
        yield Paragraph(number, text, None, ((start, start + len(text)),))
        start += len(text) + 2


class _Variation(dict[str, str]):
    """Tail word -> the word that stands for it in one copy."""

    def __init__(self, copy: int, tail: tuple[str, ...]) -> None:
        super().__init__()
        self._copy, self._tail = copy, tail

    def __missing__(self, word: str) -> str:
        chance, pick = divmod(zlib.crc32(f"{self._copy}:{word}".encode()), len(self._tail))
        other = self._tail[pick]
        varied = other if chance % _NEW else word[: (len(word) + 1) // 2] + other[len(other) // 2 :]
        return self.setdefault(word, varied)
