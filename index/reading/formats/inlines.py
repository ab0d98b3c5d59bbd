"""Inline Markdown to text: marks off, links by their words, and paragraphs where hard breaks and blank lines stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from pincite.index.reading.formats.whitespace import count_ink, is_blank, squeeze

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)")


@dataclass(frozen=True, slots=True)
class InlinePiece:
    """A paragraph of an inline stretch. ``bold``: all of it is; ``lead``: the bold words that it begins with.

    ``image``: it is a picture, and the text says what is on it.
    """

    text: str
    bold: bool
    lead: str = ""
    image: bool = False


@dataclass(slots=True)
class _Line:
    """What stands between two breaks: its text with every blank as it was, and how much of it is bold."""

    text: str = ""
    bold: int = 0
    hard: bool = False
    """A hard break ends it."""
    lead: str = ""
    is_led: bool = True
    """Only bold words so far: they are ``lead``."""
    image: int = 0
    """How much of it says what is on pictures."""

    @property
    def all_bold(self) -> bool:
        return self.bold > 0 and self.bold == count_ink(self.text)


@dataclass(slots=True)
class _State:
    lines: list[_Line] = field(default_factory=lambda: [_Line()])
    bold: int = 0


def split_inline(tokens: Sequence[Token], joined: bool = False) -> list[InlinePiece]:
    """Return the paragraphs of inline ``tokens``; as one when ``joined``.

    A line of nothing but blanks (NBSP too) between hard breaks divides, and so does a hard break before a line that
    begins with NBSP, and one behind a line that is all bold.
    """
    state = _State()
    for token in tokens:
        _take(token, state)
    pieces: list[list[_Line]] = [[]]
    for before, line in zip([None, *state.lines], state.lines, strict=False):
        if not joined and before is not None and _divides(before, line):
            pieces.append([])
        pieces[-1].append(line)
    return [piece for lines in pieces if (piece := _build(lines)) is not None]


def _divides(before: _Line, line: _Line) -> bool:
    if is_blank(before.text) or is_blank(line.text):
        return before.hard
    return before.hard and (line.text.lstrip(" ").startswith("\u00a0") or (before.all_bold and not line.all_bold))


def _take(token: Token, state: _State) -> None:
    line = state.lines[-1]
    match token.type:
        case "text" | "code_inline" | "image":
            size = count_ink(token.content)
            line.text += token.content
            line.bold += size if state.bold > 0 else 0
            line.image += size if token.type == "image" else 0
            line.is_led = line.is_led and (state.bold > 0 or not size)
            line.lead += token.content if line.is_led else ""
        case "softbreak":
            line.text += "\n"
        case "hardbreak":
            line.hard = True
            state.lines.append(_Line())
        case "strong_open":
            state.bold += 1
        case "strong_close":
            state.bold -= 1
        case "html_inline":
            _take_tag(token.content, state)


def _take_tag(tag: str, state: _State) -> None:
    """Tags are marks: ``<br>`` breaks a line, bold is bold, all others go."""
    match = _TAG.match(tag)
    name = "" if match is None else match["name"].casefold()
    if name == "br":
        state.lines[-1].hard = True
        state.lines.append(_Line())
    elif name in ("b", "strong") and match is not None:
        state.bold += -1 if match["end"] else 1


def _build(lines: Sequence[_Line]) -> InlinePiece | None:
    text = squeeze(" ".join(line.text for line in lines))
    if is_blank(text):
        return None
    full = [line for line in lines if not is_blank(line.text)]
    image = all(line.image == count_ink(line.text) for line in full)
    return InlinePiece(text, all(line.all_bold for line in full), squeeze(full[0].lead), image)
