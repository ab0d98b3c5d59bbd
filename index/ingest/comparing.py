"""Compare what the index of replaced versions holds with the record, statement by statement."""

from collections.abc import Iterator

from pincite.index.engine import SearchEngine
from pincite.index.values.entry import Entry, IndexedReplaced, Passage

Difference = tuple[str, str]
"""The id of a statement, and how record and index differ."""


class ReplacedComparison:
    """One walk through the index of replaced versions, along the record's statements in the order of their ids."""

    def __init__(self, engine: SearchEngine) -> None:
        self._found = engine.replaced()
        self._next = next(self._found, None)

    def compare(self, entry: Entry) -> Iterator[Difference]:
        """Yield how this statement differs, after those before it that the record does not have."""
        while self._next is not None and self._next.heading.id < entry.heading.id:
            yield self._foreign(self._next)
        indexed = None
        if self._next is not None and self._next.heading.id == entry.heading.id:
            indexed, self._next = self._next, next(self._found, None)
        what = _difference(entry, indexed)
        if what is not None:
            yield entry.heading.id, what

    def rest(self) -> Iterator[Difference]:
        """Yield the statements that are left: the record has none of them."""
        while self._next is not None:
            yield self._foreign(self._next)

    def _foreign(self, one: IndexedReplaced) -> Difference:
        self._next = next(self._found, None)
        return one.heading.id, "has replaced versions in the index, but is not in the record"


def _difference(entry: Entry, indexed: IndexedReplaced | None) -> str | None:
    held = () if indexed is None else indexed.passages
    lacking = next((one for one in entry.replaced if one not in held), None)
    if lacking is not None:
        return f"lacks {_name(lacking)} in the index"
    if indexed is None:
        return None
    foreign = next((one for one in held if one not in entry.replaced), None)
    if foreign is not None:
        return f"has {_name(foreign)} in the index, which the record does not give"
    if indexed.version != entry.version or indexed.heading != entry.heading:
        return "has another heading or version in the index of replaced versions"
    return (
        None if held == tuple(entry.replaced) else "has paragraphs of replaced versions in another order in the index"
    )


def _name(passage: Passage) -> str:
    return f"paragraph {passage.number} of the replaced version {passage.version[:12]}"
