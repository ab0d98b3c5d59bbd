"""Refusals on standard error: the first by name, and a count for each reason when there are many."""

import re
from collections import Counter
from collections.abc import Sequence

from pincite.app.cli.terminal import tell
from pincite.app.words import counted
from pincite.index.ingest.events import Repeated, Split
from pincite.index.values.errors import SourceError

LISTED = 20
NAMED = 5
# What is one source's own in a reason: what it quotes, and its numbers, but not a limit, which all of a kind share.
_QUOTED = re.compile(r"""(?<!\w)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_NUMBER = re.compile(r"0x[0-9a-f]+|(?<!limit of )(?<!\d,)(?<![\w+.-])\d+(?:,\d{3})*\b")


def tell_refused(errors: Sequence[SourceError]) -> None:
    """Name the first refusals on standard error; count all by reason when there are more."""
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
    """Return the reason as refusals of one kind share it: what is quoted and counted in it is left open."""
    return _NUMBER.sub("…", _QUOTED.sub("'…'", error.kind))


def tell_unread(paths: Sequence[str]) -> None:
    """Name the first files that have no reader, on one line: because of them the exit code is 65."""
    if not paths:
        return
    more = f" and {len(paths) - NAMED:,} more (`--json` lists all)" if len(paths) > NAMED else ""
    tell(f"pincite: no reader for {', '.join(paths[:NAMED])}{more}")


def tell_repeated(repeated: Sequence[Repeated]) -> None:
    """Say which statements stand in a second source, the first by name."""
    for one in repeated[:LISTED]:
        place = one.path if one.line is None else f"{one.path}:{one.line}"
        tell(f"pincite: {place}: skipped {one.statement!r}: {one.other} has it with the same text")
    if len(repeated) > LISTED:
        tell(f"pincite: and {len(repeated) - LISTED:,} more duplicates skipped")


def tell_splits(splits: Sequence[Split]) -> None:
    """Say which paragraphs were too long and were split, the first by name."""
    for split in splits[:LISTED]:
        tell(
            f"pincite: {split.path}:{split.line}: a paragraph over the limit of {split.limit:,} characters was split "
            f"into paragraphs {split.first:,} to {split.last:,}; add blank lines to divide it yourself"
        )
    if len(splits) > LISTED:
        more = counted(len(splits) - LISTED, "more paragraph")
        tell(f"pincite: {more} over the limit, split too; `--json` lists each one")
