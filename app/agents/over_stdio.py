"""The tools over standard input and output, for an agent that starts this process on its own machine."""

import signal

import anyio
from mcp.server.stdio import stdio_server
from starlette.datastructures import State

from pincite.app.agents.desk import Desk
from pincite.app.agents.server import build_server
from pincite.app.agents.unreadable_lines import answering_unreadable
from pincite.app.answering.links import Links
from pincite.app.dependencies import Archive
from pincite.app.dependencies.lanes import Lanes
from pincite.app.dependencies.serving import ArchiveHolder
from pincite.app.settings import Settings
from pincite.app.site import Site


def serve_stdio(archive: Archive, settings: Settings, site: Site) -> None:
    """Answer until the client closes standard input. Standard output belongs to the protocol meanwhile."""
    lanes = Lanes()
    holder = ArchiveHolder(settings, lambda _settings: archive)
    links = Links(settings.base)
    # As in the state of the service; nothing is answered apart, and nobody counts.
    state = {"holder": holder, "lanes": lanes, "links": links, "site": site, "apart": None, "metrics": None}
    server = build_server(Desk(State(state)))

    async def run() -> None:
        async with stdio_server() as (reading, writing), answering_unreadable(reading, writing) as messages:
            await server.run(messages, writing, server.create_initialization_options())

    # A thread waits for standard input, and no exception reaches it. Nothing is written, so Ctrl-C may end all at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        anyio.run(run)
    finally:
        lanes.end()
