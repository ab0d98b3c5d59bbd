"""The tail of a page: what ends it below its text, so that none of it is a paragraph of the statement."""

import re
from collections.abc import Mapping, Sequence

from pincite.index.reading.formats.datelines import read_dateline
from pincite.index.reading.formats.flow import Flow
from pincite.index.reading.formats.pagefacts import find_facts
from pincite.index.reading.formats.pagetree import is_named
from pincite.index.reading.formats.whitespace import list_words

META = list_words(
    "meta metadata date time published publish posted doctype byline author category kicker eyebrow bureau "
    "submitted person persontitle "
    "timestamp datetime pubdate releasetime dateline location source taxonomy label attachment attachments download "
    "downloads"
)
"""Names of parts in which a page speaks of its text."""
_CONTACTS = re.compile(
    r"(?:(?:media|press)(?: office)? (?:contacts?|enquiries|inquiries|relations)|contacts?|"
    r"contacts? for (?:the )?(?:media|press)|contact us|contact information|"
    r"(?:address )?for (?:more |further )?(?:information|enquiries|inquiries|queries)|notes? to editors?|"
    r"press?e?kontakte?r?|"
    r"contacts? presse|kontakty?|ansprechpartner(?:in)?|(?:adresse für )?rückfragen|contactos?(?: de prensa)?|contatti|"
    r"adresse pour l'envoi de questions|контакты|контакти)\s*:?",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:related (?:content|links?|articles?|news|documents?|information|pages?|stories|publications|materials?)|"
    r"(?:associated|useful|quick|external|further) (?:links?|reading|resources)|(?:other|more|latest|recent) (?:news|"
    r"articles?|stories|posts|statements|speeches|press releases)|more on this (?:topic|story)|more from .{1,40}|"
    r"see also|"
    r"you (?:may|might) also (?:like|be interested in)|(?:à (?:consulter|lire|voir)|voir|lire) (?:aussi|également)|"
    r"most (?:read|viewed|popular|recent)(?: .{1,20})?|popular (?:now|articles?|posts?|stories|content|pages)|"
    r"(?:les )?plus lus?|(?:l[oa]s? )?más (?:leíd[oa]s?|vist[oa]s?)|(?:[ao]s )?mais lid[ao]s|meistgelesen|"
    r"più letti|самое читаемое|"
    r"sur le même (?:sujet|thème)|dans la même rubrique|noticias relacionadas|(?:ver|leer) también|siehe auch|"
    r"das könnte sie auch interessieren|weitere (?:meldungen|nachrichten|artikel)|mehr zum thema|"
    r"notizie correlate|(?:читайте|смотрите) также|関連(?:リンク|記事|情報|ページ)|相关(?:新闻|链接)|"
    r"관련 ?(?:기사|뉴스))\s*[:：]?",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:published|posted|publié|publicad[oa]|veröffentlicht|pubblicato|опубликовано)\b", re.IGNORECASE
)
_REACHED = re.compile(r"\S@\S+\.\w|\+?\(?\d{2,4}\)?[\d ().-]{6,}\d")
"""An address of e-mail or a number of a telephone."""
_SENTENCE = re.compile(r"[.?!。！？][\"”’»」』)\]]*$")
_AFTER = 0.15
"""An end mark ends the text where less than this much of it follows."""
_SMALLER = 0.4
"""What follows a heading of contacts or of related pages is none of the text where it is less than this much."""


def drop_tail(flows: Sequence[Flow], dropped: dict[int, str], first: int) -> None:
    """Add to ``dropped`` what ends a page below its text, which begins at place ``first``, with reasons."""
    _drop_after_end(flows, dropped, first)
    _drop_sections(flows, dropped, first)
    _drop_values(flows, dropped, first)
    _drop_headings_of_links(flows, dropped, first)
    facts = find_facts(flows)
    for at in reversed(_open(flows, dropped)):
        flow = flows[at]
        said = at in facts or (len(flow.text) < 150 and is_named(flow.element, META)) or _is_published(flow.text)
        if flow.role != "heading" and not said:
            break
        dropped[at] = "heading of nothing" if flow.role == "heading" else "page line"


