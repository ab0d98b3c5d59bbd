"""Backups taken while another process ingests: each restores to a state that the archive had after a batch."""

from pathlib import Path

from app.dependencies import open_for_writing
from app.settings import Settings
from index.ingest import ingest
from index.ingest.events import Committed
from index.reading.sources import discover

BATCH = 10
State = list[tuple[object, ...]]


def take_in(home: Path, sources: list[Path], on_batch: object) -> None:
    """Ingest one source after the other; ``on_batch`` gets the record and the number of each batch."""
    with open_for_writing(Settings(home=home), 0, lambda _: None, create=True) as archive:
        for source in sources:

            def listen(event: object) -> None:
                if isinstance(event, Committed):
                    on_batch(archive.record, event.batch)  # type: ignore[operator]

            ingest(archive.record, archive.engine, discover([source]), batch_size=BATCH, on_event=listen)
