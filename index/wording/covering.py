"""What an index is asked for, so that no similar passage is missed and little is read in vain."""

from collections.abc import Sequence

from pincite.index.query.clauses import Sharing
from pincite.index.query.stopwords import STOP_WORDS

Run = tuple[str, ...]


def share(runs: Sequence[Run], least: int) -> Sharing:
    """Return what every paragraph matches that holds at least ``least`` of ``runs``, which are distinct.

    Runs with long words that are no stop words come first. They are taken for the rarest ones.
    """
    return Sharing(tuple(sorted(runs, key=_letters, reverse=True)), least)


def _letters(run: Run) -> int:
    return sum(len(word) for word in run if word not in STOP_WORDS)
