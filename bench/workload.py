"""The questions of the bench, as data: ``python -m bench.workload`` draws them again from the real statements.

A line is ``kind TAB words``, the words separated by blanks. Every engine translates the kinds into its own language.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import entries
from pincite.index.text.tokens import Tokens

FOLDER = Path(__file__).parent / "workloads"
KINDS = ("common", "medium", "rare", "and", "or", "phrase", "prefix")
_REAL = 38_911
_SETS = {"mixed": (20, 7), "warm": (6, 8)}
"""Name -> questions a kind, and the seed of the draw."""
_STOP_WORDS = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was
will with
"""
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``kind`` is one of KINDS; ``words`` are token forms (of a prefix: its beginning)."""

    kind: str
    words: tuple[str, ...]


def load(name: str) -> tuple[Question, ...]:
    """Return the questions of ``workloads/NAME.tsv`` in their order."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Question(kind, tuple(words.split())) for kind, words in (line.split("\t") for line in lines))


class _Draw:
    """Questions drawn at random from paragraphs, with frequencies that fit their kinds."""

    def __init__(self, paragraphs: Sequence[Sequence[str]], seed: int) -> None:
        self._random = random.Random(seed)
        self._paragraphs = paragraphs
        self._drawn: set[Question] = set()
        df = Counter(form for forms in paragraphs for form in set(forms))
        words = sorted(form for form in df if form.isalpha() and form.isascii() and len(form) > 2 and form not in _STOP)
        few, many = len(paragraphs) // 400, len(paragraphs) // 40
        self._common = [word for word in words if df[word] >= many]
        self._medium = [word for word in words if few <= df[word] < many]
        self._rare = [word for word in words if 2 <= df[word] <= 20]
        self._makers: dict[str, Callable[[], tuple[str, ...]]] = {
            "common": lambda: (self._random.choice(self._common),),
            "medium": lambda: (self._random.choice(self._medium),),
            "rare": lambda: (self._random.choice(self._rare),),
            "and": self._pair,
            "or": lambda: (*self._random.sample(self._common, 2), self._random.choice(self._medium)),
            "phrase": self._phrase,
            "prefix": lambda: (self._random.choice(self._medium)[:4],),
        }

    def question(self, kind: str) -> Question:
        """Return a question of ``kind`` that was not drawn before."""
        while True:
            question = Question(kind, self._makers[kind]())
            if question not in self._drawn:
                self._drawn.add(question)
                return question

    def _pair(self) -> tuple[str, ...]:
        known = set(self._common) | set(self._medium)
        while True:
            words = sorted(known.intersection(self._random.choice(self._paragraphs)))
            if len(words) > 1:
                return tuple(self._random.sample(words, 2))

    def _phrase(self) -> tuple[str, ...]:
        while True:
            forms, size = self._random.choice(self._paragraphs), self._random.choice((2, 3))
            at = self._random.randrange(max(1, len(forms) - size))
            words = tuple(forms[at : at + size])
            long = len(words) == size and min(map(len, words)) > 1
            if long and "".join(words).isalpha() and not _STOP.issuperset(words):
                return words


def write() -> None:
    """Draw all workloads from the real statements and write them."""
    paragraphs = [Tokens(p.text, None).forms for entry in entries(_REAL) for p in entry.paragraphs]
    for name, (size, seed) in _SETS.items():
        draw = _Draw(paragraphs, seed)
        asked = [question for _ in range(size) for question in map(draw.question, KINDS)]
        rows = "".join(f"{question.kind}\t{' '.join(question.words)}\n" for question in asked)
        (FOLDER / f"{name}.tsv").write_text(rows, encoding="utf-8")


if __name__ == "__main__":
    write()
