"""The evidence of a stored statement as it is shown: the words themselves, their paragraph, an instrument's address."""

from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.reading.instruments.finding import address_in
from pincite.index.record.values import StoredStatement
from pincite.index.values.evidence import Evidence

_PATTERN = "instrument-"
"""What the names of the rules for instruments begin with."""


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """One value with its evidence: ``words`` as they stand in the source, ``paragraph`` the one that holds them, or
    None; ``address`` is that of an instrument, where it is known."""

    evidence: Evidence
    words: str
    paragraph: int | None
    address: str | None


def show_evidence(stored: StoredStatement) -> Iterator[ShownEvidence]:
    """Yield the evidence of one version, in its order."""
    for one in stored.apparatus.evidence:
        words = _source(stored, one)[one.start : one.end]
        pattern = one.rule.removeprefix(_PATTERN)
        address = None if pattern == one.rule else address_in(pattern, words)
        yield ShownEvidence(one, words, _paragraph(stored, one), address)


def _source(stored: StoredStatement, one: Evidence) -> str:
    """Return the text whose code points the evidence counts; empty where the record has it no more."""
    if one.within == "text":
        return stored.text
    if one.within == "title":
        # Of an older version, the title may be another one now.
        return stored.heading.title
    parts = stored.apparatus.left_out
    return parts[one.number - 1].text if one.number is not None and one.number <= len(parts) else ""


def _paragraph(stored: StoredStatement, one: Evidence) -> int | None:
    if one.within != "text":
        return None
    return next(
        (p.number for p in stored.paragraphs for start, end in p.spans if start <= one.start < end and one.end > start),
        None,
    )
