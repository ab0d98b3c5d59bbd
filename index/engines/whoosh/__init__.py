"""The embedded engine; the only package that imports whoosh.

The engine is imported when it is opened: the process beside an ingest's writer starts with a small part of it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.index.engines.whoosh.engine import WhooshEngine
    from pincite.index.engines.whoosh.generations import Check


def open_engine(
    path: Path,
    cursor_key: bytes,
    *,
    startup_check: "Check" = "quick",
    kept: int | None = None,
    watch: bool = False,
    archive: str = "",
) -> "WhooshEngine":
    """Open the index in the folder ``path``; it need not exist yet. ``cursor_key`` signs its cursors.

    ``startup_check`` says how much of a commit is checked before it answers, and ``kept`` how many older generations a
    rebuild keeps, if not the usual number. With ``watch`` a thread opens newer commits in advance. ``archive`` names
    the archive to which the index must belong. Nothing is read before the first request. Errors of the folder are
    raised then.
    """
    from pincite.index.engines.whoosh.engine import WhooshEngine
    from pincite.index.engines.whoosh.generations import IndexFolder
    from pincite.index.engines.whoosh.layout import KEPT_GENERATIONS

    folder = IndexFolder(path, startup_check, KEPT_GENERATIONS if kept is None else kept, archive)
    return WhooshEngine(folder, cursor_key=cursor_key, watch=watch)
