"""An archive outside its folder: backups, which are files of the record, and dumps, which any version can read."""

from index.backup.backing_up import back_up
from index.backup.dumping import dump
from index.backup.loading import load
from index.backup.restoring import restore

__all__ = ["back_up", "dump", "load", "restore"]
