"""Tables of a page: which hold data, a row a paragraph, and which only lay the page out."""

from lxml import etree

from pincite.index.reading.formats.pagetree import Element, get_tag

_INNER = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"))
_CELL_LIMIT = 1500


def find_data_tables(root: Element) -> set[Element]:
    """Return the tables whose rows are paragraphs: two columns at least, no table inside, short cells."""
    return {table for table in root.iter("table") if _is_data(table)}


def _is_data(table: Element) -> bool:
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = [[cell for cell in row if get_tag(cell) in ("td", "th")] for row in table.iter("tr")]
    if not rows or max(map(len, rows)) < 2:
        return False
    if any(get_tag(cell) == "th" for row in rows for cell in row) or table.find("caption") is not None:
        return all(_is_short(cell) for row in rows for cell in row)
    return len(rows) > 1 and all(_is_short(cell) and not _is_divided(cell) for row in rows for cell in row)


def _is_short(cell: Element) -> bool:
    return sum(len(text) for text in cell.itertext()) <= _CELL_LIMIT


def _is_divided(cell: Element) -> bool:
    """Tell whether a cell holds several paragraphs: blocks, or line breaks one behind the other."""
    inner = [e for e in cell.iter(etree.Element) if get_tag(e) in _INNER and "".join(e.itertext()).strip()]
    breaks = [e for e in cell.iter("br") if not (e.tail or "").strip()]
    doubled = any(get_tag(e.getnext()) == "br" for e in breaks if e.getnext() is not None)
    return doubled or len([e for e in inner if not any(get_tag(below) in _INNER for below in e)]) > 1
