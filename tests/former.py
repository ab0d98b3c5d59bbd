"""What replaced versions of generated statements have: the same for the same statement, and nothing for every other."""

import hashlib
import random
from functools import lru_cache

from pincite.index.values.entry import Passage
from pincite.index.values.statement import Statement

_VERSIONS = (1, 1, 2, 3)


def former_of(statement: Statement) -> tuple[Passage, ...]:
    """Return paragraphs of older versions: parts of its own ones, put otherwise. Numbers may come twice."""
    return _former(statement.heading.id, statement.heading.title, tuple(p.text for p in statement.paragraphs[:9]))


@lru_cache(maxsize=1 << 16)
def _former(identity: str, title: str, texts: tuple[str, ...]) -> tuple[Passage, ...]:
    chance = random.Random(f"{identity} {title} {len(texts)}")
    if chance.random() < 0.5:
        return ()
    found: list[tuple[int, int, Passage]] = []
    for age in range(chance.choice(_VERSIONS)):
        version = hashlib.sha256(f"{identity} {age}".encode()).hexdigest()
        for number in sorted(chance.sample(range(1, 9), k=chance.choice((1, 1, 2, 4)))):
            label = chance.choice((None, None, f"{number}."))
            found.append((number, age, Passage(number, label, _reworded(chance, chance.choice(texts)), version)))
    return tuple(passage for _, _, passage in sorted(found, key=lambda item: item[:2]))


def _reworded(chance: random.Random, text: str) -> str:
    words = text.split() or ["peace"]
    start = chance.randrange(len(words))
    return " ".join([*words[start : start + chance.choice((3, 12, 40))], chance.choice(("treaty", "peace", words[0]))])
