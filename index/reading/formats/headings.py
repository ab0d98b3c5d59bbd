"""What stands before the text of a laid-out document: which block is its title, which its date.

A title needs evidence: it is short, it is no sentence, it is set apart from the text, and it is no name of an office, a
court or a kind of print. Without evidence there is no title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.reading.formats.printed_dates import PrintedDateline, find_date, is_place, parse_dateline

_LIMIT = 350
_LETTERHEADS = re.compile(
    r"(?:the\s+)?(?:united nations|(?:general assembly|security council|economic and social council)(?: distr\.?: .*)?"
    r"|official records|(?:[\w-]+ ){1,3}session"
    r"|federal register|proposed rules?|rules and regulations|notices|presidential documents|official journal.*"
    r"|(?:press|news|media)[ -](?:release|statement|note)|communiqué de presse|pressemitteilung|comunicado de prensa"
    r"|for immediate release|for release.*|embargo.*|statement|media note|fact sheet|unclassified|confidential|public"
    r"|white house|office of .*|(?:[\w.]+ )?(?:department|ministry) (?:of|for) .*|embassy of .*"
    r"|.*\bcourts?\b(?! order).*"
    r"|.*\bdistrict of\b.*|.*\bcircuit|.*\bdivision|bureau of .*|secretariat.*|council of the european union"
    r"|european (?:commission|council|union)|.*\badministration|in re:?.*|no\. ?\S+|case no.*|filed|original: .*"
    r"|distr\.:? .*|agenda item .*|provisional|contents|\S*\d\S*(?: \(?\d\S*)?|[\w.]+@\S+|https?:\S+|www\.\S+|by"
    r"|memorandum(?: for.*| to.*)?|washington(?:, d\.?c\.?)?)?",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"\b[A-Z]{1,5}(?:/[\w.()-]+)+")
"""The symbol of a document, as the United Nations print it: A/70/PV.22, S/RES/2231 (2015)."""
_TITLED = re.compile(
    r"\b(?:.+ (?:statement|communiqu[eé]|declaration|report|order|agreement|note|release)|on|announces?|releases?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:subject|subj|re|betreff|objet|asunto)\s*[:.]\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(
    r"(?:agency|action|summary|dates?|addresses|to|from|for|via|cc|contact|attention|through)\s*:", re.IGNORECASE
)
_STAMPED = re.compile(r"\b(?:filed|date filed|entered|received)\b", re.IGNORECASE)
_DATED = re.compile(r"^(?:dated|date|done at|fait à|hecho en|signed at|given at|adopted)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as it is shown: how its letters compare with the text's (1: the same), and whether it stands out."""

    text: str
    size: float = 1.0
    bold: bool = False
    centred: bool = False
    parted: bool = False
    """Its line is in parts that stand far from each other, as in the columns of a letterhead."""

    @property
    def weight(self) -> float:
        """How much it stands out; 0: not at all."""
        larger = self.size - 1 if self.size > 1.06 else 0.0
        apart = 0.05 * self.bold + 0.03 * self.centred + 0.02 * self.text.isupper()
        return round(larger, 1) + apart


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """Which blocks are title (in order; none: no title) and which one is the date line; 0-based."""

    title: tuple[int, ...] = ()
    text: str | None = None
    dateline: int | None = None
    date: PrintedDateline | None = None


def find_head(blocks: Sequence[Shown], claimed: str | None = None) -> DocumentHead:
    """Return the head of ``blocks``; ``claimed`` is a title that the file's metadata claims, taken only if printed."""
    end = next((index for index, block in enumerate(blocks) if _is_text(block)), min(len(blocks), 12))
    title, text = _find_title(blocks, end, claimed)
    dateline, date = _find_date(blocks, end, title)
    if title and not any(index != dateline for index in range(title[-1] + 1, len(blocks))):
        # A title is the title of something.
        title, text = (), None
        dateline = None
    return DocumentHead(title, text, dateline, date)


def is_letterhead(text: str) -> bool:
    """Whether ``text`` names who prints or what kind of print it is, and is no title of its own."""
    text = _SYMBOL.sub("", text).strip()
    return len(text.split()) <= 9 and _LETTERHEADS.fullmatch(text) is not None and not _TITLED.search(text)


