"""What page and terminal say about timelines and forms, in sentences."""

from collections.abc import Sequence
from dataclasses import replace

from pincite.app.answering.coverage import Coverage
from pincite.app.answering.verdict_words import coverage_says
from pincite.app.words import counted, found, plural, spoken
from pincite.index.values.dates import Dates
from pincite.index.wording.forms import Form
from pincite.index.wording.measures import THIN
from pincite.index.wording.timeline import Timeline

_NAMED = 5


def lasted(first: Dates, last: Dates) -> str:
    """``first used in May 1990, last used on 3 June 1993``."""
    return f"first use: {spoken(first)}, last use: {spoken(last)}"


def base_says(made: Timeline) -> str:
    """What shares are shares of."""
    total = made.total
    apart = [
        f"{counted(base.statements, 'statement')} {says}"
        for base, says in (
            (made.wider, f"with a date wider than a {made.interval.value}"),
            (made.unknown, "without a date"),
        )
        if base.statements
    ]
    count = made.wider.statements + made.unknown.statements
    left = f"; {' and '.join(apart)} {'stands' if count == 1 else 'stand'} in no bar" if apart else ""
    return f"Base: {found(total.paragraphs, total.statements)}, {counted(total.words, 'word')}{left}."


def thin_says(made: Timeline) -> str:
    """How many bars have a thin base; empty if none has."""
    thin = sum(base.is_thin for base in made.bases)
    if not thin:
        return ""
    bars = f"{thin:,} of {counted(len(made.bases), 'bar')}"
    return f"{bars} {'has' if thin == 1 else 'have'} a base of fewer than {THIN} statements: such shares say little."


def adds_up_says(made: Timeline, split: str) -> str:
    """Whether the series of a split count statements several times; empty if they do not."""
    if made.adds_up is not False:
        return ""
    return f"A statement may have several {plural(split)}. It is counted for each, so the series do not add up."


def names_says(form: Form) -> str:
    """Who used a form: issuers, then people."""
    named = [*form.issuers, *form.people]
    shown = ", ".join(f"{name} ({count:,})" for name, count in named[:_NAMED])
    more = len(named) - _NAMED
    return f"{shown}{f' and {more:,} more' if more > 0 else ''}"


def silent_says(silent: Sequence[tuple[int, int]]) -> str:
    """The years between first and last use without any; empty if there are none."""
    years = [f"{first:04d}" if first == last else f"{first:04d}–{last:04d}" for first, last in silent]
    return f"Not used in: {', '.join(years)}" if years else ""


def coverage_of(found: Timeline) -> Coverage:
    """What was looked through."""
    first, last = (None if hit is None else hit.heading.dates.edtf for hit in (found.first, found.last))
    return Coverage(found.total.statements, found.total.paragraphs, first, last, found.sources, has_replaced=False)


def looked_through(made: Timeline) -> str:
    """What was looked through, as a sentence. Timelines are of current versions, which needs no word each time."""
    return coverage_says(replace(coverage_of(made), has_replaced=True))
