"""Start a service: wait for servers that are still starting, and let an index that is behind catch up."""

from collections.abc import Callable
from time import monotonic, sleep

from pincite.app.dependencies import Archive, Opener, open_archive, open_for_writing, open_unchecked
from pincite.app.settings import Settings
from pincite.app.words import counted
from pincite.index.engine import WITHOUT_REPLACED
from pincite.index.ingest import catch_up
from pincite.index.ingest.events import Event, NotIndexed
from pincite.index.values.errors import EngineUnavailable, LockHeld, PinciteError, RecordUnavailable, describe

_PAUSE_SECONDS = 0.5


def open_for_serving(settings: Settings, tell: Callable[[str], None]) -> Archive:
    """Open the archive. First bring the index up to date, if a command stopped between record and index.

    An index that was built before it held replaced versions is said.

    If that fails, the reason is reported and the service answers from the present index. Raises ArchiveError.
    """
    archive = open_patiently(settings, tell, open_unchecked)
    is_behind = archive.behind() > 0
    archive.close()
    if is_behind:
        _catch_up(settings, tell)
    archive = open_patiently(settings, tell)
    checkpoint = archive.engine.checkpoint()
    if checkpoint is not None and checkpoint.lacks_replaced:
        tell(f"pincite: the index {WITHOUT_REPLACED}: run `pincite rebuild`")
    return archive


def _catch_up(settings: Settings, tell: Callable[[str], None]) -> None:
    try:
        with open_for_writing(settings, 0, lambda _holder: None, create=False) as archive:
            left: list[Event] = []
            lacking = catch_up(archive.record, archive.engine, left.append)
        tell(f"pincite: the index was missing {counted(lacking, 'statement')} and has caught up")
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
    """Open the archive. While one of its servers is not responding, try again for ``start_timeout`` seconds.

    ``tell`` gets one message that says what this waits for. Raises what ``opener`` raises.
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
