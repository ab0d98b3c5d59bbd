"""XML from strangers: no entities of its own, no network, no depth or size without bound."""

import re
from html.entities import html5

from lxml import etree

from pincite.index.reading.formats.pagetree import Element
from pincite.index.values.errors import SourceError

_NAMED = re.compile(rb"&(?!amp;|lt;|gt;|quot;|apos;|#)(\w{2,32});")


def parse_xml(raw: bytes, name: str) -> Element:
    """Return the root of an XML document; SourceError when it is broken or declares entities.

    Names of characters that HTML knows (``&nbsp;``) are taken, as pages inside books use them undeclared.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(_NAMED.sub(_write_character, raw), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or None
        raise SourceError(name, line, f"broken XML ({_reason(error)})", "correct the file, or save it again") from error
    if next(root.iter(etree.Entity), None) is not None or _declares(root):
        raise SourceError(name, None, "the XML declares its own entities", "save it with the entities written out")
    return root


def _declares(root: Element) -> bool:
    dtd = root.getroottree().docinfo.internalDTD
    return dtd is not None and next(dtd.iterentities(), None) is not None


def _write_character(match: re.Match[bytes]) -> bytes:
    known = html5.get(f"{match[1].decode('utf-8', 'replace')};")
    return match.group() if known is None else known.encode("ascii", "xmlcharrefreplace")


def _reason(error: Exception) -> str:
    return str(error).split(", line")[0][:120]
