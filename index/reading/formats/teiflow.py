"""A TEI division to paragraphs, notes and what is left out, with the printed page of each."""

from lxml import etree

from pincite.index.reading.formats.blocks import Block
from pincite.index.reading.formats.pagetree import Element, get_tag
from pincite.index.reading.formats.whitespace import is_blank, list_words, squeeze
from pincite.index.values.apparatus import Note, Role

_BLOCKS = frozenset(
    "p ab head item cell row table list signed salute dateline byline opener closer postscript trailer l lg sp speaker "
    "stage div div1 div2 div3 argument epigraph quote floatingText body text front back group figure attachment "
    "titlePage docTitle byline address addrLine listPerson person label u".casefold().split()
)
_SKIPPED = list_words("figdesc graphic fw sic orig abbr del teiheader index anchor milestone gap rdg")
"""Elements whose words are no text: descriptions, running heads, the wrong half of a correction."""
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PAIRED = frozenset(("sic", "orig", "abbr"))
"""Skipped only inside ``<choice>``: elsewhere they are the text."""
_ROLES: dict[str, Role] = {
    "head": "heading", "item": "item", "signed": "signature", "dateline": "dateline", "row": "row", "quote": "quote",
}  # fmt: skip


def read_plain(element: Element) -> str:
    """Return the words of an element without its notes, line breaks as blanks."""
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walker:
        if event == "end":
            tail = inner.tail or ""
            pieces.append("" if inner is element else tail.lstrip() if _goes_on(inner) else tail)
        elif get_tag(inner) == "note" or _is_skipped(inner):
            walker.skip_subtree()
        else:
            pieces = ["".join(pieces).rstrip()] if _goes_on(inner) else pieces
            pieces.append(" " if get_tag(inner) == "lb" and not _goes_on(inner) else "")
            pieces.append(inner.text or "")
    return squeeze("".join(pieces))


def _goes_on(element: Element) -> bool:
    """Whether a word goes on over the end of a line, column or page."""
    return get_tag(element) in ("lb", "cb", "pb") and element.get("break") == "no"


def _is_block(element: Element) -> bool:
    """Whether words of an element are apart from others: in an utterance, its segments are the paragraphs."""
    tag = get_tag(element)
    return tag in _BLOCKS or (tag == "seg" and get_tag(element.getparent()) == "u")


def _is_skipped(element: Element) -> bool:
    tag = get_tag(element)
    if tag in _PAIRED:
        return get_tag(element.getparent()) == "choice"
    return tag in _SKIPPED or not isinstance(element.tag, str)


