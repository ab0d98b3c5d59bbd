"""A feed as Atom (RFC 4287)."""

import re
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pincite.app.feeds.entries import Feed, FeedEntry

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
register_namespace("", _ATOM)


def storable(text: str) -> str:
    """Return ``text`` without the characters that no XML document may have."""
    return _ILLEGAL.sub("\ufffd", text)


def render_atom(feed: Feed, url: str, archive: str) -> bytes:
    """Return the feed; ``url`` is its own address."""
    root = Element(f"{{{_ATOM}}}feed")
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "id", feed.id or url)
    _add(root, "updated", feed.updated)
    _name(_add(root, "author"), archive)
    _add(root, "link", rel="self", type="application/atom+xml", href=url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for entry in feed.entries:
        _entry(root, entry)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Element, entry: FeedEntry) -> None:
    element = _add(root, "entry")
    _add(element, "title", entry.title)
    _add(element, "id", entry.id)
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.added:
        _add(element, "published", entry.added)
    _add(element, "updated", entry.changed)
    for name in entry.authors:
        _name(_add(element, "author"), name)
    if entry.summary:
        _add(element, "summary", entry.summary)
    if entry.html:
        content = _add(element, "content", entry.html, type="html")
        if entry.language:
            content.set(_LANGUAGE, storable(entry.language))


def _name(author: Element, name: str) -> None:
    _add(author, "name", name)


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = SubElement(parent, f"{{{_ATOM}}}{name}", {key: storable(value) for key, value in attributes.items()})
    element.text = storable(text) or None
    return element
