"""The dependency of every command and request: an archive, opened according to the settings."""

from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.examining import examine_archive
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
    "examine_archive",
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
