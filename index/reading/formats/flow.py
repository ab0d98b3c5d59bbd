"""A page's elements to a flow of pieces: paragraphs, list items, rows, each with what may tell it from furniture."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.index.reading.formats.broken_lines import BrokenLine, divide_lines, merge_lines
from pincite.index.reading.formats.furniture import SKIPPED, Furniture
from pincite.index.reading.formats.html_tables import find_data_tables
from pincite.index.reading.formats.pagetree import Element, get_tag, list_ancestors
from pincite.index.reading.formats.plaintext import read_lines
from pincite.index.reading.formats.whitespace import count_ink, is_blank, list_words, squeeze
from pincite.index.values.apparatus import Role

_BLOCKS = list_words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol option p "
    "pre section select summary table tbody td tfoot th thead tr ul"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(_HEADINGS, "heading"), "li": "item", "dd": "item", "dt": "item", "blockquote": "quote",
    "summary": "heading", "caption": "heading",
}  # fmt: skip


@dataclass(slots=True)
class Flow:
    """One piece of a page in its order.

    ``parts`` are its words (several: the cells of a row), ``linked`` how many of its ``size`` characters are links,
    ``reason`` why it is furniture or None, ``element`` the innermost block it stands in, ``level`` of a heading or 0,
    ``marks`` the footnotes that it points to, ``pages`` the printed pages it stands on.
    """

    parts: tuple[str, ...]
    element: Element
    role: Role = "text"
    label: str | None = None
    reason: str | None = None
    linked: int = 0
    size: int = 0
    bold: bool = False
    level: int = 0
    marks: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    lead: str = ""
    """The bold words that it begins with."""
    centred: bool = False
    speaker: str | None = None
    lines: tuple[str, ...] = ()
    """The words as line breaks part them, where they do."""

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(self.parts)


@dataclass(slots=True)
class Times:
    """A ``<time>`` with the place in the flow where it stands."""

    stamp: str
    at: int
    element: Element
    reason: str | None


class FlowReader:
    """Walks one page once. ``notes`` are elements that hold footnotes, ``marks`` those that point to them."""

    def __init__(
        self, root: Element, furniture: Furniture | None, notes: Collection[Element], marks: Mapping[Element, str]
    ) -> None:
        self.flows: list[Flow] = []
        self.times: list[Times] = []
        self._root, self._furniture, self._notes, self._marks = root, furniture, notes, marks
        self._tables = find_data_tables(root)
        self._reasons: list[tuple[Element, str]] = []
        self._aside: list[str] | None = None
        self._lines = [BrokenLine()]
        self._links = self._bolds = 0
        self._counts: list[tuple[str, int] | None] = []
        self._label: str | None = None
        self._cells: list[BrokenLine] | None = None
        self._page: str | None = None

    def read(self) -> "FlowReader":
        """Fill ``flows`` and ``times``."""
        walker = etree.iterwalk(self._root, events=("start", "end"))
        passed: Element | None = None
        for event, element in walker:
            if event == "end":
                # What was passed over opened nothing: it must close nothing.
                if element is not passed:
                    self._end(element, get_tag(element))
                if element is not self._root:
                    self._add(element.tail or "")
            elif self._pass(element, get_tag(element)):
                passed = element
                walker.skip_subtree()
            elif self._start(element, get_tag(element)):
                self._add(element.text or "")
            else:
                walker.skip_subtree()
        self._flush(self._root)
        return self

    def _pass(self, element: Element, tag: str) -> bool:
        """Tell whether an element holds no text of its own: it is not shown, is a note, or points to one."""
        if element in self._marks:
            self._lines[-1].marks.append(self._marks[element])
            return True
        if element in self._notes and tag in _BLOCKS:
            self._flush(element.getparent())
        return tag in SKIPPED or not tag or element in self._notes

    def _start(self, element: Element, tag: str) -> bool:
        """Take an element that begins; tell whether to go into it."""
        if tag in _BLOCKS:
            self._flush(element.getparent())
        reason = None if self._furniture is None else self._furniture.find_reason(element)
        if reason is not None:
            self._reasons.append((element, reason))
            if tag not in _BLOCKS and self._aside is None and len(self._reasons) == 1:
                self._aside = []
        self._part(element)
        self._open(element, tag)
        if tag == "pre" and self._cells is None:
            self._read_pre(element)
            return False
        return True

    def _open(self, element: Element, tag: str) -> None:
        if tag == "a" and element.get("href") is not None:
            self._links += 1
        elif tag in ("b", "strong"):
            self._bolds += 1
        elif tag == "br":
            self._lines.append(BrokenLine())
        elif tag in ("ol", "ul"):
            self._counts.append(_begin_count(element) if tag == "ol" else None)
        elif tag == "li":
            self._label = self._count(element)
        elif tag == "tr" and self._in_data_table(element):
            self._cells = []
        elif tag == "time" and element.get("datetime"):
            self.times.append(Times(element.get("datetime"), len(self.flows), element, self._reason()))
        self._turn_page(element)

    def _part(self, element: Element) -> None:
        """Part two pieces that a page sets apart by style alone: ``<span>2021</span><span>in Berlin</span>``."""
        before = element.getprevious()
        if before is None or before.tail or not (element.get("class") and before.get("class")):
            return
        # In a heading, a stretch of some words with a name of its own stands on a line of its own.
        apart = _find_role(element)[1] > 0 and " " in "".join(before.itertext()) and get_tag(before) == "span"
        touching = apart or self._lines[-1].text[-1:].isdigit()
        if touching and element.get("class") != before.get("class") and get_tag(element) in ("span", "time", "a"):
            self._lines[-1].text += " "

    def _end(self, element: Element, tag: str) -> None:
        if tag == "a" and element.get("href") is not None:
            self._links -= 1
        elif tag in ("b", "strong"):
            self._bolds -= 1
        elif tag in ("td", "th") and self._cells is not None and self._in_data_table(element):
            self._cells.append(merge_lines(self._lines))
            self._lines = [BrokenLine()]
        elif tag == "tr" and self._cells is not None and self._in_data_table(element):
            self._emit_row(element)
        elif tag in _BLOCKS:
            self._flush(element)
        if tag in ("ol", "ul") and self._counts:
            self._counts.pop()
        if tag == "li":
            self._label = None
        if self._reasons and self._reasons[-1][0] is element:
            self._emit_aside(element, self._reasons.pop()[1])

    def _add(self, text: str) -> None:
        if not text:
            return
        if self._aside is not None:
            self._aside.append(text)
            return
        line = self._lines[-1]
        blank = re.sub(r"[ \t\r\n\f]+", " ", text)
        size = count_ink(blank)
        if self._bolds and line.is_led:
            line.lead += blank
        elif blank.strip():
            line.is_led = False
        line.text += blank
        line.linked += size if self._links else 0
        line.bold += size if self._bolds else 0

    def _flush(self, element: Element) -> None:
        """End what is open as paragraphs of ``element``; inside a row it is a blank between words."""
        if self._cells is not None:
            self._lines.append(BrokenLine())
            return
        lines, self._lines = self._lines, [BrokenLine()]
        for group in divide_lines(lines):
            self._emit(merge_lines(group), element, tuple(squeeze(line.text) for line in group))

    def _emit(self, line: BrokenLine, element: Element, lines: tuple[str, ...]) -> None:
        text = squeeze(line.text)
        if is_blank(text):
            self._lines[-1].marks[:0] = line.marks
            return
        size = count_ink(text)
        role, level = _find_role(element)
        flow = Flow((text,), element, role, self._label, self._reason(), line.linked, size, line.bold >= size, level)
        flow.lead, flow.centred = squeeze(line.lead), _is_centred(element)
        flow.marks, flow.pages = tuple(line.marks), self._pages(line)
        flow.lines = lines if len(lines) > 1 else ()
        self._label = None
        self.flows.append(flow)

    def _emit_aside(self, element: Element, reason: str) -> None:
        """Set apart what stands inside a paragraph and is furniture: a button, a time of change."""
        if self._aside is not None and not self._reasons:
            text, self._aside = squeeze("".join(self._aside)), None
            if not is_blank(text):
                self.flows.append(Flow((text,), element, "text", None, reason, 0, len(text)))

    def _emit_row(self, element: Element) -> None:
        cells, self._cells = self._cells or [], None
        full = [cell for cell in cells if not is_blank(squeeze(cell.text))]
        self._lines = [BrokenLine()]
        if full:
            size = sum(count_ink(cell.text) for cell in full)
            flow = Flow(tuple(squeeze(cell.text) for cell in full), element, "row", None, self._reason())
            flow.linked, flow.size = sum(cell.linked for cell in full), size
            flow.marks = tuple(mark for cell in full for mark in cell.marks)
            flow.pages = self._pages(merge_lines(full))
            self.flows.append(flow)

    def _read_pre(self, element: Element) -> None:
        """A stretch of text with its own lines: the rules of plain text."""
        raw = "".join(part for part in element.itertext() if isinstance(part, str))
        for stretch in read_lines(raw):
            size = len(stretch.text.replace(" ", ""))
            flow = Flow((stretch.text,), element, "text", None, self._reason() or stretch.reason, 0, size)
            flow.centred = stretch.centred
            self.flows.append(flow)

    def _turn_page(self, element: Element) -> None:
        kind = (
            element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or element.get("role") or ""
        )
        if "pagebreak" in kind:
            self._page = squeeze(element.get("title") or element.get("aria-label") or element.text or "") or self._page
            if self._page:
                self._lines[-1].pages.append(self._page)

    def _pages(self, line: BrokenLine) -> tuple[str, ...]:
        """Return the printed pages of what a line holds: the one that was open, and those that begin in it."""
        if not line.pages:
            return () if self._page is None else (self._page,)
        before = self.flows[-1].pages[-1:] if self.flows else ()
        return tuple(dict.fromkeys((*before, *line.pages)))

    def _reason(self) -> str | None:
        return self._reasons[0][1] if self._reasons else None

    def _in_data_table(self, element: Element) -> bool:
        return any(e in self._tables for e in _nearest_tables(element))

    def _count(self, element: Element) -> str | None:
        count = self._counts[-1] if self._counts else None
        if count is None:
            return None
        kind, number = count
        value = element.get("value") or ""
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 7 else number
        self._counts[-1] = (kind, number + 1)
        return _write_number(kind, number)


def _nearest_tables(element: Element) -> Iterator[Element]:
    for above in element.iterancestors():
        if get_tag(above) == "table":
            yield above
            return


def _begin_count(element: Element) -> tuple[str, int] | None:
    style = (element.get("style") or "") + " " + (element.get("class") or "")
    if re.search(r"list-style(?:-type)?\s*:\s*none|unstyled|no-?bullet", style):
        return None
    start = element.get("start") or "1"
    return element.get("type") or "1", int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1


def _write_number(kind: str, number: int) -> str:
    if kind in "aA" and 0 < number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in "iI" and 0 < number < 40:
        text = "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        return text if kind == "i" else text.upper()
    return str(number)


def _find_role(element: Element) -> tuple[Role, int]:
    while element is not None:
        tag = get_tag(element)
        if tag in _ROLES:
            return _ROLES[tag], int(tag[1]) if tag in _HEADINGS else 0
        if tag in ("table", "section", "article", "body"):
            break
        element = element.getparent()
    return "text", 0


def _is_centred(element: Element) -> bool:
    for depth, above in enumerate(list_ancestors(element)):
        style = (above.get("style") or "") + " " + (above.get("class") or "")
        if get_tag(above) == "center" or (above.get("align") or "").casefold() == "center":
            return True
        if re.search(r"text-align\s*:\s*center|\b(?:text-|align-?|has-text-align-)center\b", style):
            return True
        if depth > 3 or get_tag(above) in ("td", "body"):
            break
    return False
