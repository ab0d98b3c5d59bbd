"""The text of a paragraph in a DOCX file: insertions in, deletions and hidden text out, notes as marks."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from pincite.index.reading.formats.docx_parts import attribute, child, is_on, local, value
from pincite.index.reading.formats.docx_styles import Styles

_OUT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "txbxContent", "commentReference", "rt", "Fallback"}
    | {"rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "annotationRef"}
)
_SYMBOLS = {0xB7: "•", 0xA7: "§", 0xD4: "™", 0xD2: "®", 0xD3: "©", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB0: "°"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a note is pointed to: ``footnote`` or ``endnote``, its id, and its own mark or None."""

    kind: str
    identity: str
    mark: str | None = None


@dataclass(slots=True)
class Content:
    """What a paragraph holds: its text, the notes it points to, the bodies of its text boxes, what is hidden in it."""

    parts: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Behind how many of the parts each reference stands."""
    boxes: list[etree._Element] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    size: float = 0.0

    @property
    def text(self) -> str:
        """The text with one blank between words; line ends where the writer put them."""
        lines = "".join(self.parts).split("\n")
        return "\n".join(line for line in (_squeeze(line) for line in lines) if line)

    def divide(self) -> list["Content"]:
        """Return the paragraphs that it holds: a blank line between two breaks parts them, as on a page of the web."""
        starts, breaks, begun = [0], 0, False
        for at, part in enumerate(self.parts):
            breaks += part == "\n"
            if part.strip():
                if breaks > 1 and begun:
                    starts.append(at)
                breaks, begun = 0, True
        return [self._cut(*ends) for ends in zip(starts, [*starts[1:], len(self.parts)], strict=True)]

    def _cut(self, begin: int, end: int) -> "Content":
        last = end == len(self.parts)
        inside = [
            r for r, p in zip(self.references, self.places, strict=True) if begin <= p < end or (last and p == end)
        ]
        return replace(self, parts=self.parts[begin:end], references=inside, places=[])


def _squeeze(line: str) -> str:
    cells = (" ".join(cell.split()) for cell in line.split("\t"))
    return "\t".join(cells).strip("\t ")


def read_content(paragraph: etree._Element, styles: Styles) -> Content:
    """Return the content of a paragraph element."""
    content = Content()
    style = styles.get(value(paragraph, "pPr", "pStyle"))
    _read(paragraph, styles, bool(style.hidden), bool(style.bold), style.size or styles.size, content)
    return content


def _read(element: etree._Element, styles: Styles, hidden: bool, bold: bool, size: float, content: Content) -> None:
    for one in _visible(element, content):
        name = local(one)
        if name == "r":
            _read(one, styles, *_run_style(one, styles, hidden, bold, size), content)
        elif name in ("t", "sym") or name in _SIGNS:
            _add(content, _sign(one, name), hidden, bold, size)
        elif name in ("footnoteReference", "endnoteReference"):
            _refer(one, name, content)
        else:
            _read(one, styles, hidden, bold, size, content)


def _visible(element: etree._Element, content: Content) -> Iterator[etree._Element]:
    """Yield the children that are part of the text; of alternatives, one."""
    for one in element:
        name = local(one)
        if name == "txbxContent":
            content.boxes.append(one)
        elif name in ("del", "moveFrom"):
            content.struck.append("".join(text for text in _texts(one)))
        elif name == "AlternateContent":
            chosen = child(one, "Choice")
            if chosen is None:
                chosen = child(one, "Fallback")
            if chosen is not None:
                yield chosen
        elif name not in _OUT:
            yield one


def _texts(element: etree._Element) -> Iterator[str]:
    for one in element.iter():
        if local(one) in ("t", "delText"):
            yield one.text or ""


def _run_style(run: etree._Element, styles: Styles, hidden: bool, bold: bool, size: float) -> tuple[bool, bool, float]:
    own = child(run, "rPr")
    style = styles.get(value(own, "rStyle"))
    vanish, heavy, points = is_on(own, "vanish"), is_on(own, "b"), value(own, "sz")
    return (
        vanish if vanish is not None else hidden if style.hidden is None else style.hidden,
        heavy if heavy is not None else bold if style.bold is None else style.bold,
        int(points) / 2 if points is not None and points.isdigit() else style.size or size,
    )


def _sign(one: etree._Element, name: str) -> str:
    if name == "t":
        return (one.text or "").replace("\u00ad", "").replace("\n", " ")
    if name != "sym":
        return _SIGNS[name]
    try:
        code = int(attribute(one, "char") or "", 16)
    except ValueError:
        return ""
    if 0xF000 <= code < 0xF100:
        return _SYMBOLS.get(code - 0xF000, "")
    return chr(code) if 0x20 <= code < 0xD800 else ""


def _add(content: Content, text: str, hidden: bool, bold: bool, size: float) -> None:
    if hidden:
        content.hidden.append(text)
        return
    content.parts.append(text)
    letters = sum(not c.isspace() for c in text)
    content.letters += letters
    content.bold += letters * bold
    content.size = max(content.size, size if letters else 0.0)


def _refer(one: etree._Element, name: str, content: Content) -> None:
    custom = attribute(one, "customMarkFollows") in ("1", "true", "on")
    following = one.getnext()
    mark = None
    if custom and following is not None and local(following) == "t":
        mark = (following.text or "").strip()
        # The mark is no part of a word.
        following.text = ""
    content.places.append(len(content.parts))
    content.references.append(Reference(name.removesuffix("Reference"), attribute(one, "id") or "", mark))
