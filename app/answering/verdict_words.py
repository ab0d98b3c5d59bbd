"""What people read of a checked quotation, on the page and in a terminal alike."""

from collections.abc import Iterator

from pincite.app.answering.coverage import Coverage
from pincite.app.words import counted, found, in_words
from pincite.index.quoting import CheckedQuotation, Difference, DifferenceKind, Verdict

_VERDICTS = {
    Verdict.VERBATIM: ("Verbatim", "These words stand in the archive, sign for sign."),
    Verdict.VERBATIM_WITH_EDITS: ("Verbatim, with marked edits", "All that is quoted stands there; edits are marked."),
    Verdict.TYPOGRAPHY_DIFFERS: ("Typography differs", "The same words in the same order; only typography differs."),
    Verdict.SUPERSEDED: ("Superseded", "These words stand only in a version that was replaced."),
    Verdict.ALTERED: ("Altered", "The nearest passage in the archive reads otherwise."),
    Verdict.NOT_IN_ARCHIVE: ("Not in this archive", "No passage in this archive is close to it."),
    Verdict.TOO_SHORT: ("Too short", "So few words cannot be judged."),
}
_UNKNOWN = ("Not checked", "Time ran out before anything was known.")
_KINDS = {
    DifferenceKind.NEGATION: "negation",
    DifferenceKind.NUMBER: "number or date",
    DifferenceKind.MODAL: "modal verb",
    DifferenceKind.NAME: "name",
    DifferenceKind.ORDER: "order of words",
    DifferenceKind.OMISSION: "unmarked omission",
    DifferenceKind.INSERTION: "insertion",
    DifferenceKind.STITCHED: "put together from several places",
    DifferenceKind.WORD: "word",
}


def verdict_says(checked: CheckedQuotation) -> tuple[str, str]:
    """Return the name of the verdict and a sentence that explains it."""
    return _UNKNOWN if checked.verdict is None else _VERDICTS[checked.verdict]


def difference_says(one: Difference) -> str:
    """Return a difference as one line."""
    ours, theirs = one.quote_text.strip(), one.source_text.strip()
    if one.kind is DifferenceKind.STITCHED:
        return f"{_KINDS[one.kind]}: “{ours}”"
    if ours and theirs:
        return f"{_KINDS[one.kind]}: quoted “{ours}”, the source has “{theirs}”"
    return f"{_KINDS[one.kind]}: quoted “{ours}”, which the source lacks" if ours else _lacks(one, theirs)


def _lacks(one: Difference, theirs: str) -> str:
    return f"{_KINDS[one.kind]}: not quoted, but in the source: “{theirs}”"


def notes_of(checked: CheckedQuotation) -> list[str]:
    """Return what else is said of a quotation: counts, foldings, edits, uses elsewhere."""
    return list(_notes(checked))


def _notes(checked: CheckedQuotation) -> Iterator[str]:
    if checked.verdict is Verdict.TOO_SHORT and not checked.paragraphs:
        yield "No paragraph holds them."
    if checked.paragraphs:
        least = "at least " if checked.partial else ""
        yield f"Stands in {least}{found(checked.paragraphs, checked.statements)}."
    if checked.first is not None and checked.statements > 1:
        yield f"First use: {checked.first.heading.dates.edtf}, “{checked.first.heading.title}”."
    if checked.folded:
        yield f"Not counted as differences: {', '.join(one.value for one in checked.folded)}."
    for one in checked.editorial:
        stands = "" if one.source_text is None else f"; the source has “{one.source_text}” there"
        yield f"Edit: {one.text.strip()}{stands}."
    if checked.elsewhere:
        yield f"Stands in {counted(checked.elsewhere, 'paragraph')} that the filters leave out."
    if checked.partial:
        yield "Time ran out: there may be more."


def coverage_says(coverage: Coverage) -> str:
    """Return what was looked through, as a sentence. What is not here may have been said all the same."""
    ends = (coverage.earliest, coverage.latest)
    dates = f", from {' to '.join(in_words(end) for end in ends if end)}" if all(ends) else ""
    shown = coverage.sources[:5]
    more = len(coverage.sources) - len(shown)
    tail = f" and {counted(more, 'more source')}" if more else ""
    sources = f" of {', '.join(shown)}{tail}" if shown else ""
    lacks = "" if coverage.has_replaced else " Replaced versions were not looked through: run `pincite rebuild`."
    return f"Looked through: {counted(coverage.statements, 'statement')}{sources}{dates}.{lacks}"
