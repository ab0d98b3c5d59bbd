"""Changes as a feed: an entry for each version that replaced another, with the words that changed."""

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from pincite.app.answering.changes import Change
from pincite.app.answering.links import Links
from pincite.app.feeds.entries import NEVER, Feed, FeedEntry
from pincite.app.words import compared
from pincite.index.aligning import Op, Row, RowKind, WordRun

_TAGS = {Op.DELETE: ("<del>", "</del>"), Op.INSERT: ("<ins>", "</ins>"), Op.EQUAL: ("", "")}


def build_changes_feed(changes: Sequence[Change], archive: str, links: Links) -> Feed:
    """Return the feed of ``changes``, the latest first. ``archive`` is the unique name of the archive."""
    return Feed(
        title="Changed after publication",
        subtitle="",
        home=links.absolute(links.at("/")),
        updated=changes[0].replaced.note.time if changes else NEVER,
        entries=[_entry(change, archive, links) for change in changes],
        id=f"urn:pincite:{archive}:changes",
    )


def _entry(change: Change, archive: str, links: Links) -> FeedEntry:
    before, after = change.replaced.before, change.replaced.after
    alignment = change.alignment
    return FeedEntry(
        id=f"urn:pincite:{archive}:version:{after.version}",
        url=links.absolute(links.changes(after.heading.id, before.version)),
        title=after.heading.title,
        html="" if alignment is None else "".join(_paragraphs(alignment.rows)),
        authors=after.heading.issuers,
        language=after.heading.language,
        added="",
        changed=change.replaced.note.time,
        summary="" if alignment is None else compared(alignment.counts),
    )


def _paragraphs(rows: Iterable[Row]) -> Iterator[Markup]:
    for row in rows:
        if row.kind not in (RowKind.SAME, RowKind.MOVED):
            yield Markup("<p>{}</p>").format(Markup("").join(map(_marked, row.words)))


def _marked(run: WordRun) -> Markup:
    before, after = _TAGS[run.op]
    # The tags are ours, and the text is escaped.
    return Markup(before) + escape(run.text) + Markup(after)  # noqa: S704
