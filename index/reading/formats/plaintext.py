"""Plain text: lines to paragraphs in four layouts, page furniture out, title and date where the text shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.index.reading.canonical import decode_canonical
from pincite.index.reading.extract import Extract, ExtractedPassage
from pincite.index.reading.formats.blocks import gather_left_out
from pincite.index.reading.formats.datelines import read_dateline, read_name
from pincite.index.reading.formats.heads import read_head
from pincite.index.reading.formats.hyphens import mend_hyphens
from pincite.index.reading.formats.labels import find_labels, split_label
from pincite.index.reading.formats.layouts import LineGroup, group_lines
from pincite.index.reading.formats.pagefurniture import find_furniture
from pincite.index.reading.formats.port import Content, Options
from pincite.index.reading.formats.speakers import find_speakers
from pincite.index.reading.formats.whitespace import end_lines, squeeze
from pincite.index.values.apparatus import LeftOut, Role
from pincite.index.values.errors import SourceError
from pincite.index.values.statement import Span

VERSION = "text/4"
DECODES = False


def extract(content: Content, name: str, options: Options) -> Iterator[Extract]:  # noqa: ARG001 - the port
    """Yield the one statement of a text file; SourceError when it contains no text."""
    text = content if isinstance(content, str) else decode_canonical(content, name)
    yield extract_text(text, name)


def extract_text(text: str, name: str) -> Extract:
    """Return what a text says. Canonical is the text itself, but for line ends and words mended at line ends.

    SourceError when no paragraph is in it.
    """
    lines = end_lines(text).split("\n")
    reasons = find_furniture(lines)
    groups = group_lines(lines, reasons)
    head = read_head([_join(lines, group) for group in groups], [_is_centred(lines, g) for g in groups])
    body = [group for at, group in enumerate(groups) if at not in head.taken]
    if not body:
        raise SourceError(name, None, "contains no text", "add the statement, or remove the file")
    mended = mend_hyphens(lines, body)
    values, provenance = _values(head.values, [_join(lines, group) for group in body], name)
    left_out = [*_left_out(lines, reasons, head.taken, groups), *mended]
    return Extract("\n".join(lines), _passages(lines, body), values, provenance, left_out=tuple(left_out))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph of text inside another format: is it set in the middle, and why it is none of the text, or None."""

    text: str
    centred: bool
    reason: str | None = None


def read_lines(text: str) -> list[Stretch]:
    """Return the paragraphs and the furniture of ``<pre>`` and the like: the rules of files, nothing being a title."""
    lines = end_lines(text).split("\n")
    reasons = find_furniture(lines)
    groups = group_lines(lines, reasons)
    mend_hyphens(lines, groups)
    found = {group.lines[0]: Stretch(_join(lines, group), _is_centred(lines, group)) for group in groups}
    found.update({at: Stretch(squeeze(lines[at]), False, reason) for at, reason in enumerate(reasons) if reason})
    return [found[at] for at in sorted(found) if found[at].text]


def _values(found: dict[str, Any], body: Sequence[str], name: str) -> tuple[dict[str, Any], dict[str, str]]:
    values = dict(found)
    provenance = dict.fromkeys(values, "text")
    if "date" not in values:
        signed = next((d for d in map(read_dateline, reversed(body[-3:])) if d is not None), None)
        named = read_name(name, with_year=True) if signed is None else signed.date
        if named is not None:
            values["date"], provenance["date"] = named, "path" if signed is None else "text"
        if signed is not None and signed.place:
            values["place"], provenance["place"] = signed.place, "text"
    return values, provenance


def _passages(lines: Sequence[str], groups: Sequence[LineGroup]) -> tuple[ExtractedPassage, ...]:
    starts = _offsets(lines)
    texts = [_join(lines, group) for group in groups]
    heads = [lines[group.lines[0]].lstrip() for group in groups]
    labels, speakers = find_labels(heads), find_speakers(texts)
    passages: list[ExtractedPassage] = []
    for group, label, head, text in zip(groups, labels, heads, texts, strict=True):
        split = None if label is None else split_label(head)
        skip = 0 if split is None else len(head) - len(split.rest)
        spans = _spans(lines, starts, group, skip)
        speaker = speakers[len(passages)]
        passages.append(ExtractedPassage(spans, label, (), speaker, _role(group, label, text)))
    return tuple(passages)


def _role(group: LineGroup, label: str | None, text: str) -> Role:
    if read_dateline(text) is not None:
        return "dateline"
    return "item" if group.bullet or (label is not None and text[:1] == "(") else "text"


def _spans(lines: Sequence[str], starts: Sequence[int], group: LineGroup, skip: int) -> tuple[Span, ...]:
    """Return a span for each run of lines that stand next to each other, without the blanks at its ends."""
    spans: list[Span] = []
    before = None
    for at in group.lines:
        words = lines[at].strip()
        if not words:
            continue
        begin = starts[at] + lines[at].index(words)
        end = begin + len(words)
        if not spans:
            begin += skip
        if spans and before is not None and at == before + 1:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
        before = at
    return tuple(spans)


def _offsets(lines: Sequence[str]) -> list[int]:
    offsets, at = [], 0
    for line in lines:
        offsets.append(at)
        at += len(line) + 1
    return offsets


def _join(lines: Sequence[str], group: LineGroup) -> str:
    return squeeze(" ".join(lines[at] for at in group.lines))


def _is_centred(lines: Sequence[str], group: LineGroup) -> bool:
    return all(len(lines[at]) - len(lines[at].lstrip()) >= 6 for at in group.lines)


def _left_out(
    lines: Sequence[str], reasons: Sequence[str | None], taken: dict[int, str], groups: Sequence[LineGroup]
) -> tuple[LeftOut, ...]:
    """Return page furniture, letterhead and date lines with their reasons. The title is no loss: it is a value."""
    by_line = dict(enumerate(reasons))
    for at, reason in taken.items():
        by_line.update(dict.fromkeys(groups[at].lines, None if reason == "title" else reason))
    return gather_left_out((reason, lines[at].strip()) for at, reason in sorted(by_line.items()) if reason)
