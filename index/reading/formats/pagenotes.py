"""Footnotes of a page: the marks in the text, the notes that they point to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.index.reading.formats.pagetree import Element, get_tag, list_ancestors
from pincite.index.reading.formats.whitespace import squeeze

_MARK = re.compile(r"[\[(]?\s*(?:(?:foot)?note\s+)?(?P<mark>\d{1,3}|[*†‡§¶]{1,3}|[a-z]|[ivx]{1,5})\s*[\])]?")
_HOLDERS = frozenset(("li", "p", "div", "dd", "aside", "td", "section"))
_BACK = re.compile(r"[\s\u00a0]*(?:[↩↑⤴⏎^]\ufe0e?|back|return|\[back\])[\s\u00a0]*$", re.IGNORECASE)
_NAMED = re.compile(r"note|ftn|fn", re.IGNORECASE)
_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(slots=True)
class PageNotes:
    """``marks``: elements that only point to a note, to its mark; ``texts``: notes by mark; ``holders``: elements."""

    marks: dict[Element, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    holders: dict[Element, str] = field(default_factory=dict)


def find_page_notes(root: Element, elsewhere: Mapping[str, Element] | None = None) -> PageNotes:
    """Return the footnotes that a page points to by links, or by raised marks that later blocks begin with.

    ``elsewhere`` are the elements in other pages of the same book that links of this one point to, by their ``href``.
    """
    notes = PageNotes()
    targets = {**(elsewhere or {}), **{f"#{place}": e for place, e in list_places(root)}}
    for anchor in root.iter("a"):
        _take_linked(anchor, targets, notes)
    if not notes.marks:
        _take_raised(root, notes)
    return notes


def list_places(root: Element) -> list[tuple[str, Element]]:
    """Return the elements of a page that a link may point to, with their names."""
    return [(value, e) for e in root.iter() for value in (e.get("id"), e.get("name")) if value and get_tag(e)]


def _take_linked(anchor: Element, targets: Mapping[str, Element], notes: PageNotes) -> None:
    match = _MARK.fullmatch(squeeze("".join(anchor.itertext())))
    href = anchor.get("href") or ""
    if match is None or href not in targets or any(e in notes.holders for e in list_ancestors(anchor)):
        return
    holder, here = _find_holder(targets.get(href)), _find_holder(anchor)
    if href[:1] != "#" and (here is None or _begins(here, anchor)):
        # What leads from the head of a note back to the text, in another page.
        return
    target = targets[href]
    if (
        holder is None
        and get_tag(target) == "a"
        and squeeze("".join(target.itertext())).strip("()[].") == match["mark"]
    ):
        # The note stands in no element of its own: it stays text, and its mark is no part of a word.
        notes.marks[_outermost(anchor)] = match["mark"]
        return
    if holder is None or anchor in set(holder.iter("a")) or not _is_note(anchor, holder, match["mark"], href):
        return
    notes.marks[_outermost(anchor)] = match["mark"]
    if holder not in notes.holders:
        notes.holders[holder] = match["mark"]
        notes.texts[match["mark"]] = _read_note(holder, match["mark"])


def _find_holder(target: Element | None) -> Element | None:
    return None if target is None else next((e for e in list_ancestors(target) if get_tag(e) in _HOLDERS), None)


def _is_note(anchor: Element, holder: Element, mark: str, href: str) -> bool:
    """Tell whether what a link points to is a note: it begins with the mark, is numbered, or says that it is one."""
    text = squeeze("".join(holder.itertext()))
    begins = re.match(rf"[\[(]?{re.escape(mark)}[\])]?(?!\w)", text) is not None
    named = _NAMED.search(
        " ".join((href, anchor.get("role") or "", anchor.get(_TYPE) or "", anchor.get("class") or ""))
    )
    return len(text) < 5000 and (begins or get_tag(holder) == "li" or named is not None)


def _outermost(anchor: Element) -> Element:
    """Return the element that holds the mark alone: ``<sup>`` around the link, if nothing else is in it."""
    mark = squeeze("".join(anchor.itertext()))
    above = anchor.getparent()
    while (
        above is not None
        and get_tag(above) in ("sup", "span", "small", "b")
        and squeeze("".join(above.itertext())) == mark
    ):
        anchor, above = above, above.getparent()
    return anchor


def _take_raised(root: Element, notes: PageNotes) -> None:
    """Marks without links: ``<sup>1</sup>`` in the text, and a later block that begins with the same."""
    raised = [(e, m["mark"]) for e in root.iter("sup") if (m := _MARK.fullmatch(squeeze("".join(e.itertext()))))]
    heads = {holder: mark for e, mark in raised if (holder := _find_holder(e)) is not None and _begins(holder, e)}
    outside: dict[str, list[Element]] = {}
    for element, mark in raised:
        if not any(above in heads for above in list_ancestors(element)):
            outside.setdefault(mark, []).append(element)
    for holder, mark in heads.items():
        if mark in outside and mark not in notes.texts:
            notes.marks.update(dict.fromkeys(outside[mark], mark))
            notes.holders[holder] = mark
            notes.texts[mark] = _read_note(holder, mark)


def _begins(holder: Element, mark: Element) -> bool:
    """Tell whether a block begins with a mark: nothing but blanks stands before it."""
    first = next((e for e in holder.iterdescendants() if e is mark or (e.text or "").strip()), None)
    return first is mark and not (holder.text or "").strip()


def _read_note(holder: Element, mark: str) -> str:
    text = squeeze("".join(holder.itertext()))
    return _BACK.sub("", re.sub(rf"^[\[(]?{re.escape(mark)}[\]).]*\s*", "", text)).strip()
