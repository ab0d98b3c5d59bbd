"""Report refusals, moves and what is gone on standard error: the first by name, and counts when there are many."""

import re
from collections import Counter
from collections.abc import Sequence

from pincite.app.cli.terminal import tell
from pincite.app.words import counted
from pincite.index.ingest.events import MovedSource, Repeated, Split, Vanished
from pincite.index.values.errors import SourceError

LISTED = 20
NAMED = 5
# The parts of a reason that are specific to one source: quoted text and numbers, but not limits.
_QUOTED = re.compile(r"""(?<!\w)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_NUMBER = re.compile(r"0x[0-9a-f]+|(?<!limit of )(?<!\d,)(?<![\w+.-])\d+(?:,\d{3})*\b")


def tell_refused(errors: Sequence[SourceError]) -> None:
    """List the first refusals on standard error. If there are more, count all of them by reason."""
    for error in errors[:LISTED]:
        tell(f"pincite: {error}")
    if len(errors) <= LISTED:
        return
    tell(f"pincite: and {len(errors) - LISTED:,} more (`--json` lists all); all {len(errors):,} by reason:")
    kinds = Counter(kind_of(error) for error in errors).most_common()
    for kind, number in kinds[:LISTED]:
        tell(f"pincite: {number:8,} {kind}")
    if len(kinds) > LISTED:
        rest = sum(number for _, number in kinds[LISTED:])
        tell(f"pincite: {rest:8,} for {counted(len(kinds) - LISTED, 'other reason')}")


def kind_of(error: SourceError) -> str:
    """Return the reason without its specific parts, so that equal kinds of refusals can be counted."""
    return _NUMBER.sub("…", _QUOTED.sub("'…'", error.kind))


def tell_unread(paths: Sequence[str]) -> None:
    """Name the first files that have no reader, on one line: because of them the exit code is 65."""
    if not paths:
        return
    more = f" and {len(paths) - NAMED:,} more (`--json` lists all)" if len(paths) > NAMED else ""
    tell(f"pincite: no reader for {', '.join(paths[:NAMED])}{more}")


def tell_repeated(repeated: Sequence[Repeated]) -> None:
    """Report statements that also occur in a second source, the first by name."""
    for one in repeated[:LISTED]:
        place = one.path if one.line is None else f"{one.path}:{one.line}"
        tell(f"pincite: {place}: skipped {one.statement!r}: {one.other} has it with the same text")
    if len(repeated) > LISTED:
        tell(f"pincite: and {len(repeated) - LISTED:,} more duplicates skipped")


def tell_moved(moved: Sequence[MovedSource]) -> None:
    """Report statements whose source has another path now, the first by name."""
    for one in moved[:LISTED]:
        tell(f"pincite: {one.path}: {one.statement} was at {one.before}, and keeps its id and its versions")
    if len(moved) > LISTED:
        tell(f"pincite: and {len(moved) - LISTED:,} more moved; `--json` lists all")


def tell_vanished(vanished: Sequence[Vanished], *, pruned: bool, dry: bool) -> None:
    """Report sources that are gone, the first by name, and whether their statements can still be found."""
    became = "still found by searches"
    if pruned:
        became = "would be removed from search" if dry else "removed from search"
    for one in vanished[:LISTED]:
        tell(f"pincite: {one.location} is gone: {counted(len(one.statements), 'statement')} {became}")
    if len(vanished) > LISTED:
        tell(f"pincite: and {len(vanished) - LISTED:,} more sources gone; `--json` lists all")


def tell_splits(splits: Sequence[Split]) -> None:
    """Report paragraphs that were too long and were split, the first by name."""
    for split in splits[:LISTED]:
        tell(
            f"pincite: {split.path}:{split.line}: a paragraph over the limit of {split.limit:,} characters was split "
            f"into paragraphs {split.first:,} to {split.last:,}; add blank lines to divide it yourself"
        )
    if len(splits) > LISTED:
        more = counted(len(splits) - LISTED, "more paragraph")
        tell(f"pincite: {more} over the limit, split too; `--json` lists each one")
