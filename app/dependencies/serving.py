"""What a request depends on: the archive of the running service, whether it is ready, and its links."""

import threading
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.dependencies.archive import Archive
from app.links import Links
from app.settings import Settings
from index.errors import ArchiveMissing, EngineUnavailable, PinciteError, RecordUnavailable

Opener = Callable[[Settings], Archive]
Part = tuple[str, bool, str | None]


class Holder:
    """Holds the archive of a running service: opened at the start, or when first asked for after it was missing."""

    def __init__(self, settings: Settings, opener: Opener) -> None:
        self._settings, self._opener = settings, opener
        self._lock = threading.Lock()
        self._archive: Archive | None = None

    @property
    def opened(self) -> Archive | None:
        """The archive, if it is open: told without waiting."""
        return self._archive

    def get(self) -> Archive:
        """Return the open archive. Raises ArchiveError."""
        with self._lock:
            if self._archive is None:
                self._archive = self._opener(self._settings)
            return self._archive

    def parts(self) -> list[Part]:
        """Return each part of the service, whether it is ready, and why not (or what is behind)."""
        try:
            archive = self.get()
        except PinciteError as error:
            return [(_part_of(error), False, str(error))]
        return [_ready("record", lambda: _of_record(archive)), _ready("index", lambda: _of_index(archive))]

    def close(self) -> None:
        """Close the archive. Calling it again does nothing."""
        with self._lock:
            if self._archive is not None:
                self._archive.close()
            self._archive = None


def _part_of(error: PinciteError) -> str:
    """Return the part that an archive cannot be opened for."""
    if isinstance(error, RecordUnavailable):
        return "record"
    return "index" if isinstance(error, EngineUnavailable) else "archive"


def _ready(part: str, check: Callable[[], str | None]) -> Part:
    try:
        return part, True, check()
    except PinciteError as error:
        return part, False, str(error)


def _of_record(archive: Archive) -> str | None:
    archive.record.last_batch()
    return None


def _of_index(archive: Archive) -> str | None:
    if archive.engine.checkpoint() is None:
        raise ArchiveMissing("nothing is indexed yet: run `pincite ingest PATH...`")
    damage = next(archive.engine.check("quick"), None)
    if damage is not None:
        # What was opened before it was damaged goes on answering.
        return str(damage)
    behind = archive.behind()
    return f"{behind} batches behind the record: run `pincite ingest PATH...`" if behind > 0 else None


# Asynchronous, so that they are resolved where the question came in: else each takes a turn in a thread of its own.
async def _holder(request: Request) -> Holder:
    holder: Holder = request.app.state.holder
    return holder


HolderOf = Annotated[Holder, Depends(_holder)]


async def _archive(holder: HolderOf) -> Archive:
    opened = holder.opened
    return await run_in_threadpool(holder.get) if opened is None else opened


async def _links(request: Request) -> Links:
    links: Links = request.app.state.links
    return links


ArchiveOf = Annotated[Archive, Depends(_archive)]
LinksOf = Annotated[Links, Depends(_links)]
