"""Withdraw a statement from every search, or restore it."""

from pincite.index.engine import SearchEngine
from pincite.index.ingest.catching_up import catch_up
from pincite.index.ingest.events import Listener, ignore
from pincite.index.record.record import Record


def withdraw(
    record: Record, engine: SearchEngine, identity: str, reason: str | None, on_event: Listener = ignore
) -> bool:
    """Take a statement out, with the reason, or with None back in; whether anything changed.

    Its versions stay in the record. Raises what ``Record.withdraw`` and ``catch_up`` raise; hold home.lock.
    """
    catch_up(record, engine, on_event)
    batch = record.withdraw(identity, reason)
    # What the index is to do follows from the record alone: a stop before this line is made good by the next start.
    catch_up(record, engine, on_event)
    return batch is not None
