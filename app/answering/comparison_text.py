"""A comparison as plain text: words as in ``git diff --word-diff``, one line for what is the same."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from pincite.app.answering.links import Links, short
from pincite.app.answering.side_by_side import Comparison
from pincite.app.answering.word_marks import mark_run
from pincite.app.words import became, spoken
from pincite.index.aligning import Op, Row, RowKind
from pincite.index.aligning.rows import JOINT
from pincite.index.record.values import StoredStatement

_WIDTH = 96
_INDENT = "   | "
Paint = Callable[[Op, str], str]
"""Returns a piece of a line as it is written: in colour, where the reader sees colours."""


def write_plainly(_: Op, text: str) -> str:
    """Return the text as it is."""
    return text


def render_comparison(comparison: Comparison, links: Links, paint: Paint = write_plainly) -> Iterator[str]:
    """Yield the lines. Nothing but blanks is lost, and only paragraphs that are the same are left out."""
    for name, stored in (("Left", comparison.left), ("Right", comparison.right)):
        yield from _lines([(Op.EQUAL, f"{name}: {_named(stored)}")], "", paint)
        yield paint(Op.EQUAL, f"  {links.absolute(links.statement(stored.heading.id, stored.version))}")
    yield paint(Op.EQUAL, f"{comparison.summary.capitalize()}. {comparison.remark}".strip())
    yield paint(Op.EQUAL, "[-only on the left-] {+only on the right+}")
    for is_same, rows in groupby(comparison.rows, lambda row: row.kind is RowKind.SAME):
        yield ""
        if is_same:
            yield paint(Op.EQUAL, say_same(list(rows)))
        else:
            for number, row in enumerate(rows):
                yield from [""] if number else []
                yield from _render_row(row, comparison, paint)


def _named(stored: StoredStatement) -> str:
    heading = stored.heading
    return f"{heading.title} ({spoken(heading.dates)}; {heading.id}, version {short(stored.version)})"


def label_of_row(row: Row) -> str:
    """Return the numbers of a row: ``¶ 3 → ¶ 4, 5``; of one side, where the other has none."""
    return " → ".join(f"¶ {', '.join(map(str, numbers))}" for numbers in (row.left, row.right) if numbers)


def say_same(rows: Sequence[Row]) -> str:
    """Return the numbers of successive rows that are the same: ``¶ 1–3 → ¶ 2–4, the same``."""
    sides = ([n for row in rows for n in row.left], [n for row in rows for n in row.right])
    return f"{' → '.join(f'¶ {_ranges(sorted(side))}' for side in sides)}, the same"


def _ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers, successive ones as a range: ``2–5, 7``."""
    runs = [[n for _, n in some] for _, some in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _render_row(row: Row, comparison: Comparison, paint: Paint) -> Iterator[str]:
    yield paint(Op.EQUAL, f"{label_of_row(row)}, {became(row.kind, is_forward=comparison.is_forward)}")
    yield from _lines(
        [(run.op, mark_run(run)) for run in row.words], _INDENT, paint, has_breaks=len(row.left) + len(row.right) > 2
    )


def _lines(pieces: Sequence[tuple[Op, str]], indent: str, paint: Paint, *, has_breaks: bool = False) -> Iterator[str]:
    """Yield the pieces as lines of a width, broken at blanks only; a longer word stands on its own line.

    With ``has_breaks``, a line end in the pieces ends a line here too.
    """
    marked = [(op, character) for op, text in pieces for character in text]
    line: list[tuple[Op, str]] = []
    for is_blank, some in groupby(marked, lambda one: one[1].isspace()):
        word = list(some)
        is_break = has_breaks and any(character == JOINT for _, character in word)
        if line and (is_break if is_blank else len(line) + 1 + len(word) > _WIDTH):
            yield indent + _painted(line, paint)
            line = []
        if not is_blank:
            # A blank has the style of both words around it, or none.
            joint = [(line[-1][0] if line[-1][0] is word[0][0] else Op.EQUAL, " ")] if line else []
            line += [*joint, *word]
    if line:
        yield indent + _painted(line, paint)


def _painted(line: Sequence[tuple[Op, str]], paint: Paint) -> str:
    runs = ((op, "".join(character for _, character in some)) for op, some in groupby(line, lambda one: one[0]))
    return "".join(paint(op, text) for op, text in runs)
