"""A house: an archive and a folder of seeds, and what an ingest of it said."""

import gzip
import json
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import ingest, verify
from pincite.index.ingest.events import Event, Report
from pincite.index.reading.sources import discover
from pincite.index.record.record import create_record
from tests.contract.record.records import rows_of


class House:
    """An archive and a folder of seeds, and what an ingest of it said."""

    def __init__(self, folder: Path, place: URL) -> None:
        self.folder = folder
        self.seeds = folder / "seeds"
        self.seeds.mkdir()
        self.record = create_record(place)
        self.engine = open_engine(folder / "index", self.record.cursor_key())
        self.events: list[Event] = []

    def close(self) -> None:
        self.engine.close()
        self.record.close()

    def write(self, name: str, *lines: dict[str, Any] | str) -> Path:
        path = self.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    def ingest(self, *paths: Path, strict: bool = False, batch_size: int = 1000) -> Report:
        self.events = []
        discovery = discover(paths or [self.seeds])
        return ingest(
            self.record, self.engine, discovery, strict=strict, batch_size=batch_size, on_event=self.events.append
        )

    def said(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Return the paragraphs of each statement in the index; fails when the record has others."""
        assert verify(self.record, self.engine).findings == ()
        return {one.heading.id: one.texts for one in self.engine.indexed()}

    def state(self) -> tuple[object, object]:
        """Return everything that is in the record, and what the index has come to."""
        return rows_of(self.record), self.engine.checkpoint()


def line(identity: str, *texts: str, **more: object) -> dict[str, Any]:
    return {"id": identity, "title": f"Title of {identity}", "paragraphs": texts or ["Some words."], **more}


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.metadata, report.unchanged


def reasons(report: Report) -> list[str]:
    return [str(error) for error in report.refused]
