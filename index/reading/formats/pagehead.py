"""What a page says of itself in its head: names, date, language, address, the site's name."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pincite.index.reading.aliases import find_key
from pincite.index.reading.formats.datelines import read_stamp
from pincite.index.reading.formats.pagetree import Element, get_tag
from pincite.index.reading.formats.whitespace import squeeze
from pincite.index.reading.issuers.issuer_names import name_of

_NAMES = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title")
_DATES = (
    "article:published_time", "og:article:published_time", "dc.date.issued", "dcterms.issued", "dc.issued",
    "citation_publication_date", "publication_date", "publish_date", "publishdate", "pubdate", "datepublished",
    "dc.date", "dcterms.date", "govuk:first-published-at",
)  # fmt: skip
_ARTICLE = re.compile(r"article|newsitem|report|posting|legislation|speech|creativework|govern", re.IGNORECASE)
_NO_ARTICLE = re.compile(
    r"website|organization|breadcrumb|person|imageobject|event|searchaction|videoobject", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageHead:
    """``names`` of the page, the best first; ``sites``: what the site calls itself; ``date`` is EDTF.

    ``terms`` are further values that Dublin Core gives, by our keys.
    """

    names: tuple[str, ...]
    sites: tuple[str, ...]
    date: str | None
    language: str | None
    url: str | None
    terms: Mapping[str, Any] = field(default_factory=dict)


def read_page_head(root: Element) -> PageHead:
    """Return what the head of a page says. A date of change or of creation is no date."""
    metas = _read_metas(root)
    linked = list(_read_linked_data(root))
    articles = [thing for thing in linked if _ARTICLE.search(str(thing.get("@type")))]
    others = [thing for thing in linked if thing not in articles and not _NO_ARTICLE.search(str(thing.get("@type")))]
    title = root.find(".//title")
    names = (
        *(str(thing["headline"]) for thing in articles if thing.get("headline")),
        *(metas[name] for name in _NAMES if name in metas),
        "" if title is None else "".join(title.itertext()),
    )
    stamps = (
        *(str(thing.get("datePublished") or "") for thing in (*articles, *others)),
        *(metas.get(name, "") for name in _DATES),
    )
    date = next((found for stamp in stamps if (found := read_stamp(stamp)) is not None), None)
    sites = tuple(metas[name] for name in ("og:site_name", "application-name", "dc.publisher") if name in metas)
    language = _read_language(root) or _tag_of(metas.get("dc.language") or metas.get("dcterms.language", ""))
    named = tuple(filter(None, map(squeeze, names)))
    return PageHead(named, sites, date, language, _read_url(root, metas), _read_terms(metas))


def _read_terms(metas: Mapping[str, str]) -> dict[str, Any]:
    """Return place, series, topics and issuers. A creator that is in no table of issuers may be the site's editor."""
    terms: dict[str, Any] = {}
    for name, content in metas.items():
        key = find_key(name) if name.startswith(("dc.", "dcterms.")) else None
        if key in ("place", "series"):
            terms.setdefault(key, content)
        elif key == "topics":
            terms.setdefault(key, [part for part in map(squeeze, content.split(";")) if part])
        elif key == "issuers" and name_of(content) is not None:
            terms.setdefault(key, [name_of(content)])
    return terms


def _read_metas(root: Element) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = squeeze(meta.get("content") or "")
        if content:
            metas.setdefault(name.casefold().replace("dc:", "dc.").replace("dcterms:", "dcterms."), content)
    return metas


def _read_linked_data(root: Element) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting.extend(thing)
            elif isinstance(thing, dict):
                yield thing
                waiting.extend(
                    value for key, value in thing.items() if key in ("@graph", "mainEntity", "mainEntityOfPage")
                )


def _read_language(root: Element) -> str | None:
    element = root if get_tag(root) == "html" else None
    value = (
        ""
        if element is None
        else element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    return _tag_of(value)


def _tag_of(value: str) -> str | None:
    match = re.match(r"[a-zA-Z]{2,3}(?=$|[-_])", value.strip())
    return None if match is None else match.group().casefold()


def _read_url(root: Element, metas: dict[str, str]) -> str | None:
    links = (
        link.get("href") for link in root.iter("link") if "canonical" in (link.get("rel") or "").casefold().split()
    )
    found = (url.strip() for url in (*links, metas.get("og:url")) if url)
    return next((url for url in found if re.match(r"https?://\S+$", url)), None)
