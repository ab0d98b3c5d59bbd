"""The title of a page: the heading that its own names name, or the best heading, or its name without the site's."""

import re
from collections.abc import Sequence

from pincite.index.reading.formats.boilerplate import is_letterhead
from pincite.index.reading.formats.datelines import read_dateline
from pincite.index.reading.formats.flow import Flow
from pincite.index.reading.formats.heads import read_head
from pincite.index.reading.formats.pagehead import PageHead
from pincite.index.reading.formats.pagetree import get_tag, list_ancestors, list_units
from pincite.index.reading.formats.titles import list_parts, settle_case, strip_site
from pincite.index.reading.formats.whitespace import fold

_SITE = frozenset(("site", "logo", "brand", "branding", "masthead", "organization", "ministry"))
_TITLES = frozenset(("title", "titulo", "titre", "titel", "titolo", "headline", "tytul", "rubrik", "baslik"))
_OJ_TITLE = frozenset(("doc", "ti"))
"""How the Official Journal of the European Union calls its titles: ``doc-ti``, ``oj-doc-ti``."""
_OUT = frozenset(("hidden", "navigation", "footer", "related", "form", "cookie notice", "dialog", "share"))
_FIRST = 150
"""How many pieces may hold the title."""


def find_title(flows: Sequence[Flow], head: PageHead) -> tuple[str | None, int | None]:
    """Return the title and the piece of ``flows`` that it is; None for either that there is none of."""
    named = _find_named(flows, head)
    if named is not None and flows[named[1]].reason is None:
        return named
    headings = [at for at, flow in enumerate(flows[:_FIRST]) if _may_be(flow) and flow.level and not flow.reason]
    # The heading of the first order, else that of the highest order that stands before any text.
    prose = next(
        (at for at, flow in enumerate(flows) if not flow.reason and not flow.level and len(flow.text) > 200), 10**9
    )
    best = min(
        (at for at in headings if flows[at].level == 1 or at < prose),
        key=lambda at: (flows[at].level, at),
        default=None,
    )
    if named is not None and (best is None or flows[best].level > 1):
        return named
    if best is not None:
        return settle_case(flows[best].text), best
    name = strip_site(head.names[-1], head.sites) if head.names else ""
    classed = _find_classed(flows[:prose])
    if classed is not None:
        return settle_case(flows[classed].text), classed
    apart = _find_set_apart(flows)
    if apart[1] is not None and _stands_out(flows[apart[1]]):
        return settle_case(" ".join(_list_lines(flows[apart[1]]))), apart[1]
    if len(fold(name)) > 3 and not is_letterhead(name) and not _says(name, apart[0] or ""):
        return settle_case(name), None
    return apart


def _find_classed(flows: Sequence[Flow]) -> int | None:
    """Return the only piece above the text whose element is called a title."""
    found = [
        at
        for at, flow in enumerate(flows[:_FIRST])
        if not flow.reason and _may_be(flow) and not _is_site(flow) and _is_classed(flow)
    ]
    return found[0] if len(found) == 1 else None


def _is_classed(flow: Flow) -> bool:
    units = list_units(f"{flow.element.get('class') or ''} {flow.element.get('id') or ''}")
    return bool(units & _TITLES) or units >= _OJ_TITLE


def _stands_out(flow: Flow) -> bool:
    """Tell whether a piece is centred and bold, but for a line in brackets below it."""
    bold = fold(flow.lead) == fold(" ".join(_list_lines(flow)))
    return flow.centred and len(fold(flow.lead)) > 3 and bold


def _list_lines(flow: Flow) -> list[str]:
    """Return the lines of a piece without those in brackets at its end: "(Provisional translation)"."""
    lines = list(flow.lines or (flow.text,))
    while len(lines) > 1 and re.fullmatch(r"[(\[（].*[)\]）]", lines[-1]):
        lines.pop()
    return lines


def _says(name: str, title: str) -> bool:
    """Tell whether a printed title has most words of the page's name, which may be cut or have its day before it."""
    words = {word for word in re.findall(r"[^\W\d_]+", name.casefold()) if len(word) > 3}
    return len(words) > 1 and len(words & set(re.findall(r"[^\W\d_]+", title.casefold()))) >= 0.75 * len(words)


def _find_named(flows: Sequence[Flow], head: PageHead) -> tuple[str, int] | None:
    """Return the piece that says what one of the page's names says, or a stretch of it between separators."""
    sites = {fold(site) for site in head.sites}
    found: list[tuple[tuple[bool, bool, bool, int], int, str]] = []
    texts = [fold(flow.text) if _may_be(flow) else "" for flow in flows[:_FIRST]]
    for name in head.names:
        for part in list_parts(name):
            key = fold(part)
            if len(key) < 4 or key in sites or is_letterhead(part):
                continue
            for at, text in enumerate(texts):
                if text and (text == key or (flows[at].level in (1, 2) and _holds(text, key))):
                    found.append((_rank(flows[at], len(key), at), at, part))
    if not found:
        return None
    _, at, part = min(found)
    text = flows[at].text
    if fold(text) != fold(part) and fold(text).endswith(fold(part)):
        # What stands before the name inside its heading is a kicker: "Press release 201".
        return part, at
    return (part if text.isupper() and not part.isupper() and fold(part) == fold(text) else settle_case(text)), at


def _rank(flow: Flow, size: int, at: int) -> tuple[bool, bool, bool, int]:
    """Rank, the best lowest: outside furniture, of the first order, a heading or long, the longest, the first."""
    return flow.reason is not None or _is_site(flow), flow.level != 1, not flow.level and size < 20, at - size * 1000


def _holds(text: str, key: str) -> bool:
    """Tell whether a heading is a name that was cut, or the name is a heading with more behind it."""
    return len(key) >= 25 and len(text) < 400 and (key in text or (text in key and len(text) > 0.6 * len(key)))


def _may_be(flow: Flow) -> bool:
    return (
        3 <= len(flow.text) <= 400
        and flow.reason not in _OUT
        and not is_letterhead(flow.text)
        and not read_dateline(flow.text)
    )


def _is_site(flow: Flow) -> bool:
    for depth, element in enumerate(list_ancestors(flow.element)):
        units = list_units(f"{element.get('class') or ''} {element.get('id') or ''}")
        if depth <= 1 and units & _SITE and get_tag(element) != "body":
            return True
    return False


def _find_set_apart(flows: Sequence[Flow]) -> tuple[str | None, int | None]:
    """Return the piece that the text shows to be its title, by the rules of plain text; bold counts as centred."""
    places = [at for at, flow in enumerate(flows[:60]) if flow.reason is None and flow.linked < 0.9 * flow.size]
    texts = [flows[at].text for at in places]
    head = read_head(texts, [flows[at].centred or flows[at].bold for at in places])
    found = next((at for at, reason in head.taken.items() if reason == "title"), None)
    return (None, None) if found is None else (str(head.values["title"]), places[found])
