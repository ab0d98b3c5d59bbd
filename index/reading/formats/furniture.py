"""What of a page is not its text: navigation, share buttons, cookie notices, hidden copies. Elements to reasons."""

import re
from collections.abc import Mapping

from lxml import etree

from pincite.index.reading.formats.pagetree import Element, get_tag, list_units
from pincite.index.reading.formats.whitespace import list_words

SKIPPED = list_words(
    "script style template head title svg math object embed iframe canvas audio video map noframes frameset"
)
"""Elements that hold no text for a reader."""

_TAGS: Mapping[str, str] = {
    "nav": "navigation", "menu": "navigation", "footer": "footer", "aside": "aside", "button": "form",
    "select": "form", "textarea": "form", "label": "form", "form": "form", "fieldset": "form", "dialog": "dialog",
    "figcaption": "caption", "noscript": "noscript", "header": "header", "legend": "form", "datalist": "form",
}  # fmt: skip
_ROLES: Mapping[str, str] = {
    "navigation": "navigation", "banner": "header", "contentinfo": "footer", "search": "form", "complementary": "aside",
    "dialog": "dialog", "alertdialog": "dialog", "alert": "dialog", "menu": "navigation", "menubar": "navigation",
    "toolbar": "navigation", "tablist": "navigation",
}  # fmt: skip
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(
        list_words(
            "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs crumb crumbs skip "
            "skiplink skiplinks sidebar sidenav subnav subnavigation pagination pager toolbar sitemap toc "
            "topbar languages offcanvas dropdown topnav mainnav backtotop prevnext localnav leftnav rightnav"
        ),
        "navigation",
    ),
    **dict.fromkeys(
        list_words(
            "share sharing shares sharedaddy social addthis sharethis sharebar socials socialmedia bshare jiathis "
            "fenxiang"
        ),
        "share",
    ),
    **dict.fromkeys(
        list_words(
            "related relatedposts recommended teaser teasers promo promos trending readmore seealso "
            "mostread mostviewed mostpopular carousel"
        ),
        "related",
    ),
    **dict.fromkeys(
        list_words("cookie cookies consent gdpr ccpa"),
        "cookie notice",
    ),
    **dict.fromkeys(
        list_words("newsletter subscribe subscription signup"),
        "newsletter",
    ),
    **dict.fromkeys(
        list_words("footer printfooter catlinks foot bottombar colophon copyright"),
        "footer",
    ),
    **dict.fromkeys(
        list_words("masthead siteheader letterhead"),
        "header",
    ),
    **dict.fromkeys(
        list_words("comments feedback survey rating"),
        "feedback",
    ),
    **dict.fromkeys(
        list_words("tts readspeaker audioplayer player"),
        "player",
    ),
    **dict.fromkeys(
        list_words("modal popup overlay lightbox"),
        "dialog",
    ),
    **dict.fromkeys(
        list_words("pullquote blockpull"),
        "pull quote",
    ),
    **dict.fromkeys(
        list_words("advert advertisement ads sponsor"),
        "advertisement",
    ),
    **dict.fromkeys(
        list_words("tags taglist keywords"),
        "tags",
    ),
    **dict.fromkeys(
        list_words("citation"),
        "citation",
    ),
    **dict.fromkeys(
        list_words("lastupdate lastupdated lastmodified"),
        "page date",
    ),
    **dict.fromkeys(
        list_words("caption captions credit photos gallery photogallery slideshow"),
        "caption",
    ),
}
_PAIRS: Mapping[frozenset[str], str] = {
    frozenset(pair.split()): reason
    for pair, reason in {
        "site header": "header", "global header": "header", "page footer": "footer", "usa banner": "header",
        "gov banner": "header", "pull quote": "pull quote", "press contact": "press contact",
        "media contact": "press contact", "press contacts": "press contact", "media contacts": "press contact",
        "contact info": "press contact", "contact box": "press contact", "back top": "navigation",
        "sign up": "newsletter", "language switcher": "navigation", "lang switcher": "navigation",
        "last update": "page date", "post info": "page date",
        "hd date": "header", "hd lg": "header", "hd ti": "header", "hd oj": "header", "license container": "footer",
        "last updated": "page date", "last modified": "page date", "search form": "form", "search box": "form",
        "site search": "form", "published dates": "page date",
        "site name": "header", "site title": "header", "read more": "related",
        "see also": "related", "most read": "related", "most viewed": "related", "most popular": "related",
        "next post": "navigation", "post nav": "navigation", "latest news": "related",
        "more news": "related", "print button": "share", "print link": "share", "skip link": "navigation",
        "off canvas": "navigation", "audio player": "player", "site slogan": "header",
        "language selector": "navigation",
    }.items()
}  # fmt: skip
_HIDDEN = list_words(
    "hidden element-hidden element-invisible visually-hidden visuallyhidden sr-only screen-reader-text "
    "u-hidden hide screen-reader-only show-for-sr govuk-visually-hidden usa-sr-only is-hidden hidden-text "
    "invisible offscreen visible-xs visible-xs-block visible-mobile mobile-only show-mobile only-mobile "
    "show-for-small-only hidden-desktop d-md-none d-lg-none d-sm-none visible-phone print-only visible-print "
    "visible-print-block"
)
_INLINE = list_words("span a b i em strong small font u cite")
_INLINE_REASONS = list_words("share navigation player")
"""What a stretch inside a paragraph may be by its name alone: words are named for their looks, as captions are."""
CHANGED = list_words("modified updated update reviewed datemodified lastmod changed")
"""Names of a time when a page changed: it is no date of what it says."""
_FOLDED = list_words("accordion collapse collapsible tabpanel tab tabs panel toggle expandable expander")
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST = 0.4
"""A part of the page with more of its words than this is text, whatever its name says."""


