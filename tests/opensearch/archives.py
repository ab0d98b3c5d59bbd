"""Small archives on a cluster, made as a user makes them: sources, record, index."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pincite.app.dependencies import Archive, open_archive, open_for_writing
from pincite.app.settings import Settings
from pincite.index.ingest import ingest
from pincite.index.reading.sources import discover

LINES: tuple[dict[str, Any], ...] = tuple(
    {
        "id": f"s{number:02d}",
        "title": f"Statement {number} on apples",
        "date": f"19{40 + number}-05",
        "issuers": ["United States", "Japan"][: 1 + number % 2],
        "place": ("Singapore", "New York")[number % 2],
        "language": "en",
        "paragraphs": [f"An apple of number {n} is committed to peace." for n in range(1, 4 + number % 3)],
    }
    for number in range(12)
)


def write_lines(folder: Path, lines: Sequence[dict[str, Any]] = LINES) -> Path:
    """Write a source into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "lines.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return source


def fill(settings: Settings, lines: Sequence[dict[str, Any]] = LINES, *, keep: bool = False) -> Archive:
    """Ingest ``lines``; the archive is open if it is to be kept, and closed otherwise."""
    source = write_lines(settings.home.parent / "sources", lines)
    with open_for_writing(settings, 10.0, lambda holder: None, create=True) as archive:
        ingest(archive.record, archive.engine, discover([source]))
    archive = open_archive(settings)
    if not keep:
        archive.close()
    return archive
