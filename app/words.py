"""Values in the reader's words: counts, dates, labels."""

import datetime
import re
from collections.abc import Mapping, Sequence

from pincite.index.results import Bar
from pincite.index.values.apparatus import LeftOut
from pincite.index.values.dates import Dates
from pincite.index.values.fields import FACETS

LABELS = {facet.name: facet.label for facet in FACETS}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_LONGEST_MONTH = datetime.timedelta(days=31)
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def counted(number: int, word: str) -> str:
    """``1 paragraph``, ``1,978 paragraphs``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


_PARTS = {
    "hits": "the list",
    "explain": "the parts of scores",
    "facets": "the facets",
    "histogram": "the histogram",
    "snippets": "the marks in the text",
}


def lacking(partial: bool, incomplete: Sequence[str]) -> str:
    """Return what time did not allow, as a sentence; empty when it allowed all."""
    says = ["more may match"] if partial else []
    if incomplete:
        says.append(f"not all is here of {', '.join(_PARTS[part] for part in incomplete)}")
    return f"Time ran out: {'; '.join(says)}." if says else ""


def found(paragraphs: int, statements: int, *, partial: bool = False) -> str:
    """``1 paragraph in 1 statement``; a partial count says that there may be more."""
    text = f"{counted(paragraphs, 'paragraph')} in {counted(statements, 'statement')}"
    return f"At least {text}" if partial else text


def left_out_says(left_out: Sequence[LeftOut]) -> str:
    """``left out: 14 blocks, 2,130 characters``; empty when nothing was."""
    if not left_out:
        return ""
    characters = sum(len(one.text) for one in left_out)
    return f"left out: {counted(len(left_out), 'block')}, {counted(characters, 'character')}"


def spoken(dates: Dates) -> str:
    """A day or a month in words; anything less plain as it is written in EDTF."""
    text = dates.edtf or ""
    if day := _DAY.fullmatch(text):
        return f"{int(day[3])} {MONTHS[int(day[2]) - 1]} {day[1]}"
    if month := _MONTH.fullmatch(text):
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
    return text or "date unknown"


def other_forms(forms: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """The words that matched more than themselves, with what they matched."""
    return [(word, found) for word, found in forms.items() if tuple(found) not in ((), (word,))]


def bar_name(bar: Bar) -> str:
    """The year, month or day that a bar stands for."""
    if bar.first == bar.last:
        return bar.first.isoformat()
    if bar.last - bar.first > _LONGEST_MONTH:
        return f"{bar.first.year:04d}"
    return bar.first.isoformat()[:7]
