"""Styles of a DOCX file: what a paragraph or a run inherits from the style it names."""

from dataclasses import dataclass

from lxml import etree

from pincite.index.reading.formats.docx_parts import attribute, child, is_on, local, value

_QUOTES = frozenset(("quote", "intense quote", "block text", "quotations", "block quotation"))
"""The names of paragraph styles for quotations: those of Word, and of LibreOffice."""


@dataclass(frozen=True, slots=True)
class Style:
    """What counts of a style, with all that it is based on; None where it does not say."""

    name: str = ""
    hidden: bool | None = None
    bold: bool | None = None
    centred: bool | None = None
    size: float | None = None
    number: str | None = None
    level: int | None = None
    outline: int | None = None
    is_quote: bool = False


class Styles:
    """The styles of a file by their id."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read them from the root of ``styles.xml``; None: there are none."""
        every = () if root is None else [one for one in root if local(one) == "style"]
        self._elements = {attribute(one, "styleId") or "": one for one in every}
        self._built: dict[str, Style] = {}
        self.size = _half_points(child(root, "docDefaults", "rPrDefault", "rPr")) or 10.0
        for one in every:
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true", "on"):
                self.size = self.get(attribute(one, "styleId")).size or self.size

    def get(self, identity: str | None) -> Style:
        """Return the style of that id; one that says nothing when there is none."""
        return Style() if identity is None else self._get(identity, frozenset())

    def _get(self, identity: str, seen: frozenset[str]) -> Style:
        if identity in self._built:
            return self._built[identity]
        element = self._elements.get(identity)
        if element is None or identity in seen:
            return Style(identity.casefold())
        based = value(element, "basedOn")
        parent = Style() if based is None else self._get(based, seen | {identity})
        self._built[identity] = _build(element, parent)
        return self._built[identity]


def _build(element: etree._Element, parent: Style) -> Style:
    run, paragraph = child(element, "rPr"), child(element, "pPr")
    outline, level = value(paragraph, "outlineLvl"), value(paragraph, "numPr", "ilvl")
    name = (value(element, "name") or attribute(element, "styleId") or "").casefold()
    return Style(
        name,
        _or(is_on(run, "vanish"), parent.hidden),
        _or(is_on(run, "b"), parent.bold),
        _or(is_centred(paragraph), parent.centred),
        _half_points(run) or parent.size,
        value(paragraph, "numPr", "numId") or parent.number,
        int(level) if level is not None and level.isdigit() else parent.level,
        int(outline) if outline is not None and outline.isdigit() else parent.outline,
        name in _QUOTES or parent.is_quote,
    )


def is_centred(paragraph: etree._Element | None) -> bool | None:
    """Return whether paragraph properties centre it; None where they do not say."""
    side = value(paragraph, "jc")
    return None if side is None else side == "center"


def _or(own: bool | None, inherited: bool | None) -> bool | None:
    return inherited if own is None else own


def _half_points(run: etree._Element | None) -> float | None:
    size = value(run, "sz")
    return int(size) / 2 if size is not None and size.isdigit() else None
