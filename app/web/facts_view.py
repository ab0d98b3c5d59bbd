"""What is known about a statement: each field with its values, their links, and where they come from."""

from collections.abc import Sequence
from typing import Any

from pincite.app.answering.links import Links
from pincite.app.readable import label_of
from pincite.app.words import spoken
from pincite.index.record.values import StoredStatement
from pincite.index.values.heading import HEADING_FIELDS, Heading, HeadingField, names_of, texts_of

_ORIGINS = {
    "sidecar": "from the sidecar",
    "front matter": "from the front matter",
    "markup": "from the markup",
    "manifest": "from manifest.csv",
    "defaults": "from _defaults.yaml",
    "text": "from the text",
    "path": "from the file name",
    "id": "from the id",
}
_WEB = ("http://", "https://")
_OUTSIDE = ("source_url",)
"""Fields whose text is an address outside the archive."""


def build_facts(stored: StoredStatement, links: Links) -> list[dict[str, Any]]:
    """Return the fields that have values, and the note of a sidecar."""
    heading, origin = stored.heading, stored.provenance
    rows = [(field.label, _shown(heading, field, links), field.key) for field in HEADING_FIELDS]
    rows.append(("Note", [_value(origin["note"])] if origin.get("note") else [], ""))
    return [
        {
            "label": label,
            "shown": values,
            "origin": _ORIGINS.get(origin.get(key, ""), ""),
            "outside": key in _OUTSIDE,
        }
        for label, values, key in rows
        if values
    ]


def _shown(heading: Heading, field: HeadingField, links: Links) -> list[dict[str, str]]:
    """The values of a field, each with its link: to a search for this value, or to the source."""
    if field.holds == "dates":
        return [_value(spoken(heading.dates))]
    if field.facet is not None:
        named = zip(texts_of(heading, field), names_of(heading, field), strict=True)
        return [_value(label_of(field.facet, text), links.at("/", [(field.facet, name)])) for text, name in named]
    # A link from a source is data, so only web addresses become links.
    is_link = field.key in _OUTSIDE
    return [_value(t, t if is_link and t.lower().startswith(_WEB) else "") for t in texts_of(heading, field)]


def common_origin(facts: Sequence[dict[str, Any]]) -> str:
    """Return the origin of the values if all have the same one, to show it only once."""
    origins = {fact["origin"] for fact in facts if fact["label"] != "Note"}
    return origins.pop() if len(origins) == 1 else ""


def _value(text: str | None, link: str = "") -> dict[str, str]:
    return {"text": text or "", "link": link}
