"""Agents as the SDK's own client: over a socket to a service in a thread, and over stdio to a process."""

import os
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from pincite.app.main import create_app
from pincite.app.protocol import Protocol
from pincite.app.settings import Settings

NEWEST, OLDER = "auto", "legacy"
"""The modes of the client: the newest protocol, and the handshake of those before it."""


@contextmanager
def serving_agents(home: Path, **given: Any) -> Iterator[tuple[str, FastAPI]]:
    """Serve an archive on a free port of this process; yield the base and the application."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        app = create_app(Settings(home=home, port=port, **given))
        config = uvicorn.Config(app, http=Protocol, ws="none", log_level="warning", server_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port}", app
        finally:
            server.should_exit = True
            thread.join(30)


@asynccontextmanager
async def agent_over_http(base: str, mode: Any = NEWEST) -> AsyncIterator[Client]:
    """Yield a client of the service at ``base``."""
    async with (
        httpx2.AsyncClient(trust_env=False, verify=False) as http,
        Client(streamable_http_client(f"{base}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


@asynccontextmanager
async def agent_over_stdio(home: Path, mode: Any = NEWEST) -> AsyncIterator[Client]:
    """Yield a client of ``pincite mcp`` as a process."""
    environment = {**os.environ, "PINCITE_HOME": str(home), "PINCITE_URL": "https://archive.example.org"}
    command = StdioServerParameters(command=sys.executable, args=["-m", "pincite.app.cli", "mcp"], env=environment)
    async with Client(command, mode=mode) as client:
        yield client
