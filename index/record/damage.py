"""How a damaged record is told: what is wrong, and the command that mends it."""

from pincite.index.values.errors import ArchiveDamaged

MEND = "restore it from a backup with `pincite restore`"


def damaged(reason: str) -> ArchiveDamaged:
    """Return the error to raise when bytes of the record are not what was written."""
    return ArchiveDamaged(f"the record is damaged ({reason}): {MEND}")
