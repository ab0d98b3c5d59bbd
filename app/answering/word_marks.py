"""Words of a difference as plain text, as ``git diff --word-diff`` has them: ``[-only left-] {+only right+}``."""

from collections.abc import Iterable

from pincite.index.aligning import Op, WordRun

_SIGNS = {Op.EQUAL: ("", ""), Op.DELETE: ("[-", "-]"), Op.INSERT: ("{+", "+}")}


def mark_run(run: WordRun) -> str:
    """Return the words of a run, with its signs around them."""
    before, after = _SIGNS[run.op]
    return f"{before}{run.text}{after}"


def mark_words(runs: Iterable[WordRun]) -> str:
    """Return both texts in one."""
    return "".join(map(mark_run, runs))
