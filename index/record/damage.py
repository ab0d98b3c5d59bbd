"""The error for a damaged record: what is wrong, and the command that repairs it."""

from pincite.index.values.errors import ArchiveDamaged

MEND = "restore it from a backup with `pincite restore`"


def damaged(reason: str) -> ArchiveDamaged:
    """Return the error to raise when bytes of the record have changed."""
    return ArchiveDamaged(f"the record is damaged ({reason}): {MEND}")