class TeiFlow:
    """Walks one document once: ``blocks``, ``notes`` and ``left_out`` as pairs of reason and text."""

    def __init__(self, document: Element, page: str | None) -> None:
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.left_out: list[tuple[str, str]] = []
        self._document, self._pages = document, [] if page is None else [page]
        self._text = ""
        self._label: str | None = None
        self._speaker: str | None = None
        self._people: dict[str, Element] | None = None
        self._cells: list[str] | None = None
        self._dated = False

    def read(self) -> "TeiFlow":
        """Fill the three lists."""
        title = next((e for e in self._document if get_tag(e) == "head"), None)
        walker = etree.iterwalk(self._document, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._end(element)
                tail = "" if element is self._document else element.tail or ""
                self._text += tail.lstrip() if _goes_on(element) else tail
            elif self._start(element, title):
                self._text += element.text or ""
            else:
                walker.skip_subtree()
        self._flush("text")
        self._settle_notes()
        return self

    def _start(self, element: Element, title: Element | None) -> bool:
        """Take an element that begins; tell whether to go into it."""
        tag = get_tag(element)
        if tag == "note":
            self._take_note(element)
            return False
        if _is_skipped(element):
            return False
        if tag == "pb":
            self._pages.append(element.get("n") or "")
        if _goes_on(element):
            self._text = self._text.rstrip()
        elif tag == "lb":
            self._text += " "
        if _is_block(element):
            self._flush(self._role(element.getparent()))
        if tag == "u":
            self._speaker = self._find_person((element.get("who") or "").lstrip("#"))
        elif tag == "item" and element.get("n"):
            self._label = element.get("n")
        if element is title:
            self._take_notes_of(element)
            return False
        if tag == "dateline" and not self._dated:
            # The date line of the document is its date and place; others stand in letters that it encloses.
            self._dated = True
            self.left_out.append(("date line", read_plain(element)))
            self._take_notes_of(element)
            return False
        if tag == "row":
            self._cells = []
        return True

    def _find_person(self, key: str) -> str | None:
        """Return the name of the person that ``key`` means in the file's list, first names first; else the key."""
        if self._people is None:
            root = self._document.getroottree().getroot()
            self._people = {e.get(_ID): e for e in root.iter(etree.Element) if get_tag(e) == "person" and e.get(_ID)}
        names = (e for e in self._people.get(key, ()) if get_tag(e) == "persname")
        return (_read_name(name) if (name := next(names, None)) is not None else "") or key or None

    def _end(self, element: Element) -> None:
        tag = get_tag(element)
        if tag == "cell" and self._cells is not None:
            self._cells.append(squeeze(self._text))
            self._text = ""
        elif tag == "row" and self._cells is not None:
            cells, self._cells = tuple(cell for cell in self._cells if not is_blank(cell)), None
            self._text = ""
            if cells:
                self._emit(cells, "row")
        elif tag == "label":
            self._label = squeeze(self._text) or None
            self._text = ""
        elif tag == "speaker":
            self._speaker = squeeze(self._text).rstrip(".:") or None
            self._text = ""
        elif _is_block(element):
            self._flush(self._role(element))
            if tag == "item" and not element.get("n"):
                self._flush_label()
            elif tag in ("sp", "u"):
                self._speaker = None

    def _role(self, element: Element) -> Role:
        for depth in range(3):
            tag = get_tag(element)
            if tag in _ROLES and not (tag == "item" and self._is_signature(element)):
                return _ROLES[tag]
            if tag == "item" or element is self._document or element.getparent() is None or depth == 2:
                break
            element = element.getparent()
        return "signature" if get_tag(element) == "item" else "text"

    @staticmethod
    def _is_signature(item: Element) -> bool:
        return any(get_tag(above) == "signed" for above in item.iterancestors())

    def _flush(self, role: Role) -> None:
        """End the paragraph that is open; inside a row it is a blank between words."""
        if self._cells is not None:
            self._text += " "
            return
        text, self._text = squeeze(self._text), ""
        if not is_blank(text):
            self._emit((text,), role)

    def _flush_label(self) -> None:
        if self._label is not None:
            label, self._label = self._label, None
            self._emit((label,), "item")

    def _emit(self, parts: tuple[str, ...], role: Role) -> None:
        label = self._label
        number = None if label is None else label.strip("()[]. ")
        if label is not None and number is not None and (len(number) > 5 or not number.isalnum()):
            parts, number = (label, *parts), None
        self._label = None
        pages = tuple(dict.fromkeys(page for page in self._pages if page))
        self.blocks.append(Block(parts, role, number, pages, self._speaker))
        self._pages = self._pages[-1:]

    def _take_notes_of(self, element: Element) -> None:
        for note in element.iter(etree.Element):
            if get_tag(note) == "note":
                self._take_note(note)

    def _take_note(self, note: Element) -> None:
        """Keep a note with the number of the paragraph that is open, if one is."""
        text = read_plain_note(note)
        if text:
            number = len(self.blocks) + 1 if self._text.strip() else None
            self.notes.append(Note(note.get("n") or "", text, number))

    def _settle_notes(self) -> None:
        last = len(self.blocks)
        self.notes = [
            n if n.paragraph is None or n.paragraph <= last else Note(n.mark, n.text, last) for n in self.notes
        ]


def _read_name(name: Element) -> str:
    """Return a person's name as one says it, whatever the order of its parts in the markup."""
    parts = [e for e in name.iter(etree.Element) if get_tag(e) in ("forename", "surname")]
    parts.sort(key=lambda e: get_tag(e) == "surname")
    return " ".join(map(read_plain, parts)) or read_plain(name)


def read_plain_note(note: Element) -> str:
    """Return the words of a note, with those of the notes inside it."""
    return squeeze("".join(part for part in note.itertext(with_tail=False) if isinstance(part, str)))
