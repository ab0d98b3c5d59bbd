"""The body of a page: which pieces of its flow are the statement's, which its title and date line, which neither."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pincite.index.reading.formats.boilerplate import find_boilerplate, is_letterhead
from pincite.index.reading.formats.datelines import is_numbers, read_dateline
from pincite.index.reading.formats.flow import Flow
from pincite.index.reading.formats.furniture import CHANGED
from pincite.index.reading.formats.pagefacts import find_facts
from pincite.index.reading.formats.pagespeakers import take_speakers
from pincite.index.reading.formats.pagetail import META, drop_tail
from pincite.index.reading.formats.pagetree import Element, get_tag, is_named, list_ancestors, list_units
from pincite.index.reading.formats.whitespace import count_ink, fold, list_words

_SENTENCE = re.compile(r"[.?!:;…。！？][\"”’»」』)\]]*$")
_LEAD = re.compile(r"^(?=.{30}|[^\x00-\u02ff]{8}).*[:：]$", re.DOTALL)
"""A sentence that goes on with a list: a heading of two words and a colon is none."""
_FILE = re.compile(
    r"[(\[]?(?:(?:pdf|docx?|odt|html?)\W{0,4})?\d[\d.,]* ?[KM]i?B\b(?:\W{0,3}(?:pdf|docx?))?[)\]]?", re.IGNORECASE
)
"""How large a file is, and of which kind: it stands beside a link and is no more than it."""
_RELEASE = re.compile(r"\d{1,4}/(?:19|20)\d\d")
"""The number of a release in its year, as agencies print it below its day."""
_CITY = re.compile(r"(?:[A-Z][\w.'’-]+ ?){1,3}, (?:[A-Z][\w.'’-]+ ?){1,3}")
_ARROWS = re.compile(r"[←→↑↓«»‹›|]{1,3}")
_PICTURED = re.compile(
    r"[.!?)\s][(\[]?(?:photos?|fotos?|picture|image|фото)(?: (?:credits?|by|courtesy))? ?[:©] ?[\w /.'’-]{2,50}$",
    re.IGNORECASE,
)
"""A line that ends with who took the picture."""
_TAGGED = re.compile(
    r"^(?:tags?|topics?|categor(?:y|ies)|keywords?|filed under|posted in|schlagw[oö]rte?r?|mots[- ]clés|etiquetas|"
    r"rubriques?|catégories?|categorías?|tagi|теги)\s*:|[,;|]",
    re.IGNORECASE,
)
"""What stands before and between the links to pages of the same kind."""
_STATED = list_words("metadata byline pubdate releasetime bottommeta postmeta entrymeta")
"""What a page says of itself, wherever it stands."""
_PARTS = list_words("p ol ul dl li table tbody tr blockquote pre center font")
"""What holds pieces of a text, never the whole of it."""
_MAIN = 0.6
_MOST = 0.85


@dataclass(slots=True)
class Body:
    """``kept``: pieces of the text; ``dropped``: the others by place, with reasons; ``values``: what its head says."""

    kept: list[Flow] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    first: int = 0
    """Where in the flow the text begins."""


def find_body(flows: Sequence[Flow], title_at: int | None, title: str | None, root: Element) -> Body:
    """Return the body of a page whose title is piece ``title_at``, or stands in no piece when it is None."""
    body = Body()
    for at, flow in enumerate(flows):
        reason = flow.reason or _find_own_reason(flow)
        if reason is not None:
            body.dropped[at] = reason
    start = _find_start(flows, body, title_at)
    _drop(body, "before the title", [at for at in range(start) if at != title_at])
    if title_at is not None:
        body.dropped[title_at] = "title"
    _drop(body, "outside the text", _find_outside(flows, _open(flows, body), root))
    for at in _find_introduced(flows, body):
        del body.dropped[at]
    _read_head(flows, body, title)
    take_speakers(flows, body.dropped)
    drop_tail(flows, body.dropped, body.first)
    body.kept = [flows[at] for at in _open(flows, body)]
    return body


def _find_own_reason(flow: Flow) -> str | None:
    """Return why a piece is no text by its own words: boilerplate, or links and nothing else."""
    found = find_boilerplate(flow.text)
    if found is not None and flow.role != "row":
        return found
    if _ARROWS.fullmatch(flow.text):
        return "navigation"
    if len(flow.text) < 250 and flow.role == "text" and _PICTURED.search(flow.text):
        return "caption"
    if len(flow.text) < 200 and flow.role != "row" and is_named(flow.element, _STATED):
        return "page line"
    rest = sum(count_ink(words) for words in _FILE.findall(flow.text))
    rest += sum(count_ink(words) for words in _TAGGED.findall(flow.text))
    alone = flow.linked >= max(1, 0.9 * (flow.size - rest)) and flow.role != "heading" and flow.label is None
    if alone and (flow.size < 100 or not re.search(r"[.!?]$", flow.text)):
        return "links alone"
    return None


def _find_start(flows: Sequence[Flow], body: Body, title_at: int | None) -> int:
    """Return where the text may begin: behind the title, unless most of it stands before."""
    if title_at is None:
        return 0
    open_ = _open(flows, body)
    before = sum(flows[at].size for at in open_ if at < title_at)
    after = sum(flows[at].size for at in open_ if at > title_at)
    return title_at if after >= before else 0


def _open(flows: Sequence[Flow], body: Body) -> list[int]:
    return [at for at in range(len(flows)) if at not in body.dropped]


def _drop(body: Body, reason: str, places: Sequence[int]) -> None:
    for at in places:
        body.dropped.setdefault(at, reason)


def _find_outside(flows: Sequence[Flow], open_: Sequence[int], root: Element) -> list[int]:
    """Return the pieces behind the part of the page that holds the text; what stands before it may be its lede."""
    sizes: dict[Element, int] = {}
    for at in open_:
        for element in list_ancestors(flows[at].element):
            sizes[element] = sizes.get(element, 0) + flows[at].size
    total = sum(flows[at].size for at in open_)
    mains = [e for e, size in sizes.items() if size >= _MAIN * total and _is_main(e)]
    scope = max(mains, key=lambda e: sizes[e]) if mains else _find_densest(root, sizes, total)
    inside = [at for at in open_ if any(e is scope for e in list_ancestors(flows[at].element))]
    last = inside[-1] if inside else len(flows)
    # What the page says is its main part holds all of it; an article may have a sister.
    longest = math.inf if mains and _is_whole(scope) else 400 if mains else 200
    return [at for at in open_ if at > last and flows[at].size < longest]


def _find_introduced(flows: Sequence[Flow], body: Body) -> list[int]:
    """Return the items of links alone that are text: a sentence with a colon leads to their list, and text follows."""
    found: list[int] = []
    last = max((at for at in _open(flows, body) if _is_prose(flows[at])), default=0)
    for at in range(1, last):
        if body.dropped.get(at) != "links alone" or flows[at].role != "item":
            continue
        above = flows[at - 1]
        leads = at - 1 not in body.dropped and _LEAD.search(above.text) is not None and not above.level
        if leads or (found[-1:] == [at - 1] and _list_of(above) is _list_of(flows[at])):
            found.append(at)
    return found


def _list_of(flow: Flow) -> Element | None:
    return next((e for e in list_ancestors(flow.element) if get_tag(e) in ("ul", "ol")), None)


def _is_whole(element: Element) -> bool:
    return get_tag(element) == "main" or element.get("role") == "main"


def _is_main(element: Element) -> bool:
    return (
        get_tag(element) in ("main", "article")
        or element.get("role") == "main"
        or element.get("itemprop") == "articleBody"
    )


def _find_densest(root: Element, sizes: dict[Element, int], total: int) -> Element:
    scope = root
    while True:
        inner = next((e for e in scope if sizes.get(e, 0) >= _MOST * total and sizes.get(e, 0) > 0), None)
        if inner is None or get_tag(inner) in _PARTS:
            return scope
        scope = inner


def _read_head(flows: Sequence[Flow], body: Body, title: str | None) -> None:
    """Take date line, kind of document and office off the head of the text, up to the first piece of prose."""
    places, facts = _open(flows, body), find_facts(flows)
    seen = 0
    for count, at in enumerate(places):
        flow = flows[at]
        line = read_dateline(flow.text)
        body.first = body.first if seen else at
        if count == len(places) - 1 or (seen and count > seen + 6):
            return
        if at in facts:
            body.dropped[at] = "page line"
            if line is not None and not CHANGED & list_units(flows[at - 1].text):
                _take_line(body, line.date, None, at)
        elif seen and not is_named(flow.element, META):
            # A lede may stand above the page's own lines; behind it, only what says so is one of these.
            if _is_prose(flow):
                return
        elif line is not None:
            _take_line(body, line.date, line.place, at)
        elif is_numbers(flow.text) or _RELEASE.fullmatch(flow.text):
            body.dropped[at] = "date line"
        elif body.dropped.get(at - 1) == "date line" and _CITY.fullmatch(flow.text):
            body.dropped[at] = "date line"
            body.values.setdefault("place", flow.text)
        elif title is not None and fold(flow.text) == fold(title):
            body.dropped[at] = "title"
        elif flow.role != "row" and len(flow.text) < 200 and is_letterhead(flow.text):
            body.dropped[at] = "letterhead"
        elif is_named(flow.element, META) and len(flow.text) < 150 and flow.role in ("text", "item"):
            body.dropped[at] = "page line"
        elif _is_prose(flow):
            if seen or len(flow.text) > 400:
                return
            seen = count + 1


def _take_line(body: Body, date: str, place: str | None, at: int) -> None:
    body.dropped[at] = "date line"
    body.values.setdefault("date", date)
    if place:
        body.values.setdefault("place", place)


def _is_prose(flow: Flow) -> bool:
    long = len(flow.text) >= 100 or (len(flow.text) >= 30 and _SENTENCE.search(flow.text) is not None)
    return flow.role in ("item", "row", "quote") or flow.label is not None or (long and not flow.bold)
