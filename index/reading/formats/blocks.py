"""From blocks that a format found to an extract: canonical text, spans, labels and speakers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pincite.index.reading.extract import Extract, ExtractedPassage
from pincite.index.reading.formats.labels import find_labels, split_label
from pincite.index.reading.formats.speakers import find_marked_speakers, find_speakers
from pincite.index.values.apparatus import LeftOut, Note, Role
from pincite.index.values.statement import Span

PARAGRAPH_GAP = "\n\n"
CELL_GAP = "\t"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph before it has a place: its ``parts`` (more than one: the cells of a row), none of them blank.

    ``before`` is what is printed at its head and is none of its words: its number. It stands in the canonical text.
    """

    parts: tuple[str, ...]
    role: Role = "text"
    label: str | None = None
    pages: tuple[str, ...] = ()
    speaker: str | None = None
    before: str = ""
    lead: str = ""
    """The bold words that it begins with."""

    @property
    def text(self) -> str:
        """The paragraph as it will read."""
        return " ".join(self.parts)


def name_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return ``blocks`` with the numbers printed at their heads as labels, and who speaks where ``NAME:`` says so.

    A block that is no more than a number is the label of the next one, unless it is the row of a table.
    """
    blocks = _join_numbers(blocks)
    labels = find_labels([block.text if block.label is None else "" for block in blocks])
    named = [block if label is None else _label(block, label) for block, label in zip(blocks, labels, strict=True)]
    texts = [block.text for block in named]
    marked = find_marked_speakers([block.lead for block in named], texts)
    speakers = [bold or plain for bold, plain in zip(marked, find_speakers(texts), strict=True)]
    return [
        block if who is None or block.speaker else replace(block, speaker=who)
        for block, who in zip(named, speakers, strict=True)
    ]


def build_extract(
    blocks: Iterable[Block],
    values: Mapping[str, Any],
    provenance: Mapping[str, str],
    notes: Iterable[Note] = (),
    left_out: Iterable[LeftOut] = (),
    key: str | None = None,
) -> Extract:
    """Return the extract whose canonical text is ``blocks`` with a blank line between them, cells with a tab."""
    pieces: list[str] = []
    passages: list[ExtractedPassage] = []
    at = 0
    for block in blocks:
        at += len(PARAGRAPH_GAP) if pieces else 0
        spans = _spans(block.parts, at + len(block.before))
        pieces.append(block.before + CELL_GAP.join(block.parts))
        passages.append(ExtractedPassage(spans, block.label, block.pages, block.speaker, block.role))
        at = spans[-1][1]
    text = PARAGRAPH_GAP.join(pieces)
    return Extract(text, tuple(passages), dict(values), dict(provenance), tuple(notes), tuple(left_out), key)


def gather_left_out(pairs: Iterable[tuple[str, str]]) -> tuple[LeftOut, ...]:
    """Return what was left out, neighbours of one reason as one piece with a line each, blanks passed over."""
    gathered: list[LeftOut] = []
    for reason, text in pairs:
        if not text.strip():
            continue
        if gathered and gathered[-1].reason == reason:
            gathered[-1] = LeftOut(reason, f"{gathered[-1].text}\n{text}")
        else:
            gathered.append(LeftOut(reason, text))
    return tuple(gathered)


def _spans(parts: Sequence[str], at: int) -> tuple[Span, ...]:
    spans = []
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part) + len(CELL_GAP)
    return tuple(spans)


def _join_numbers(blocks: Sequence[Block]) -> list[Block]:
    joined: list[Block] = []
    waiting: Block | None = None
    for block in blocks:
        alone = split_label(f"{block.text} x") if len(block.text) <= 8 and block.role != "row" else None
        if waiting is not None:
            fits = block.label is None and alone is None
            joined.extend([] if fits else [waiting])
            block = _number(block, waiting) if fits else block
            waiting = None
        if alone is not None and alone.rest == "x" and block.label is None:
            waiting = block
        else:
            joined.append(block)
    return joined if waiting is None else [*joined, waiting]


def _number(block: Block, number: Block) -> Block:
    return replace(block, label=number.text.strip("()[]."), before=f"{number.text}{CELL_GAP}")


def _label(block: Block, label: str) -> Block:
    if len(block.parts) > 1 and split_label(f"{block.parts[0]} x"):
        return replace(block, parts=block.parts[1:], label=label, before=f"{block.parts[0]}{CELL_GAP}")
    split = split_label(block.parts[0])
    if split is None or not split.rest:
        return block
    first = block.parts[0]
    before = first[: len(first) - len(split.rest)]
    return replace(block, parts=(split.rest, *block.parts[1:]), label=label, before=before)
