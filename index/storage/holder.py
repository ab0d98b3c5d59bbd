"""Who holds a lock, as it is told to whoever waits for it."""

import os
import socket
import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A process that writes: its number, its machine, and since when by that machine's clock."""

    process: int
    host: str
    since: str

    @classmethod
    def here(cls) -> Self:
        """Return this process as a holder since now."""
        return cls(os.getpid(), socket.gethostname(), time.strftime("%Y-%m-%d %H:%M:%S %z"))

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}, since {self.since}"


NAMELESS = "a process without a name"
