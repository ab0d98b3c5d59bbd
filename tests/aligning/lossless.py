"""Whether an alignment gives both texts back."""

from collections.abc import Sequence

from pincite.index.aligning import Alignment, Op, Row, RowKind
from pincite.index.aligning.rows import JOINT


def check_rows(alignment: Alignment, left: Sequence[str], right: Sequence[str]) -> None:
    """Assert that each paragraph is in one row, and that the words of each row give its texts back."""
    ours = [number for row in alignment.rows for number in row.left]
    theirs = [number for row in alignment.rows for number in row.right]
    assert sorted(ours) == list(range(1, len(left) + 1))
    assert theirs == list(range(1, len(right) + 1))
    for row in alignment.rows:
        check_words(row, JOINT.join(left[n - 1] for n in row.left), JOINT.join(right[n - 1] for n in row.right))
    check_places(alignment)


def check_words(row: Row, left: str, right: str) -> None:
    """Assert that the words give ``right`` back code point for code point, and ``left`` but for its blanks."""
    assert "".join(piece.text for piece in row.words if piece.op is not Op.DELETE) == right
    given = "".join(piece.text for piece in row.words if piece.op is not Op.INSERT)
    assert "".join(given.split()) == "".join(left.split())
    # The ranges cover both texts, so that the left one is given back to the last blank.
    assert "".join(left[slice(*piece.left)] for piece in row.words) == left
    assert "".join(right[slice(*piece.right)] for piece in row.words) == right
    for piece in row.words:
        assert piece.left != (0, 0) or piece.right != (0, 0)
        if piece.op is not Op.EQUAL:
            assert not (piece.left[0] < piece.left[1] and piece.right[0] < piece.right[1])
    assert (row.kind in (RowKind.SAME, RowKind.MOVED)) <= all(piece.op is Op.EQUAL for piece in row.words)


def check_places(alignment: Alignment) -> None:
    """Assert that what is only on the left follows the row of the paragraph before it."""
    rows = alignment.rows
    for at, row in enumerate(rows):
        if row.kind is RowKind.LEFT_ONLY:
            before = row.left[0] - 1
            earlier = rows[at - 1] if at else None
            assert (earlier is None and before == 0) or (
                earlier is not None
                and (before in earlier.left or (earlier.kind is RowKind.LEFT_ONLY and earlier.left[0] < row.left[0]))
            )
