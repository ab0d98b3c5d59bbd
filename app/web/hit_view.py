"""One hit of a list as plain values for the template: date, title, passages, each with its address."""

from collections.abc import Sequence
from typing import Any

from pincite.app.answering.links import Links
from pincite.app.answering.markup import marked_html
from pincite.app.readable import label_of
from pincite.app.web.addresses import Address, Pair
from pincite.app.words import counted, lacks, spoken
from pincite.index.query.explaining import ScorePart
from pincite.index.results import Hit
from pincite.index.values.heading import Heading

READING = ("facet", "facet_size", "histogram", "words", "explain", "relaxed", "include")
"""Parameters that change how a result is shown, not what it is: a statement's address does not need them."""


def build_hits(hits: Sequence[Hit], address: Address, above: Sequence[Hit] = ()) -> list[dict[str, Any]]:
    """Return the hits; the first of each statement on the page has an anchor, to come back to.

    ``above`` are hits that the page lists before these.
    """
    seen = {anchor_of(hit.heading.id) for hit in above}
    found = []
    for hit in hits:
        view = build_hit(hit, address)
        found.append({**view, "anchor": "" if view["anchor"] in seen else view["anchor"]})
        seen.add(view["anchor"])
    return found


def build_hit(hit: Hit, address: Address) -> dict[str, Any]:
    """Return a hit. Its addresses carry the search, so that the statement can walk its hits and lead back."""
    heading = hit.heading
    facts = [*heading.issuers, heading.place or "", label_of("series", heading.series or "")]
    return {
        "anchor": anchor_of(heading.id),
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "facts": [fact for fact in facts if fact][:4],
        "passage": _passage(hit, address),
        "others": [_passage(other, address) for other in hit.others],
        "more": counted(hit.more, "further paragraph") if hit.more else "",
        "more_link": address.links.statement(heading.id, pairs=carried(address)),
        "why": [_why(part) for part in hit.parts],
        "lacks": lacks(hit),
        "compare_link": _compare_link(heading, address.links),
    }


def _compare_link(heading: Heading, links: Links) -> str:
    """The comparison with the statement before it in its series; empty where it has no series or no date.

    Whether it is the first one is not looked up for each hit: the page says so.
    """
    is_dated = heading.dates.earliest is not None and heading.dates.latest is not None
    return links.at("/compare", [("right", heading.id)]) if heading.series is not None and is_dated else ""


def anchor_of(id: str) -> str:  # noqa: A002
    """Return the fragment of a statement in a list."""
    return f"s-{id}"


def carried(address: Address) -> list[Pair]:
    """Return the pairs of a search that a statement's address carries."""
    return [
        pair for pair in address.pairs if pair[0] not in (*READING, "cursor") and not pair[0].startswith("facet_match.")
    ]


def _passage(hit: Hit, address: Address) -> dict[str, Any]:
    heading, passage, links = hit.heading, hit.passage, address.links
    pairs = carried(address)
    return {
        "number": passage.number,
        "link": links.statement(heading.id, passage.version, passage.number, pairs, goes_to=bool(pairs)),
        "snippets": [
            {"html": marked_html(s.text, s.marks), "cut_before": s.cut_before, "cut_after": s.cut_after}
            for s in hit.snippets
        ],
    }


def build_title(heading: Heading, links: Links) -> dict[str, str]:
    """Return a statement that is listed by its title."""
    return {
        "text": heading.title,
        "language": heading.language or "",
        "link": links.statement(heading.id),
        "date": spoken(heading.dates),
    }


def _why(part: ScorePart) -> str:
    own = f"{', '.join(part.forms)}, {counted(part.tf, 'time')}, {part.score:.3f}" if part.tf else ""
    title = f"in the title, {part.title:.3f}" if part.title else ""
    return f"{part.leaf}: {'; '.join(text for text in (own, title) if text)}"
