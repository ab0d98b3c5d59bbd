"""Ingest in batches, from sources to statements, record and index; comparing and repairing record and index."""

from pincite.index.ingest.catching_up import catch_up, rebuild
from pincite.index.ingest.examining import examine, examine_home
from pincite.index.ingest.examining_files import examine_files
from pincite.index.ingest.ingesting import ingest, may_prune, try_ingest
from pincite.index.ingest.verifying import verify
from pincite.index.ingest.withdrawing import withdraw

__all__ = [
    "catch_up",
    "examine",
    "examine_files",
    "examine_home",
    "ingest",
    "may_prune",
    "rebuild",
    "try_ingest",
    "verify",
    "withdraw",
]
