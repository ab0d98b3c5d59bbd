"""Statements of shapes that no source should have and a record may hold, each made of a seed: for all engines alike."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.index.values.statement import Statement
from tests.builders import build_statement

MARKS = "\u0300\u0301\u0302\u0308\u0323\u0327\u0331\u20dd"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SENTENCE = "The committee met and agreed on the text. "

Shape = Callable[[random.Random, float], Statement]


@dataclass(frozen=True)
class Shaped:
    """An archive: the statements, and the names of their shapes."""

    names: tuple[str, ...]
    statements: tuple[Statement, ...]


def one_huge_word(chance: random.Random, scale: float) -> Statement:
    word = chance.choice((*LETTERS, "é", "ж", "가"))
    return build_statement("huge-word", f"Before {word * _of(1_000_000, scale)} behind", "a committee")


def one_long_paragraph(chance: random.Random, scale: float) -> Statement:
    text = SENTENCE * (_of(20_000_000, scale) // len(SENTENCE) + 1)
    return build_statement("long", "Minutes", text, *["a committee"] * chance.randrange(3))


def few_large_paragraphs(chance: random.Random, scale: float) -> Statement:
    texts = [_words(chance, _of(190_000, scale), 10**6) for _ in range(chance.randint(1, 4))]
    return build_statement("large", *texts)


def many_short_paragraphs(chance: random.Random, scale: float) -> Statement:
    return build_statement("short", *chance.choices(LETTERS, k=_of(200_000, scale)))


def many_values(chance: random.Random, scale: float) -> Statement:
    values = tuple(f"Ministry {number}" for number in range(_of(65_537, scale)))
    field = chance.choice(("issuers", "people"))
    return build_statement("values", "a committee", "and another", **{field: values})  # type: ignore[arg-type]


def long_values(chance: random.Random, scale: float) -> Statement:
    value = "Ministry of " + chance.choice(("é", "x", "y ", "中")) * _of(1_000_000, scale)
    field = chance.choice(("place", "series", "kind", "source"))
    return build_statement("long-value", "a committee", issuers=(value, f"{value}!", "Japan"), **{field: value})  # type: ignore[arg-type]


def long_title(chance: random.Random, scale: float) -> Statement:
    title = "Minutes " + chance.choice(("on apples ", "x", "中", "e\u0301")) * _of(500_000, scale)
    return build_statement("title", "a committee", "met again", title=title.strip())


def no_tokens(chance: random.Random, scale: float) -> Statement:
    return build_statement("empty", *["—" * chance.randint(1, 9) for _ in range(_of(2_000, scale))], title="…")


def many_words(chance: random.Random, scale: float) -> Statement:
    words = [f"{chance.choice(LETTERS)}{number}" for number in range(_of(400_000, scale))]
    each = max(1, len(words) // chance.randint(1, 50))
    return build_statement("words", *(" ".join(words[at : at + each]) for at in range(0, len(words), each)))


def only_digits(chance: random.Random, scale: float) -> Statement:
    text = "".join(chance.choices("0123456789", k=_of(500_000, scale)))
    return build_statement("digits", text, " ".join(text[at : at + 3] for at in range(0, len(text) // 4, 3)))


def only_han(chance: random.Random, scale: float) -> Statement:
    text = "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(_of(300_000, scale)))
    return build_statement("han", text, text[:7], language="zh")


def only_marks(chance: random.Random, scale: float) -> Statement:
    text = "".join(chance.choices(MARKS, k=_of(100_000, scale)))
    return build_statement("marks", text, f"a{text}", f"1{text}")


def one_letter_words(chance: random.Random, scale: float) -> Statement:
    return build_statement("letters", " ".join(chance.choices("ab", k=_of(1_200_000, scale))))


SHAPES: tuple[Shape, ...] = (
    one_huge_word,
    one_long_paragraph,
    few_large_paragraphs,
    many_short_paragraphs,
    many_values,
    long_values,
    long_title,
    no_tokens,
    many_words,
    only_digits,
    only_han,
    only_marks,
    one_letter_words,
)


def build_shaped(seed: int, scale: float, shapes: Sequence[Shape] = SHAPES) -> Shaped:
    """Return the archive of a seed: one shape or a mixture of up to four, each of ``scale`` of its full size, about."""
    chance = random.Random(seed)
    chosen = chance.sample(shapes, k=min(len(shapes), chance.choice((1, 1, 2, 4))))
    made = [shape(chance, scale * chance.choice((0.5, 1.0))) for shape in chosen]
    return Shaped(tuple(shape.__name__ for shape in chosen), tuple(made))


def _of(size: int, scale: float) -> int:
    return max(1, int(size * scale))


def _words(chance: random.Random, count: int, of: int) -> str:
    return " ".join(str(chance.randrange(of)) for _ in range(count))
