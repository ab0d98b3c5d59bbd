"""The runs of ingest: when each began, and how it ended."""

from sqlalchemy import Connection, func, insert, select, update

from pincite.index.record.checksums import need_row, sealed
from pincite.index.record.tables import runs


def begin_run(connection: Connection, time: str) -> int:
    """Record the start of a run and return its number."""
    run = int(connection.scalar(select(func.max(runs.c.id))) or 0) + 1
    row = {"id": run, "started": time, "finished": None, "outcome": None}
    connection.execute(insert(runs).values(sealed(runs, row)))
    return run


def finish_run(connection: Connection, run: int, time: str, outcome: str) -> None:
    """Record how a run ended."""
    begun = need_row(connection, runs, runs.c.id == run)
    row = sealed(runs, {**begun, "finished": time, "outcome": outcome})
    connection.execute(update(runs).where(runs.c.id == run).values(row))
