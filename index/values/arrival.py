"""When something came into an archive: the batch that brought it, and the time of that batch."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

_UTC = datetime.UTC


@dataclass(frozen=True, slots=True)
class Arrival:
    """``batch`` is its number, from 1 on; ``at`` its time in whole seconds since 1970 in UTC, or None when unknown."""

    batch: int
    at: int | None

    @property
    def time(self) -> str | None:
        """The time as ISO 8601 in UTC."""
        if self.at is None:
            return None
        return datetime.datetime.fromtimestamp(self.at, _UTC).isoformat(timespec="seconds")


@lru_cache(maxsize=1_024)
def parse_arrival(batch: int, time: str) -> Arrival:
    """Return the arrival with a batch of this ``time``: ISO 8601, in UTC without an offset, or else unknown."""
    try:
        return Arrival(batch, seconds_of(time))
    except ValueError:
        return Arrival(batch, None)


def seconds_of(time: str) -> int:
    """Return a date or a time in ISO 8601 in seconds since 1970, rounded down; ValueError when it is none."""
    moment = datetime.datetime.fromisoformat(time)
    moment = moment.replace(tzinfo=_UTC) if moment.tzinfo is None else moment
    return int((moment - datetime.datetime(1970, 1, 1, tzinfo=_UTC)).total_seconds() // 1)
