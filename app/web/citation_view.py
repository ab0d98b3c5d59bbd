"""The citations of a paragraph or a statement for the template, and the tags by which programs cite a page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pincite.app.answering.citation import find_in_original
from pincite.app.answering.links import Links
from pincite.index.citing.csl_json import build_csl
from pincite.index.citing.styles import STYLES
from pincite.index.citing.work import Work
from pincite.index.record.values import StoredStatement


@dataclass(frozen=True, slots=True)
class CitationView:
    """The citations of one paragraph or of a whole statement."""

    title: str
    language: str
    what: str
    text: str
    back_link: str
    permalink: str
    original_link: str
    citations: Sequence[dict[str, Any]]
    json_link: str


@dataclass(frozen=True, slots=True)
class Tags:
    """What stands in the head of a statement's page: names and values of ``meta``, and JSON-LD."""

    citation: Sequence[tuple[str, str]]
    graph: Sequence[tuple[str, str]]
    linked_data: Markup


def build_citation_view(work: Work, stored: StoredStatement, links: Links) -> CitationView:
    """Return every style of a citation, each with the address of its file."""
    heading, number = work.heading, work.paragraph
    pairs = [("paragraph", str(number))] if number else []

    def link_of(style: str) -> str:
        return links.citation(heading.id, work.version, [*pairs, ("style", style)])

    return CitationView(
        title=heading.title,
        language=heading.language or "",
        what=f"paragraph {number:,}" if number else "this statement",
        text=stored.paragraphs[number - 1].text if number else "",
        back_link=links.statement(heading.id, work.version, number),
        permalink=work.url,
        original_link=find_in_original(stored, number),
        citations=[
            {"name": style.name, "label": style.label, "text": style.render(work), "link": link_of(style.name)}
            for style in STYLES
        ],
        json_link=link_of("csl-json"),
    )


def build_tags(work: Work) -> Tags:
    """Return the tags of a statement: those that Zotero reads, Open Graph, and JSON-LD."""
    heading = work.heading
    about = ", ".join([*work.authors, *([heading.place] if heading.place else []), heading.dates.edtf or "no date"])
    return Tags(
        [pair for pair in _citation(work) if pair[1]],
        [
            ("og:type", "article"),
            ("og:title", heading.title),
            ("og:url", work.url),
            ("og:site_name", work.archive),
            ("og:description", about),
        ],
        _linked_data(work),
    )


def _citation(work: Work) -> list[tuple[str, str]]:
    heading, day = work.heading, work.day
    return [
        ("citation_title", heading.title),
        *(("citation_author", name) for name in work.authors),
        ("citation_publication_date", "/".join(f"{part:02d}" for part in day) if day else heading.dates.edtf or ""),
        ("citation_technical_report_institution", heading.source or work.archive),
        ("citation_language", heading.language or ""),
        ("citation_public_url", work.url),
    ]


def _linked_data(work: Work) -> Markup:
    heading = work.heading
    csl = build_csl(work)
    data = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": heading.title,
        "url": work.url,
        "author": [{"@type": "Organization", "name": name} for name in work.authors],
        "datePublished": "-".join(f"{part:02d}" for part in work.day) or None,
        "inLanguage": heading.language,
        "genre": heading.kind,
        "locationCreated": {"@type": "Place", "name": heading.place} if heading.place else None,
        "publisher": {"@type": "Organization", "name": csl["publisher"]} if "publisher" in csl else None,
        "version": work.version,
        "isBasedOn": heading.source_url,
    }
    text = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=True)
    # Inside a script element nothing is unescaped: what could end it or begin a comment is written in JSON's own way.
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704