def squeeze(text: str) -> str:
    """Return ``text`` in small letters without anything but letters and digits, to compare."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_text(block: Shown) -> bool:
    """Whether ``block`` is a paragraph of the text: a sentence, or long, and set like the rest."""
    text = block.text.strip()
    if block.size > 1.15 or (block.centred and len(text) < 200) or parse_dateline(text) is not None:
        return False
    if block.bold and not (text.endswith(".") and len(text) > 150):
        return False
    return len(text) > 160 or (len(text) > 60 and text[-1:] in ".:;")


def _find_title(blocks: Sequence[Shown], end: int, claimed: str | None) -> tuple[tuple[int, ...], str | None]:
    head = blocks[: end + 1]
    printed = _find_printed(head, claimed)
    if printed is not None:
        return printed, " ".join(blocks[index].text for index in printed)
    agency = next((i for i, block in enumerate(blocks[:40]) if block.text.startswith("AGENCY:")), None)
    if agency and _may_be_title(blocks[agency - 1]):
        return (agency - 1,), blocks[agency - 1].text
    subject = next(
        ((i, m.group(1)) for i, b in enumerate(head) if (m := _SUBJECT.fullmatch(b.text)) and len(b.text) < 300), None
    )
    able = [i for i in range(end) if _may_be_title(blocks[i]) and blocks[i].weight > 0 and not _follows_date(blocks, i)]
    best = max((blocks[i].weight for i in able), default=0.0)
    if subject is not None and best < 0.3:
        return (subject[0],), " ".join(subject[1].split())
    if not able:
        return (), None
    last = max(i for i in able if blocks[i].weight == best)
    parts = [last]
    while parts[0] - 1 in able and _are_alike(blocks[parts[0] - 1], blocks[last]) and best >= 0.1:
        parts.insert(0, parts[0] - 1)
    while parts[-1] + 1 in able and _are_alike(blocks[parts[-1] + 1], blocks[last]) and best >= 0.1:
        parts.append(parts[-1] + 1)
    return tuple(parts), " ".join(" ".join(blocks[i].text.split()) for i in parts)


def _are_alike(one: Shown, other: Shown) -> bool:
    """Whether two lines of large letters look the same: one that nearly fills its column is hardly in its middle."""
    large = min(one.size, other.size) > 1.15 and abs(one.size - other.size) < 0.03
    return one.weight == other.weight or (large and one.bold == other.bold)


def _follows_date(blocks: Sequence[Shown], index: int) -> bool:
    """Whether the block is the place that is printed below a date."""
    if not 0 < index < len(blocks) or len(blocks[index].text.split()) > 3 or not is_place(blocks[index].text.strip()):
        return False
    date = parse_dateline(blocks[index - 1].text)
    alike = blocks[index].weight == blocks[index - 1].weight and not blocks[index].text.isupper()
    return date is not None and date.place is None and alike


def _find_printed(head: Sequence[Shown], claimed: str | None) -> tuple[int, ...] | None:
    """Return the blocks that print ``claimed``, whole; None when they do not."""
    wanted = squeeze(claimed or "")
    if len(wanted) < 8 or is_letterhead(claimed or ""):
        return None
    for begin in range(len(head)):
        text = ""
        for end in range(begin, min(begin + 4, len(head))):
            text += squeeze(head[end].text)
            if text == wanted:
                return tuple(range(begin, end + 1))
    return None


def _may_be_title(block: Shown) -> bool:
    text = " ".join(block.text.split())
    if block.parted or not 3 <= len(text) <= _LIMIT or sum(c.isalpha() for c in text) < 3:
        return False
    if parse_dateline(text) is not None:
        return False
    if is_letterhead(text) or _FIELD.match(text) or _SUBJECT.match(text) or _STAMPED.match(text):
        return False
    if text[0] in "[(•" or text.endswith((":", ";", ",")):
        return False
    return not (text.endswith(".") and len(text) > 80 and block.weight < 0.2)


def _find_date(blocks: Sequence[Shown], end: int, title: tuple[int, ...]) -> tuple[int | None, PrintedDateline | None]:
    # The line nearest to the title is the document's; one far above may be a stamp, but it is a date of it too.
    head = [i for i in range(min(end + 1, len(blocks))) if i not in title]
    near = sorted(head, key=lambda i: (title != () and i < title[0], i))
    for index in near:
        date = parse_dateline(blocks[index].text)
        if date is not None:
            after = blocks[index + 1].text.strip() if _follows_date(blocks, index + 1) else None
            return index, PrintedDateline(date.date, date.place or after)
    for index in range(len(blocks) - 1, max(end, len(blocks) - 8), -1):
        text = blocks[index].text
        found = find_date(text) if len(text) < 160 and _DATED.match(text) else None
        if found is not None:
            return None, PrintedDateline(found[0])
    return None, None
