"""What the tools ask: the archive, within the lanes and the deadlines of every other answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pincite.app.answering.links import Links
from pincite.app.dependencies.apart import Apart
from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.lanes import Lanes
from pincite.app.dependencies.serving import Asking
from pincite.app.site import Site
from pincite.index.query.deadline import Deadline
from pincite.index.query.limits import DEADLINE


@dataclass(frozen=True, slots=True)
class Desk:
    """An archive and what limits its answers: of a service, or of one process over stdio."""

    find_archive: Callable[[], Archive]
    lanes: Lanes
    links: Links
    site: Site
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool. ``is_gone`` says whether its client has left; its time counts from now."""

    desk: Desk
    is_gone: Callable[[], bool]
    started: float = field(default_factory=time.monotonic)

    def asking(self, seconds: float = float(DEADLINE.value)) -> Asking:
        """Return what answers the searches of this call. Raises ArchiveError, and Abandoned if the client is gone."""
        deadline = Deadline(seconds, self._is_wanted, started=self.started)
        deadline.check_wanted()
        return Asking(self.desk.find_archive(), self.desk.lanes, deadline, self.desk.apart)

    def _is_wanted(self) -> bool:
        return not (self.is_gone() or self.desk.lanes.has_ended)
