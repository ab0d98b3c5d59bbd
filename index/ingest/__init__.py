"""Sources to statements to the record to the index, in batches, and the ways to bring the two back together."""

from index.ingest.catching_up import catch_up, rebuild
from index.ingest.examining import examine, examine_home
from index.ingest.ingesting import ingest
from index.ingest.verifying import verify
from index.ingest.withdrawing import withdraw

__all__ = ["catch_up", "examine", "examine_home", "ingest", "rebuild", "verify", "withdraw"]
