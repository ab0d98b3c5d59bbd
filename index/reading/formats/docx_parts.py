"""The parts of a DOCX file: its main document, styles, lists, notes, heads; parsed without entities or network.

Files of the Transitional and of the Strict kind differ in their namespaces; elements are told by their local names.
"""

from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from lxml import etree

from pincite.index.reading.formats.container import LIMITS, Container, Limits
from pincite.index.values.errors import SourceError

WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_PART_LIMIT = 100 * 2**20


@dataclass(frozen=True, slots=True)
class Parts:
    """The root element of each part, None where the file has none."""

    document: etree._Element
    styles: etree._Element | None = None
    numbering: etree._Element | None = None
    footnotes: etree._Element | None = None
    endnotes: etree._Element | None = None
    heads: tuple[tuple[str, etree._Element], ...] = field(default=())
    title: str | None = None


def read_parts(raw: bytes, name: str, limits: Limits = LIMITS) -> Parts:
    """Return the parts of the DOCX file called ``name``; SourceError when it is broken or over a limit."""
    container = Container(raw, name, limits)
    main = _find_main(container)
    root = _parse(container, main)
    if root is None or local(root) != "document":
        raise SourceError(name, None, "is not a Word document: its main part is missing", "save it again as DOCX")
    related = _read_relations(container, main)
    part = {kind: _parse(container, targets[0]) for kind, targets in related.items() if kind in _SINGLE}
    heads = [
        (kind, head)
        for kind in ("header", "footer")
        for target in related.get(kind, ())
        if (head := _parse(container, target)) is not None
    ]
    return Parts(
        root,
        part.get("styles"),
        part.get("numbering"),
        part.get("footnotes"),
        part.get("endnotes"),
        tuple(heads),
        _read_title(container),
    )


_SINGLE = frozenset({"styles", "numbering", "footnotes", "endnotes"})


def local(element: etree._Element) -> str:
    """Return the element's name without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """Return the attribute called ``name`` in whatever namespace; None without it."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return what is reached by going down ``names``, the first child of that name at each step."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def value(element: etree._Element | None, *names: str) -> str | None:
    """Return the ``val`` of the child reached by ``names``; None without it."""
    found = child(element, *names)
    return None if found is None else attribute(found, "val")


def is_on(element: etree._Element | None, *names: str) -> bool | None:
    """Return whether a switch is on; None where it is not there."""
    found = child(element, *names)
    return None if found is None else attribute(found, "val") not in ("0", "false", "off")


def _find_main(container: Container) -> str:
    for kind, targets in _read_relations(container, "").items():
        if kind == "officeDocument":
            return targets[0]
    return "word/document.xml"


def _read_relations(container: Container, part: str) -> dict[str, list[str]]:
    """Return the targets inside the file by the last word of their type."""
    folder, _, file = part.rpartition("/")
    root = _parse(container, join(folder, "_rels", f"{file}.rels"))
    related: dict[str, list[str]] = {}
    for one in () if root is None else root:
        kind, target = attribute(one, "Type") or "", attribute(one, "Target") or ""
        if target and attribute(one, "TargetMode") != "External":
            path = target if target.startswith("/") else join(dirname(part), target)
            related.setdefault(kind.rpartition("/")[2], []).append(normpath(path).lstrip("/"))
    return related


def _parse(container: Container, part: str) -> etree._Element | None:
    member = container.find(part)
    if member is None:
        return None
    name = f"{container.name}/{member.filename}"
    if member.file_size > _PART_LIMIT:
        raise SourceError(name, None, f"is over the limit of {_PART_LIMIT:,} bytes", "split the document")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(container.read(member), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(
            name, None, "contains XML that cannot be read", "open the document and save it again"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SourceError(name, None, "declares entities, which no Word document does", "save the document again")
    return root


def _read_title(container: Container) -> str | None:
    root = _parse(container, "docProps/core.xml")
    found = None if root is None else child(root, "title")
    return None if found is None else (found.text or "").strip() or None
