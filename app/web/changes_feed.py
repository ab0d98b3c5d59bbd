"""Changes as an Atom feed (RFC 4287): an entry for each version that replaced another, with the words that changed."""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as Tree

from markupsafe import Markup, escape

from pincite.app.answering.changes import Change
from pincite.app.answering.links import Links
from pincite.app.words import compared
from pincite.index.aligning import Op, Row, RowKind, WordRun

MEDIA_TYPE = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00+00:00"
_TAGS = {Op.DELETE: ("<del>", "</del>"), Op.INSERT: ("<ins>", "</ins>"), Op.EQUAL: ("", "")}


def render_feed(changes: Sequence[Change], archive: str, links: Links, pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return the feed in UTF-8. ``archive`` is the unique name of the archive, ``pairs`` the parameters of the feed."""
    feed = Tree.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"urn:pincite:{archive}:changes")
    _add(feed, "title", "Changed after publication")
    _add(feed, "updated", changes[0].replaced.note.time if changes else _NEVER)
    Tree.SubElement(feed, "link", rel="self", href=links.absolute(links.at("/changes.atom", pairs)))
    Tree.SubElement(feed, "link", rel="alternate", href=links.absolute(links.at("/")))
    for change in changes:
        feed.append(_entry(change, archive, links))
    return bytes(Tree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(change: Change, archive: str, links: Links) -> Tree.Element:
    before, after = change.replaced.before, change.replaced.after
    entry = Tree.Element("entry")
    _add(entry, "id", f"urn:pincite:{archive}:version:{after.version}")
    _add(entry, "title", after.heading.title)
    _add(entry, "updated", change.replaced.note.time)
    author = Tree.SubElement(entry, "author")
    _add(author, "name", ", ".join(after.heading.issuers) or "unknown")
    href = links.absolute(links.changes(after.heading.id, before.version))
    Tree.SubElement(entry, "link", rel="alternate", href=href)
    if change.alignment is not None:
        _add(entry, "summary", compared(change.alignment.counts))
        _add(entry, "content", "".join(_paragraphs(change.alignment.rows)), type="html")
    return entry


def _paragraphs(rows: Iterable[Row]) -> Iterator[Markup]:
    for row in rows:
        if row.kind not in (RowKind.SAME, RowKind.MOVED):
            yield Markup("<p>{}</p>").format(Markup("").join(map(_marked, row.words)))


def _marked(run: WordRun) -> Markup:
    before, after = _TAGS[run.op]
    # The tags are ours, and the text is escaped.
    return Markup(before) + escape(run.text) + Markup(after)  # noqa: S704


def _add(parent: Tree.Element, name: str, text: str, **attributes: str) -> None:
    Tree.SubElement(parent, name, attributes).text = "".join(filter(_is_fit, text))


def _is_fit(character: str) -> bool:
    """Whether a character may stand in XML 1.0."""
    return (
        character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )
