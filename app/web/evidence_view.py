"""What shows the values of a statement: the words that rules read them from, and where those stand."""

from typing import Any

from pincite.app.answering.evident import ShownEvidence, show_evidence
from pincite.app.answering.links import Links
from pincite.index.record.values import StoredStatement
from pincite.index.values.heading import HEADING_FIELDS

_LABELS = {field.key: field.label for field in HEADING_FIELDS}


def build_evidence(stored: StoredStatement, links: Links) -> list[dict[str, Any]]:
    """Return a row for each value: its field, the value, the words, and where they stand."""
    return [_row(shown, stored, links) for shown in show_evidence(stored)]


def _row(shown: ShownEvidence, stored: StoredStatement, links: Links) -> dict[str, Any]:
    one = shown.evidence
    number = shown.paragraph
    return {
        "label": _LABELS.get(one.key, one.key.capitalize()),
        "value": one.value,
        "words": " ".join(shown.words.split()),
        "rule": one.rule,
        # The paragraph may stand in another part of the page.
        "link": links.statement(stored.heading.id, stored.version, number) if number else "",
        "place": f"¶ {number}" if number else "title" if one.within == "title" else "",
        "address": shown.address or "",
    }
