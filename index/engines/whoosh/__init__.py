"""The embedded engine; the only package that imports whoosh."""

from pathlib import Path

from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.generations import IndexFolder


def open_engine(path: Path, cursor_key: bytes) -> WhooshEngine:
    """Open the index in the folder ``path``, where there may be none yet; ``cursor_key`` signs its cursors.

    Nothing is read before the first question. Errors of the folder are raised then.
    """
    return WhooshEngine(IndexFolder(path), cursor_key=cursor_key)
