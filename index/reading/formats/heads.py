"""The head of a text: letterhead, title and date line, where the text itself shows that they are none of its body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pincite.index.reading.formats.boilerplate import is_letterhead
from pincite.index.reading.formats.datelines import find_date, read_dateline
from pincite.index.reading.formats.headings import is_letterhead as names_office
from pincite.index.reading.formats.labels import split_label
from pincite.index.reading.formats.titles import settle_case
from pincite.index.reading.formats.whitespace import squeeze

_NO_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Madam|Mister|Sir|Dear|Ladies|Excellenc|Your |Distinguished|Honou?rable|Thank|My (?:fellow|dear)|"
    r"Monsieur|Madame|Señor|Sehr geehrte|Meine|Q:|A:|\d(?!\d?/\d{1,4}\. )|[•\-–—*(\[“\"])",
)
_SUBJECT = re.compile(r"^(?:subject|subj|re|betreff|objet|asunto)\s*:\s*(?=\S)", re.IGNORECASE)
_MASTHEAD = re.compile(
    r"(?:united nations|general assembly|security council|economic and social council|[\w-]+ session|agenda item|"
    r"distr\.|original:|official records)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:from|to|for|info|via|through|cc|ref|reference|date|tags|no|e\.o\. \d+)\s*[:.]\s*\S", re.IGNORECASE
)
"""What a line above the subject says."""
_LONGEST = 250


@dataclass(slots=True)
class Head:
    """Which groups at the head are no body, by number with their reasons, and the values that they give."""

    taken: dict[int, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def read_head(texts: Sequence[str], centred: Sequence[bool]) -> Head:
    """Return what the first groups of a text are. Whatever is in doubt is body."""
    head = Head()
    subject = _find_subject(texts)
    if subject is not None:
        head.taken[subject] = "title"
        head.values["title"] = settle_case(_SUBJECT.sub("", texts[subject]))
        _skip_datelines(texts, subject + 1, head)
        _take_sent(texts[:subject], head)
        return head
    at = _skip_letterhead(texts, head, centred)
    if at < len(texts) - 1 and _is_title(texts, at, centred):
        head.taken[at] = "title"
        head.values["title"] = settle_case(_SUBJECT.sub("", texts[at]))
        at = _skip_datelines(texts, at + 1, head)
    elif head.taken or (at < len(texts) - 1 and read_dateline(texts[at]) is not None):
        at = _skip_datelines(texts, at, head)
        if "date" in head.values and _is_title(texts, at, centred):
            head.taken[at] = "title"
            head.values["title"] = settle_case(texts[at])
    return head


def _find_subject(texts: Sequence[str]) -> int | None:
    """Return the place of the line that says the subject of a cable or letter, below from whom and to whom it is."""
    for at, text in enumerate(texts[: min(8, len(texts) - 1)]):
        if _SUBJECT.match(text):
            return at
        if not _FIELD.match(text):
            return None
    return None


def _take_sent(texts: Sequence[str], head: Head) -> None:
    """Take the day that a line above the subject says: "Date: Thu, 12 May 2011"."""
    sent = next((found for text in texts if text[:5].casefold() == "date:" and (found := find_date(text))), None)
    if sent is not None:
        head.values.setdefault("date", sent[0])


def _skip_letterhead(texts: Sequence[str], head: Head, centred: Sequence[bool]) -> int:
    at = 0
    while at < len(texts) - 1 and (_is_letterhead(texts[at]) or _is_release_line(texts[at])):
        at += 1
    title = at
    while title < len(texts) - 1 and read_dateline(texts[title]) is not None:
        title += 1
    if 0 < at < title and (centred[title] or texts[title].isupper()) and _is_title(texts, title, centred):
        # "Press release", its number, its day, and then the title.
        at = title
    # A lone "Statement" is as good a title as any: letterhead is what stands above something else.
    lone = at > 0 and not _is_release_line(texts[at - 1]) and not _MASTHEAD.match(texts[at - 1])
    if lone and not _is_title(texts, at, [False] * len(texts)):
        at -= 1
    for skipped in range(at):
        head.taken[skipped] = "date line" if read_dateline(texts[skipped]) else "letterhead"
        _take_date(texts[skipped], head)
    return at


def _is_letterhead(text: str) -> bool:
    """Tell whether a text names who issues what; the United Nations print the symbol beside their name."""
    return is_letterhead(text) or (names_office(text) and _MASTHEAD.match(text) is not None)


def _is_release_line(text: str) -> bool:
    return len(text) <= 120 and bool(re.match(r"for (?:immediate )?release|embargo", text, re.IGNORECASE))


def _skip_datelines(texts: Sequence[str], at: int, head: Head) -> int:
    while at < len(texts) - 1 and (_take_date(texts[at], head) or is_letterhead(texts[at])):
        head.taken[at] = "date line" if read_dateline(texts[at]) else "letterhead"
        at += 1
    return at


def _take_date(text: str, head: Head) -> bool:
    line = read_dateline(text)
    if line is None and _is_release_line(text) and find_date(text):
        head.values.setdefault("date", (find_date(text) or ("",))[0])
    if line is None:
        return False
    head.values.setdefault("date", line.date)
    if line.place:
        head.values.setdefault("place", line.place)
    return True


def _is_title(texts: Sequence[str], at: int, centred: Sequence[bool]) -> bool:
    """A title is short, ends no sentence and begins none, and more than one line of text follows it."""
    text = squeeze(texts[at])
    if len(text) > _LONGEST or len(texts) - at < 2 or read_dateline(text):
        return False
    if re.search(r"[.,;:。，；：!]$", text) and not re.search(r"\b(?:[A-Z]\.){2,}$", text):
        return False
    if _NO_TITLE.match(text) or split_label(text) or not any(c.isalpha() for c in text) or text[0].islower():
        return False
    return centred[at] or text.isupper() or len(text) < 0.8 * max(map(len, texts[at + 1 :]))
