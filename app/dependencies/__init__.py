"""The dependency of every command and request: an archive, opened according to the settings.

``examining`` is not among it: only ``pincite doctor`` needs that, with backups and all that they import.
"""

from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.opening import (
    Opener,
    file_of_record,
    find_writer,
    has_server,
    open_archive,
    open_database_for_writing,
    open_for_writing,
    open_unchecked,
    opened_record,
    sources_of,
)

__all__ = [
    "Archive",
    "Opener",
    "file_of_record",
    "find_writer",
    "has_server",
    "open_archive",
    "open_database_for_writing",
    "open_for_writing",
    "open_unchecked",
    "opened_record",
    "sources_of",
]
