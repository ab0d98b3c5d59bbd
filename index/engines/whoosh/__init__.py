"""The embedded engine; the only package that imports whoosh."""

from pathlib import Path

from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.engines.whoosh.generations import Check, IndexFolder
from pincite.index.engines.whoosh.layout import KEPT_GENERATIONS


def open_engine(
    path: Path,
    cursor_key: bytes,
    *,
    startup_check: Check = "quick",
    kept: int = KEPT_GENERATIONS,
    watch: bool = False,
    archive: str = "",
) -> WhooshEngine:
    """Open the index in the folder ``path``; it need not exist yet. ``cursor_key`` signs its cursors.

    ``startup_check`` says how much of a commit is checked before it answers, and ``kept`` how many older generations a
    rebuild keeps. With ``watch`` a thread opens newer commits in advance. ``archive`` names the archive to which the
    index must belong. Nothing is read before the first request. Errors of the folder are raised then.
    """
    return WhooshEngine(IndexFolder(path, startup_check, kept, archive), cursor_key=cursor_key, watch=watch)
