"""A PostgreSQL connection with a time limit: a stalled server sends nothing, not even an error."""

from psycopg import Connection, OperationalError
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow

_INTERVAL = 0.1
"""How often, in seconds, the driver checks for an interrupt. This is the driver's default."""


class PatientConnection(Connection[TupleRow]):
    """Closes itself with OperationalError when an answer takes longer than ``patience`` seconds."""

    patience: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = _INTERVAL, timeout: float | None = None) -> RV:
        """Wait for an answer as the driver does, but at most ``patience`` seconds unless ``timeout`` is given."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except OperationalError as error:
            if type(error).__name__ == "_WaitTimeout":
                self.pgconn.finish()
                raise OperationalError(f"no answer for {self.patience:g} seconds") from error
            raise
