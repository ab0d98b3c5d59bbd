"""Which statements are reissues, by comparing each with every one before it: slow, and taken from no engine."""

from collections.abc import Iterable, Sequence
from datetime import date

from pincite.index.text.fingerprints import fingerprints_of
from pincite.index.values.statement import Statement

_SCRIPTS = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF))


def find_reissues(statements: Iterable[Statement]) -> set[str]:
    """Return the ids of the statements that have the words of an earlier one that has not itself such words."""
    ordered = sorted(statements, key=lambda one: (one.heading.dates.earliest or date.max, one.heading.id))
    first: list[_Read] = []
    found = set()
    for statement in ordered:
        one = _Read(statement)
        alike = [(len(one.sketch & other.sketch), at) for at, other in enumerate(first) if one.may_be(other)]
        nearest = sorted(alike, key=lambda pair: (-pair[0], pair[1]))[:10]
        if any(one.is_same(first[at]) for _, at in nearest):
            found.add(statement.heading.id)
        else:
            first.append(one)
    return found


class _Read:
    """A statement as its words and its 32 smallest fingerprints."""

    def __init__(self, statement: Statement) -> None:
        language = statement.heading.language
        prints = {int(one) for each in statement.paragraphs for one in fingerprints_of(each.text, language)}
        self.sketch = set(sorted(prints)[:32])
        self.words = words(statement)

    def may_be(self, other: "_Read") -> bool:
        """Whether so many fingerprints are common that the words are compared."""
        shared = len(self.sketch & other.sketch)
        return shared > 0 and 8 * shared >= min(len(self.sketch), len(other.sketch))

    def is_same(self, other: "_Read") -> bool:
        """Whether nine words in ten of both stand in both, in order, and each has 20 to 20,000."""
        left, right = self.words, other.words
        if not (20 <= len(left) <= 20_000 and 20 <= len(right) <= 20_000):
            return False
        return 2 * _common(left, right) * 10 >= 9 * (len(left) + len(right))


def words(statement: Statement) -> list[str]:
    """Return the words of a statement: runs of letters and digits; single signs in scripts without blanks."""
    found = [""]
    for paragraph in statement.paragraphs:
        for sign in paragraph.text.casefold():
            if any(low <= ord(sign) <= high for low, high in _SCRIPTS):
                found += [sign, ""]
            elif sign.isalnum():
                found[-1] += sign
            else:
                found.append("")
        found.append("")
    return [word for word in found if word]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, by the table of the textbook."""
    above = [0] * (len(right) + 1)
    for word in left:
        row = [0]
        for at, other in enumerate(right):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
        above = row
    return above[-1]
