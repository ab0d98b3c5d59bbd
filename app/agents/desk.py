"""What the tools ask: the archive, as a request of the service does, within its lanes and deadlines."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import State
from starlette.requests import Request

from pincite.app.answering.links import Links
from pincite.app.dependencies.serving import Asking, asking_of, deadline_of
from pincite.app.site import Site
from pincite.index.query.limits import DEADLINE


@dataclass(frozen=True, slots=True)
class Desk:
    """Where calls are answered: the ``state`` of the service, in which the dependencies of answers look.

    Over stdio there is no service, so the process makes such a state.
    """

    state: State

    @property
    def links(self) -> Links:
        """What makes the addresses."""
        links: Links = self.state.links
        return links

    @property
    def site(self) -> Site:
        """Whose archive it is."""
        site: Site = self.state.site
        return site


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool: what the dependencies of every answer take as a request."""

    desk: Desk
    request: Request

    @property
    def request_id(self) -> str:
        """The id by which the call is found in the log; empty over stdio."""
        return str(self.request.scope["state"].get("request_id", ""))

    def asking(self, seconds: float = float(DEADLINE.value)) -> Asking:
        """Return what answers the searches of this call. Raises ArchiveError, and Abandoned if the client is gone."""
        return replace(asking_of(self.request), deadline=deadline_of(self.request, seconds))


def open_call(desk: Desk, state: Mapping[str, Any] | None = None) -> ToolCall:
    """Return a call whose time counts from now. ``state`` is that of the request which brought it, if one did."""
    own = {**(state or {}), "arrived": time.monotonic()}
    return ToolCall(desk, Request({"type": "http", "app": desk, "state": own, "headers": []}))
