"""Two texts side by side: which paragraph became which, and which words changed. Pure functions; no engine, no record.

``align`` compares two lists of paragraphs, ``find_word_runs`` two texts, ``locate`` finds the words of a row in the
canonical text.
"""

from pincite.index.aligning.alignment import align
from pincite.index.aligning.locating import locate
from pincite.index.aligning.rewording import find_word_runs
from pincite.index.aligning.rows import Alignment, Op, Row, RowKind, WordRun

__all__ = ["Alignment", "Op", "Row", "RowKind", "WordRun", "align", "find_word_runs", "locate"]
