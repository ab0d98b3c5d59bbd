"""A statement as Markdown, for programs that read text: heading, numbered paragraphs with pin-cites, notes.

Texts are data: what would be markup in them is escaped, so that CommonMark reads back the words.
"""

import re
from collections.abc import Iterator, Sequence

from pincite.app.answering.accepted import read_accept
from pincite.app.answering.citation import pin_cite
from pincite.app.answering.links import Links, short
from pincite.index.record.values import StoredStatement
from pincite.index.values.statement import Paragraph

MARKDOWN = "text/markdown"
_SIGNS = re.compile(r"[\\`*_\[\]<>&!~|#]")
_LINE_START = re.compile(r"^([+=-]|\d+(?=[.)]))", re.MULTILINE)
_BREAKS = re.compile(r"[ \t]*\n\s*")


def render_markdown(stored: StoredStatement, shown: Sequence[Paragraph], links: Links) -> str:
    """Return the paragraphs ``shown`` of a version, with the heading of its statement."""
    return "\n\n".join(_blocks(stored, shown, links)) + "\n"


def prefers_markdown(accepted: str) -> bool:
    """Whether an ``Accept`` header names Markdown and likes no page that it names more."""
    likes, named = read_accept(accepted), accepted.lower()
    page = likes("text/html") if "text/html" in named else 0.0
    return MARKDOWN in named and likes(MARKDOWN) > 0 and likes(MARKDOWN) >= page


def escape_markdown(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is, on as many lines."""
    escaped = _SIGNS.sub(r"\\\g<0>", _BREAKS.sub("\n", text.strip()))
    return _LINE_START.sub(_escape_start, escaped)


def _escape_start(found: re.Match[str]) -> str:
    # A digit cannot be escaped, but the sign behind it is: the rule needs both.
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def _blocks(stored: StoredStatement, shown: Sequence[Paragraph], links: Links) -> Iterator[str]:
    heading, version = stored.heading, stored.version
    yield f"# {_one_line(heading.title)}"
    current = "" if version == stored.current else ", not the current one"
    facts = (", ".join(heading.issuers), heading.place, heading.dates.edtf, f"version {short(version)}{current}")
    yield _one_line(" · ".join(fact for fact in facts if fact))
    yield f"<{links.absolute(links.statement(heading.id, version))}>"
    for one in shown:
        url = links.absolute(links.statement(heading.id, version, one.number))
        label = f"{_one_line(one.label)} " if one.label else ""
        yield f"[{_one_line(pin_cite(heading, one.number))}](<{url}>) {label}{escape_markdown(one.text)}"
    numbers = {one.number for one in shown}
    notes = [one for one in stored.apparatus.notes if one.paragraph is None or one.paragraph in numbers]
    if notes:
        yield "## Notes"
    for note in notes:
        yield f"\\[{_one_line(note.mark)}\\] {escape_markdown(note.text)}"


def _one_line(text: str) -> str:
    return escape_markdown(" ".join(text.split()))
