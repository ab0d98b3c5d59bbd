"""What everything that runs depends on: an archive, opened as the settings say."""

from app.dependencies.archive import Archive
from app.dependencies.examining import examine_archive
from app.dependencies.opening import (
    file_of_record,
    find_writer,
    has_server,
    open_archive,
    open_database_for_writing,
    open_for_writing,
    open_unchecked,
    opened_record,
)
from app.dependencies.serving import ArchiveOf, Holder, HolderOf, LinksOf, Opener

__all__ = [
    "Archive",
    "ArchiveOf",
    "Holder",
    "HolderOf",
    "LinksOf",
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
]
