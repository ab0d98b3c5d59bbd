"""A start beside servers that are starting too: the record's and the engine's are waited for, but not for ever."""

from collections.abc import Callable
from time import monotonic, sleep

from app.dependencies import Archive, Opener, open_archive
from app.settings import Settings
from index.errors import EngineUnavailable, RecordUnavailable

_PAUSE_SECONDS = 0.5


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
