"""Texts that the page and the terminal share: counts, dates, labels, and results of searches."""

import datetime
import re
from collections.abc import Mapping, Sequence

from pincite.index.aligning import RowKind
from pincite.index.results import Bar, Count, Hit, Relaxed
from pincite.index.values.apparatus import LeftOut
from pincite.index.values.dates import MONTHS, Dates
from pincite.index.values.fields import FACETS

LABELS = {facet.name: facet.label for facet in FACETS}
_PLURALS = {
    "person": "people",
    "series": "series",
}


def plural(name: str) -> str:
    """Return what several values of a facet are called."""
    return _PLURALS.get(name, f"{LABELS[name].lower()}s")


_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_LONGEST_MONTH, _LONGEST_QUARTER = datetime.timedelta(days=31), datetime.timedelta(days=92)


def counted(number: int, word: str) -> str:
    """``1 paragraph``, ``1,978 paragraphs``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


_PARTS = {
    "hits": "the list",
    "explain": "the score details",
    "facets": "the facets",
    "histogram": "the histogram",
    "snippets": "the marks in the text",
    "relaxed": "the list of paragraphs without some of the words",
    "suggested": "the list of other names and readings",
}


def lacking(partial: bool, incomplete: Sequence[str]) -> str:
    """Return a sentence that says what is incomplete because time ran out; empty when nothing is."""
    says = ["more paragraphs may match"] if partial else []
    if incomplete:
        says.append(f"{', '.join(_PARTS[part] for part in incomplete)} may be incomplete")
    return f"The search ran out of time: {'; '.join(says)}." if says else ""


def lacking_beside(incomplete: Sequence[str]) -> str:
    """Return a sentence that says what beside a statement time did not allow; empty when nothing."""
    names = {"in_series": "its series", "issued_also": "its other issues", "cited_by": "who cites it"}
    named = ", ".join(names[one] for one in incomplete)
    return f"The search ran out of time: {named} may be missing." if named else ""


def found(paragraphs: int, statements: int, *, partial: bool = False) -> str:
    """``1 paragraph in 1 statement``, or ``no paragraphs``. A partial count says that there may be more."""
    if not paragraphs:
        return "No paragraphs so far" if partial else "no paragraphs"
    text = f"{counted(paragraphs, 'paragraph')} in {counted(statements, 'statement')}"
    return f"At least {text}" if partial else text


def matched(paragraphs: int, statements: int, *, partial: bool = False) -> str:
    """The result of a search: its counts, or that there is no match."""
    if not paragraphs:
        return "No match before time ran out" if partial else "No match"
    return found(paragraphs, statements, partial=partial)


def filtered_out(unfiltered: Count) -> str:
    """The message for a search whose filters removed all matches."""
    return f"Your filters removed all matches: without them, {found(unfiltered.paragraphs, unfiltered.statements)}"


def in_other_paragraphs(statements: int) -> str:
    """The number of statements that have all the words, but not in one paragraph."""
    return f"{counted(statements, 'statement')} {'matches' if statements == 1 else 'match'}"


def some_of(relaxed: Relaxed, *, has_hits: bool) -> str:
    """The line above the paragraphs that lack some of the words, below the hits if there are any."""
    where = found(relaxed.paragraphs, relaxed.statements)
    if has_hits:
        return f"Without some of the words: {where} with at least {relaxed.required} of {relaxed.of}"
    hold = "holds" if relaxed.paragraphs == 1 else "hold"
    return f"No paragraph holds all {relaxed.of} words; {where} {hold} at least {relaxed.required} of them"


def absent_words(words: Sequence[str]) -> str:
    """The words that nothing holds under the filters."""
    return f"Found nowhere: {', '.join(words)}"


def found_nowhere(words: Sequence[str]) -> str:
    """The words of a search that occur in no paragraph at all."""
    return f"In no paragraph of the archive: {', '.join(words)}" if words else ""


def lacks(hit: Hit) -> list[str]:
    """What a paragraph does not hold, and what its title alone holds."""
    said = (("without", hit.lacks), ("only in the title:", hit.in_title))
    return [f"{say} {', '.join(words)}" for say, words in said if words]


def ignored(words: Sequence[str]) -> str:
    """The stop words that were ignored."""
    return f"Ignored common words: {', '.join(words)}"


def ignored_signs(signs: Sequence[str]) -> str:
    """The signs that were ignored: neither words nor operators."""
    return f"Ignored signs: {' '.join(signs)}"


def searched_labels(labels: Sequence[str]) -> str:
    """The words before a colon that are not field names."""
    return f"Not a field, so searched as a word: {', '.join(labels)}"


def without_stemmer(languages: Sequence[str]) -> str:
    """The languages in which words have no variants."""
    return f"No stemming available for {', '.join(languages)}: words match exactly there"


def in_titles(statements: int) -> str:
    """The line above the statements that have the words in their titles."""
    return f"{counted(statements, 'statement')} {'has' if statements == 1 else 'have'} these words in the title:"


_BECAME = {
    RowKind.SAME: "the same",
    RowKind.CHANGED: "reworded",
    RowKind.MOVED: "moved",
    RowKind.MOVED_CHANGED: "moved and reworded",
    RowKind.SPLIT: "split",
    RowKind.MERGED: "merged",
    RowKind.LEFT_ONLY: "dropped",
    RowKind.RIGHT_ONLY: "new",
}


_ONE_SIDED = {RowKind.LEFT_ONLY: "only on the left", RowKind.RIGHT_ONLY: "only on the right"}
"""What is said where the right side is the older one: then nothing was dropped, and nothing is new."""


def compared(counts: Mapping[RowKind, int], *, is_forward: bool = True) -> str:
    """``12 paragraphs the same, 5 reworded, 2 dropped``."""
    parts = [(number, became(kind, is_forward=is_forward)) for kind, number in counts.items() if number]
    if not parts:
        return "no paragraphs"
    (first, says), *others = parts
    return ", ".join([f"{counted(first, 'paragraph')} {says}", *(f"{number:,} {which}" for number, which in others)])


def became(kind: RowKind, *, is_forward: bool = True) -> str:
    """What became of the paragraphs of a row, from the left side to the right one."""
    return _BECAME[kind] if is_forward else _ONE_SIDED.get(kind, _BECAME[kind])


def since_then(kind: RowKind, numbers: Sequence[int]) -> str:
    """What became of a paragraph of an earlier version; ``numbers`` are its paragraphs in the current one."""
    now = f"¶ {', '.join(map(str, numbers))}"
    return {
        RowKind.SAME: f"Unchanged since: {now} of the current version",
        RowKind.MOVED: f"Unchanged since, but moved: {now} of the current version",
        RowKind.CHANGED: f"Reworded since: {now} of the current version",
        RowKind.MOVED_CHANGED: f"Reworded and moved since: {now} of the current version",
        RowKind.SPLIT: f"Divided since: {now} of the current version",
        RowKind.MERGED: f"Joined with other paragraphs since: {now} of the current version",
    }.get(kind, "Dropped since: not in the current version")


def left_out_says(left_out: Sequence[LeftOut]) -> str:
    """``left out: 14 blocks, 2,130 characters``; empty when nothing was left out."""
    if not left_out:
        return ""
    characters = sum(len(one.text) for one in left_out)
    return f"left out: {counted(len(left_out), 'block')}, {counted(characters, 'character')}"


def size_says(length: int) -> str:
    """Return a number of bytes in the unit that people would choose."""
    if length < 1_000:
        return counted(length, "byte")
    return f"{length / 1_000:,.0f} kB" if length < 1_000_000 else f"{length / 1_000_000:,.1f} MB"


def spoken(dates: Dates) -> str:
    """The date of a statement in words."""
    return in_words(dates.edtf or "") or "date unknown"


def in_words(text: str) -> str:
    """A day or a month in words; any other date as it is written in EDTF."""
    if day := _DAY.fullmatch(text):
        return f"{int(day[3])} {MONTHS[int(day[2]) - 1]} {day[1]}"
    if month := _MONTH.fullmatch(text):
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
    return text


def other_forms(forms: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """The words that matched more than themselves, with what they matched."""
    return [(word, found) for word, found in forms.items() if tuple(found) not in ((), (word,))]


def bar_name(bar: Bar) -> str:
    """The year, quarter (``2018-Q2``), month or day that a bar stands for."""
    if bar.first == bar.last:
        return bar.first.isoformat()
    if bar.last - bar.first > _LONGEST_QUARTER:
        return f"{bar.first.year:04d}"
    if bar.last - bar.first > _LONGEST_MONTH:
        return f"{bar.first.year:04d}-Q{bar.last.month // 3}"
    return bar.first.isoformat()[:7]