def _is_published(text: str) -> bool:
    return len(text) < 80 and _PUBLISHED.match(text) is not None and read_dateline(text) is not None


def _drop_after_end(flows: Sequence[Flow], dropped: dict[int, str], first: int) -> None:
    """Drop what follows an end mark, or a rule behind which only a few words stand, as initials do."""
    places = _open(flows, dropped)
    most = _AFTER * sum(flows[at].size for at in places)
    ends = sorted(at for at, reason in dropped.items() if at > first and reason in ("end mark", "rule"))
    # One of many rules is no end: the last few tell.
    for end in ends[-3:]:
        after = [at for at in places if at > end]
        words = all(len(flows[at].text) < 80 and not _SENTENCE.search(flows[at].text) for at in after)
        if sum(flows[at].size for at in after) < most and (words or dropped[end] == "end mark"):
            _drop(dropped, "after the end", after)
            return


def _drop_sections(flows: Sequence[Flow], dropped: dict[int, str], first: int) -> None:
    """Drop press contacts and related pages: their heading with all that follows, where that is the smaller part."""
    places = [at for at in _open(flows, dropped) if at >= first]
    left = sum(flows[at].size for at in places)
    most = _SMALLER * left
    longest = max((at for at in places if flows[at].size >= 300), default=-1)
    for at in range(first, len(flows)):
        reason = tell_section(flows[at].text) if at > longest else None
        # What follows the word "contacts" is one where it is the smaller part, and no paragraph of any length.
        if reason is not None:
            after = [other for other in places if other >= at]
            if left < most or _are_contacts(flows, after):
                _drop(dropped, reason, after)
                return
        left -= flows[at].size if at in places else 0


def tell_section(text: str) -> str | None:
    """Return what a heading announces that is none of the text: press contacts, related pages; else None."""
    if _CONTACTS.fullmatch(text):
        return "press contact"
    return "related" if _RELATED.fullmatch(text) else None


def _are_contacts(flows: Sequence[Flow], places: Sequence[int]) -> bool:
    """Tell whether pieces are names and numbers of people to ask: short, no sentences, and one to be reached at."""
    texts = [flows[at].text for at in places]
    short = all(len(text) < 120 and not _SENTENCE.search(text) for text in texts)
    return short and any(_REACHED.search(text) for text in texts)


def _drop_values(flows: Sequence[Flow], dropped: dict[int, str], first: int) -> None:
    """Drop the last pieces that are what a line of the site with a colon says: ``Date modified:`` and its date."""
    for at in reversed(_open(flows, dropped)):
        label = dropped.get(at - 1) == "boilerplate" and flows[at - 1].text.endswith((":", "："))
        if at <= first or not label or len(flows[at].text) > 60 or _SENTENCE.search(flows[at].text):
            return
        dropped[at] = "boilerplate"


def _drop_headings_of_links(flows: Sequence[Flow], dropped: dict[int, str], first: int) -> None:
    """Drop the headings under which nothing stands but links that are left out."""
    places = _open(flows, dropped)
    for at, after in zip(places, [*places[1:], len(flows)], strict=False):
        between = {dropped[other] for other in range(at + 1, after)}
        ends = after == len(flows) or 0 < flows[after].level <= flows[at].level
        if at > first and flows[at].level and ends and "links alone" in between:
            dropped[at] = "heading of nothing"


def _open(flows: Sequence[Flow], dropped: Mapping[int, str]) -> list[int]:
    return [at for at in range(len(flows)) if at not in dropped]


def _drop(dropped: dict[int, str], reason: str, places: Sequence[int]) -> None:
    for at in places:
        dropped.setdefault(at, reason)
