"""A page as a tree: bytes to text by the encoding that the page says, text to elements; nothing is fetched or run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import chardet
from lxml import etree

from pincite.index.reading.formats.port import Content
from pincite.index.values.errors import SourceError

Element = Any
"""An element of lxml, which ships no types."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["'])([\w:.-]+)""", re.IGNORECASE
)
_SAME = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
         "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949",
         "ks_c_5601-1987": "cp949"}  # fmt: skip
"""What a page that says one encoding is read as: those that browsers take, each holding the other."""
_UNIT = re.compile(r"[A-Za-z][a-z]*|\d+")
_LAYOUT = re.compile(r"\bfield--?(?:label|type)-[\w-]+")
"""Names that say how a field of Drupal is shown, whatever stands in it."""


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """Text, the encoding it came in, and how sure that is (0 to 1); None both when it was text already."""

    text: str
    encoding: str | None = None
    confidence: float | None = None


def decode_page(content: Content) -> DecodedPage:
    """Return a page as text: by its byte order mark, by what it declares if that holds, as UTF-8, or by a guess."""
    if isinstance(content, str):
        return DecodedPage(content.removeprefix("\ufeff"))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return DecodedPage(content[len(mark) :].decode(encoding, "replace"), encoding, 1.0)
    declared = _DECLARED.search(content[:4096])
    named = "" if declared is None else declared[1].decode("ascii").casefold()
    for encoding in filter(None, (_SAME.get(named, named), "utf-8")):
        try:
            return DecodedPage(content.decode(encoding), encoding, 1.0)
        except (UnicodeDecodeError, LookupError):
            continue
    guess = chardet.detect(content[:200_000])
    encoding = _SAME.get(str(guess["encoding"] or "").casefold(), guess["encoding"]) or "windows-1252"
    try:
        return DecodedPage(content.decode(encoding), encoding, guess["confidence"])
    except (UnicodeDecodeError, LookupError):
        return DecodedPage(content.decode("windows-1252", "replace"), "windows-1252", 0.0)


def parse_page(text: str, name: str) -> Element:
    """Return the root of a page, however broken; SourceError when there is nothing in it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any("depth" in entry.message for entry in parser.error_log):
        raise SourceError(name, None, "nests its elements too deeply to be read", "save only the text of the page")
    if root is None:
        raise SourceError(name, None, "contains no text", "add the page, or remove the file")
    return root


def get_tag(element: Element) -> str:
    """Return an element's name in small letters without its namespace; empty for what is no element."""
    tag = element.tag
    return _shorten(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1000)
def _shorten(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].casefold()


def list_units(value: str) -> set[str]:
    """Return the words that a class or id is made of: ``siteNav-main`` holds site, nav and main."""
    return {unit.casefold() for unit in _UNIT.findall(value)}


def list_ancestors(element: Element) -> Iterator[Element]:
    """Yield an element and all that it stands in, from the inside."""
    while element is not None:
        yield element
        element = element.getparent()


def is_named(element: Element, names: frozenset[str]) -> bool:
    """Tell whether an element, or what it stands in closely, has one of ``names`` in its class or id."""
    for depth, above in enumerate(list_ancestors(element)):
        if depth > 2 or get_tag(above) in ("article", "main", "body", "td"):
            return False
        named = f"{above.get('class') or ''} {above.get('id') or ''} {above.get('itemprop') or ''}"
        if list_units(_LAYOUT.sub("", named)) & names:
            return True
    return False


def select(root: Element, selector: str) -> list[Element]:
    """Return the elements that ``tag``, ``#id``, ``.class`` or ``tag.class`` means, outermost only.

    ValueError when ``selector`` is none of these.
    """
    match = re.fullmatch(r"(?P<tag>[a-zA-Z][\w-]*)?(?:#(?P<id>[\w:.-]+)|\.(?P<cls>[\w-]+))?", selector.strip())
    if match is None or not selector.strip():
        raise ValueError(selector)
    found: list[Element] = []
    for element in root.iter():
        named = match["tag"] is None or get_tag(element) == match["tag"].casefold()
        identified = match["id"] is None or element.get("id") == match["id"]
        classed = match["cls"] is None or match["cls"] in (element.get("class") or "").split()
        if (
            get_tag(element)
            and named
            and identified
            and classed
            and not any(e in found for e in list_ancestors(element))
        ):
            found.append(element)
    return found
