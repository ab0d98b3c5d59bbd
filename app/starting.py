"""The start of a service: servers that are starting too are waited for, and an index that is behind catches up."""

from collections.abc import Callable
from time import monotonic, sleep

from pincite.app.dependencies import Archive, Opener, open_archive, open_for_writing, open_unchecked
from pincite.app.settings import Settings
from pincite.app.words import counted
from pincite.index.ingest import catch_up
from pincite.index.ingest.events import Event, NotIndexed
from pincite.index.values.errors import EngineUnavailable, LockHeld, PinciteError, RecordUnavailable, describe

_PAUSE_SECONDS = 0.5


def open_for_serving(settings: Settings, tell: Callable[[str], None]) -> Archive:
    """Open the archive; bring the index to the record first when something stopped between the two.

    What keeps the index from it is told, and is no reason not to answer from what there is. Raises ArchiveError.
    """
    archive = open_patiently(settings, tell, open_unchecked)
    is_behind = archive.behind() > 0
    archive.close()
    if is_behind:
        _catch_up(settings, tell)
    return open_patiently(settings, tell)


def _catch_up(settings: Settings, tell: Callable[[str], None]) -> None:
    try:
        with open_for_writing(settings, 0, lambda _holder: None, create=False) as archive:
            left: list[Event] = []
            lacking = catch_up(archive.record, archive.engine, left.append)
        tell(f"pincite: the index lacked {counted(lacking, 'statement')} and has caught up")
        number = sum(isinstance(event, NotIndexed) for event in left)
        if number:
            tell(f"pincite: {counted(number, 'statement')} cannot be indexed: run `pincite doctor --fix`")
    except LockHeld as error:
        tell(f"pincite: the index is behind the record while {error.holder} is writing")
    except (PinciteError, OSError) as error:
        tell(f"pincite: the index is behind the record and cannot catch up: {error}")
    except Exception as error:
        tell(f"pincite: the index is behind the record and cannot catch up: {describe(error)}")


def open_patiently(settings: Settings, tell: Callable[[str], None], opener: Opener = open_archive) -> Archive:
    """Open the archive; while a server of it does not answer, try again for ``start_timeout`` seconds.

    ``tell`` hears once what is waited for. Raises what ``opener`` raises.
    """
    end = monotonic() + settings.start_timeout
    has_told = False
    while True:
        try:
            return opener(settings)
        except (EngineUnavailable, RecordUnavailable) as error:
            if monotonic() >= end:
                raise
            if not has_told:
                tell(f"pincite: {error}; waiting up to {settings.start_timeout:g} s for it")
                has_told = True
        sleep(_PAUSE_SECONDS)