class Furniture:
    """Tells of each element of one page why it is not the page's text, or that it may be."""

    def __init__(self, root: Element) -> None:
        self._prose = _count_prose(root)
        self._total = max(self._prose.get(root, 0), 1)

    def find_reason(self, element: Element) -> str | None:
        """Return why an element, with all that stands in it, is no text; None when nothing says so."""
        if _is_hidden(element):
            return "hidden"
        if get_tag(element) == "article" and self._is_card(element):
            return "related"
        reason = None if _belongs(element) else _name_reason(element)
        if reason is None or get_tag(element) in ("html", "body", "main", "article"):
            return None
        if get_tag(element) in _INLINE and (reason not in _INLINE_REASONS or _in_heading(element)):
            return None
        if reason == "related" and self._is_lede(element):
            return None
        return None if self._prose.get(element, 0) > _MOST * self._total or _holds_text(element, reason) else reason

    def _is_card(self, element: Element) -> bool:
        """Tell whether an article announces another page: its heading is a link, and it has few words of the page's."""
        head = next((e for e in element.iter("h2", "h3", "h4", "h5")), None)
        link = None if head is None else head.find(".//a[@href]")
        if head is None or link is None or "".join(link.itertext()).strip() != "".join(head.itertext()).strip():
            return False
        return self._prose.get(element, 0) < min(400, 0.25 * self._total)

    def _is_lede(self, element: Element) -> bool:
        """Tell whether a teaser is that of the page's own text: it stands beside it, and no link is in or around it."""
        units = list_units(f"{element.get('class') or ''} {element.get('id') or ''}")
        linked = element.find(".//a[@href]") is not None or any(get_tag(e) == "a" for e in element.iterancestors())
        beside = self._prose.get(element.getparent(), 0) > _MOST * self._total
        return "teaser" in units and beside and not linked


def _belongs(element: Element) -> bool:
    """Tell whether an element is text in spite of its tag: who said a quotation, a heading that opens when clicked."""
    above = element.getparent()
    if get_tag(element) == "footer":
        return any(get_tag(e) == "blockquote" for e in element.iterancestors())
    heading = get_tag(element) == "button" and above is not None and _in_heading(element)
    return heading and "".join(element.itertext()).strip() == "".join(above.itertext()).strip()


def _in_heading(element: Element) -> bool:
    return any(get_tag(above) in ("h1", "h2", "h3", "h4", "h5", "h6") for above in element.iterancestors())


def _is_hidden(element: Element) -> bool:
    """Tell whether an element is shown to nobody. What only waits for a click, as annexes do, is text."""
    if (
        element.get("role") == "tabpanel"
        or list_units(f"{element.get('class') or ''} {element.get('id') or ''}") & _FOLDED
    ):
        return False
    classes = set((element.get("class") or "").casefold().split())
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _STYLE.search(element.get("style") or ""):
        return True
    return bool(classes & _HIDDEN) or (
        "d-none" in classes and not any(c.startswith("d-") and c != "d-none" for c in classes)
    )


def _name_reason(element: Element) -> str | None:
    tag = get_tag(element)
    role = (element.get("role") or "").split()
    if role and role[0] in _ROLES:
        return _ROLES[role[0]]
    if tag in _TAGS:
        return _TAGS[tag]
    if tag == "time" and list_units(f"{element.get('class') or ''} {element.get('itemprop') or ''}") & CHANGED:
        return "page date"
    for value in (element.get("id") or "", *(element.get("class") or "").split()):
        units = list_units(value)
        found = next((_UNITS[unit] for unit in sorted(units) if unit in _UNITS), None)
        found = found or next((reason for pair, reason in _PAIRS.items() if pair <= units), None)
        if found is not None and not units & _SPARED:
            return found
    return None


_SPARED = list_words("no without has with one two column page node body wrapper layout content main")
"""A name with one of these speaks of how the page is laid out: ``no-sidebar``, ``content-sidebar-wrapper``."""


def _holds_text(element: Element, reason: str) -> bool:
    """A header inside the text is its head, and one with a heading of the first order is never cut by its tag alone."""
    if reason != "header" or get_tag(element) != "header":
        return False
    if element.find(".//nav") is not None or element.find(".//form") is not None:
        return False
    return any(get_tag(e) in ("article", "main", "section") for e in element.iterancestors()) or _has_own_title(element)


def _has_own_title(element: Element) -> bool:
    """Tell whether a heading of the first order stands in an element that is no link, as the site's name is."""
    heads = [head for head in element.iter("h1") if "".join(head.itertext()).strip()]
    return any(head.find(".//a[@href]") is None and get_tag(head.getparent()) != "a" for head in heads)


def _count_prose(root: Element) -> dict[Element, int]:
    """Return for each element how many characters of text outside links, scripts and hidden parts stand in it."""
    counts: dict[Element, int] = {}
    open_: list[int] = [0]
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = get_tag(element)
        if event == "start":
            passed = tag in SKIPPED or (tag == "a" and element.get("href") is not None) or _is_hidden(element)
            open_.append(0 if passed else len((element.text or "").strip()))
            if passed:
                walker.skip_subtree()
        else:
            size = open_.pop()
            counts[element] = size
            open_[-1] += size + len((element.tail or "").strip())
    return counts
