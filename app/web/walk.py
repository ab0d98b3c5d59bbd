"""The walk over the hits of a search within one statement: where the reader stands, and what comes before and after."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.app.words import counted


@dataclass(frozen=True, slots=True)
class Walk:
    """The bar's part about hits. ``says`` is ``hit 3 of 7``, or the number of hits while the reader is at none."""

    says: str = ""
    previous_link: str = ""
    next_link: str = ""


def build_walk(numbers: Sequence[int], at: int | None, link_of: Callable[[int], str], *, is_hits: bool = True) -> Walk:
    """Return the walk over ``numbers`` (ascending) of a reader at paragraph ``at``.

    ``is_hits`` is False where the search finds none of them, and they only hold some of its words.
    """
    word = "hit" if is_hits else "marked paragraph"
    if not numbers:
        return Walk("No hits here" if is_hits else "")
    place = at or 0
    before, after = bisect_left(numbers, place), bisect_right(numbers, place)
    is_at = before < len(numbers) and numbers[before] == place
    says = f"{word} {before + 1:,} of {len(numbers):,}" if is_at else counted(len(numbers), word)
    return Walk(
        says.capitalize(),
        link_of(numbers[before - 1]) if before else "",
        link_of(numbers[after]) if after < len(numbers) else "",
    )
