"""A connection to PostgreSQL that does not wait for ever: a server that is stalled sends nothing, not even an error."""

from psycopg import Connection, OperationalError
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow

_INTERVAL = 0.1
"""So often, in seconds, the driver looks whether it was interrupted: its own default."""


class PatientConnection(Connection[TupleRow]):
    """Closes itself, with OperationalError, when one answer takes longer than ``patience`` seconds."""

    patience: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = _INTERVAL, timeout: float | None = None) -> RV:
        """Wait for an answer as the driver does, up to ``patience`` unless ``timeout`` is given."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except OperationalError as error:
            if type(error).__name__ == "_WaitTimeout":
                self.pgconn.finish()
                raise OperationalError(f"no answer for {self.patience:g} seconds") from error
            raise
