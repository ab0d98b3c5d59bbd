"""What the tools ask: the archive, as a request of the service does, within its lanes and deadlines."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.requests import Request

from pincite.app.answering.links import Links
from pincite.app.dependencies.apart import Apart
from pincite.app.dependencies.lanes import Lanes
from pincite.app.dependencies.serving import ArchiveHolder, Asking, asking_of, deadline_of
from pincite.app.site import Site
from pincite.index.query.limits import DEADLINE


@dataclass(frozen=True, slots=True)
class Desk:
    """An archive and what limits its answers: of a service, or of one process over stdio.

    Its fields have the names that they have in the state of the service, where the dependencies look for them.
    """

    holder: ArchiveHolder
    lanes: Lanes
    links: Links
    site: Site
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class _Application:
    state: Desk


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool: what the dependencies of every answer take as a request."""

    desk: Desk
    request: Request

    def asking(self, seconds: float = float(DEADLINE.value)) -> Asking:
        """Return what answers the searches of this call. Raises ArchiveError, and Abandoned if the client is gone."""
        return replace(asking_of(self.request), deadline=deadline_of(self.request, seconds))


def open_call(desk: Desk, is_gone: Callable[[], bool]) -> ToolCall:
    """Return a call whose time counts from now. ``is_gone`` says whether its client has left."""
    state = {"arrived": time.monotonic(), "is_gone": is_gone}
    return ToolCall(desk, Request({"type": "http", "app": _Application(desk), "state": state, "headers": []}))
