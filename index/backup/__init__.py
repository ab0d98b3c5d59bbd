"""Copies of an archive: backups (the record's file) and dumps (text that any version can read)."""

from pincite.index.backup.backing_up import back_up
from pincite.index.backup.dumping import dump
from pincite.index.backup.loading import load
from pincite.index.backup.restoring import restore

__all__ = ["back_up", "dump", "load", "restore"]
