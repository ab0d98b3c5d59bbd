"""The works of this folder's tests, each followed once, and how much of them is run."""

import os
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

from tests.durability.works import WORKS, Course, follow

T = TypeVar("T")
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"


@pytest.fixture(scope="session")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Course]:
    """Gives the course of a work, by name."""
    made: dict[str, Course] = {}

    def course(name: str) -> Course:
        if name not in made:
            made[name] = follow(WORKS[name], tmp_path_factory.mktemp(name))
        return made[name]

    return course


def some(all_of_it: Sequence[T], share: float = 0.015) -> list[T]:
    """Return everything with PINCITE_TORTURE=1, else a share of it that is always the same, the ends included."""
    if IN_FULL or len(all_of_it) <= 2:
        return list(all_of_it)
    inner = range(1, len(all_of_it) - 1)
    drawn = random.Random(6).sample(inner, k=int(len(inner) * share))
    return [all_of_it[0], *(all_of_it[at] for at in sorted(drawn)), all_of_it[-1]]
