"""What pages say about changes: between two versions, at the head of a statement, and beside its paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.app.answering.links import Links, short
from pincite.app.words import became, compared, counted, in_words, since_then
from pincite.index.aligning import Alignment, Row, RowKind
from pincite.index.record.values import StoredStatement

_TOO_LARGE = "The two versions are too large to be compared in time."


@dataclass(frozen=True, slots=True)
class BecameSince:
    """What became of one paragraph: a sentence, a link to its place now, and one to its difference, if there are."""

    says: str
    now: str
    difference: str


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """The note at the head of a statement that has several versions."""

    says: str
    link: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of two versions: its anchor, what became of it, and its words, each as (name of the operation, text)."""

    anchor: str
    is_same: bool
    label: str
    words: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The page that compares an earlier version of a statement with the current one."""

    title: str
    language: str | None
    before: str
    after: str
    before_link: str
    after_link: str
    summary: str
    rows: Sequence[RowView]


def build_changes_view(
    before: StoredStatement, after: StoredStatement, alignment: Alignment | None, links: Links
) -> ChangesView:
    """The page for two versions of one statement."""
    identity = after.heading.id
    is_one = before.version == after.version
    summary = _TOO_LARGE if alignment is None else f"{compared(alignment.counts).capitalize()}."
    return ChangesView(
        title=after.heading.title,
        language=after.heading.language,
        before=_named(before),
        after=_named(after),
        before_link="" if is_one else links.statement(identity, before.version),
        after_link=links.statement(identity),
        summary=_nothing_before(after) if is_one else summary,
        rows=[] if alignment is None or is_one else [_row(row) for row in alignment.rows],
    )


def _nothing_before(stored: StoredStatement) -> str:
    if len(stored.versions) == 1:
        return "This is the only version of the statement in the archive."
    return "This is the current version of the statement: nothing has changed since."


def build_changed_note(stored: StoredStatement, alignment: Alignment | None, links: Links) -> ChangedNote | None:
    """The note for a page of ``stored``; ``alignment`` compares it with the current version, where it is another."""
    if len(stored.versions) == 1:
        return None
    if stored.version == stored.current:
        latest = in_words(stored.versions[-1].time[:10])
        says = f"Changed after publication: {counted(len(stored.versions), 'version')}, the latest added on {latest}."
        return ChangedNote(says, links.changes(stored.heading.id))
    says = _TOO_LARGE if alignment is None else f"Compared with the current version: {compared(alignment.counts)}."
    return ChangedNote(says, links.changes(stored.heading.id, stored.version))


def build_since(stored: StoredStatement, alignment: Alignment | None, links: Links) -> Mapping[int, BecameSince]:
    """What became of each paragraph of an earlier version, by number; nothing where that is not known."""
    if alignment is None or stored.version == stored.current:
        return {}
    return {number: _since(stored, row, links) for number, row in alignment.of_left.items()}


def _since(stored: StoredStatement, row: Row, links: Links) -> BecameSince:
    now = links.statement(stored.heading.id, None, row.right[0]) if row.right else ""
    is_same = row.kind in (RowKind.SAME, RowKind.MOVED)
    page = links.changes(stored.heading.id, stored.version)
    return BecameSince(since_then(row.kind, row.right), now, "" if is_same else f"{page}#{_anchor(row)}")


def _row(row: Row) -> RowView:
    label = " → ".join(f"¶ {', '.join(map(str, numbers))}" for numbers in (row.left, row.right) if numbers)
    words = [(run.op.value, run.text) for run in row.words]
    return RowView(_anchor(row), row.kind is RowKind.SAME, f"{label}, {became(row.kind)}", words)


def _anchor(row: Row) -> str:
    """Return the anchor of a row: the first paragraph on the left, or else on the right."""
    return f"left-{row.left[0]}" if row.left else f"right-{row.right[0]}"


def _named(stored: StoredStatement) -> str:
    note = next(note for note in stored.versions if note.digest == stored.version)
    return f"{short(note.digest)}, {in_words(note.time[:10])}"
