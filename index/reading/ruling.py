"""Rules over the words of a document: the values that nothing else gives, each with its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pincite.index.reading.metadata import BadValue, read_values
from pincite.index.reading.rules.all_rules import RuleGroup, apply_rules
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, build_piece
from pincite.index.reading.rules.traced import RULES as TRACED
from pincite.index.reading.rules.traced import trace
from pincite.index.values.apparatus import LeftOut
from pincite.index.values.dates import Dates
from pincite.index.values.evidence import Evidence
from pincite.index.values.heading import Person
from pincite.index.values.statement import Paragraph


@dataclass(slots=True)
class Ruled:
    """What rules found: values as ``read_values`` returns them, the origin of each, and the evidence."""

    values: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """What rules may read: the values that are known and their origins, the text, what was left out, the file's stem.

    ``off`` are the names of rules that somebody switched off.
    """

    values: Mapping[str, Any]
    provenance: Mapping[str, str]
    text: str
    paragraphs: Sequence[Paragraph]
    left_out: Sequence[LeftOut]
    stem: str
    off: frozenset[str]


def is_off(key: str, off: frozenset[str]) -> bool:
    """Whether the rule by which formats read ``key`` (title, date, place) out of the words is switched off."""
    return "all" in off or any(field == key and rule in off for rule, field in TRACED.items())


def apply_to(document: Document) -> Ruled:
    """Return the values that ``document`` lacks and its words give, and the evidence for all that its words gave."""
    ruled = Ruled()
    ruled.evidence += _trace(document)
    for group, found in apply_rules(_build_input(document), document.values.keys()):
        value = _read(group, found)
        if value is not None:
            in_words = found[0].piece is not None
            ruled.values[group.key], ruled.provenance[group.key] = value, "text" if in_words else "path"
            ruled.evidence += _build_evidence(group, found)
    return ruled


def _build_input(document: Document) -> RuleInput:
    untitled = document.provenance.get("title") in ("path", None)
    title = None if untitled else build_piece(str(document.values["title"]))
    pieces = [build_piece(one.text, one.spans) for one in document.paragraphs]
    return RuleInput(title, pieces, document.stem, document.off, dict(document.values))


def _trace(document: Document) -> Iterator[Evidence]:
    named = document.provenance.get("title") != "path"
    for key in TRACED.values():
        if document.provenance.get(key) == "text":
            value = document.values[key]
            text = str(value.edtf if isinstance(value, Dates) else value)
            yield from trace(key, text, document.text, str(document.values["title"]), document.left_out, is_named=named)


def _read(group: RuleGroup, found: Sequence[RuleFinding]) -> Any:
    """Return the value as a heading holds it; None when it breaks a rule of values, as nobody wrote it for us."""
    plain = [_plain(one.value) for one in found]
    try:
        return read_values({group.key: plain if group.several else plain[0]}).get(group.key)
    except BadValue:
        return None


def _plain(value: object) -> object:
    return {"name": value.name, "office": value.office} if isinstance(value, Person) else value


def _build_evidence(group: RuleGroup, found: Sequence[RuleFinding]) -> Iterator[Evidence]:
    for one in found:
        if one.piece is not None:
            start, end = one.piece.place(one.start, one.end)
            value = one.value.name if isinstance(one.value, Person) else str(one.value)
            yield Evidence(group.key, value, one.rule, start, end, one.piece.within)
