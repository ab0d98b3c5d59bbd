"""``pincite serve``. It binds the socket itself, to report a taken port in one line and print the real port."""

import argparse
import faulthandler
import importlib
import os
import socket
import sys
from contextlib import closing

import uvicorn

from pincite.app.cli.supervising import CANNOT_START, Supervisor
from pincite.app.cli.terminal import Exit, say, say_json, tell
from pincite.app.memory import set_aside_what_stays, share_one_heap
from pincite.app.protocol import Protocol
from pincite.app.settings import Settings
from pincite.app.site import read_site
from pincite.app.starting import open_for_serving
from pincite.app.words import found

_APPLICATION = "pincite.app.main"
_GRACE_SECONDS = 5
"""Seconds for running answers to finish. A client that does not read its answer cannot block the shutdown longer."""
_LAST_SECONDS = 3
"""Seconds for a worker to close its archive after its last answer."""
_BACKLOG = 2048


def run_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal arrives. Running answers may finish, within a time limit."""
    if not settings.has_base:
        tell(
            f"pincite: on {settings.host} every citation would lead nowhere: "
            "set PINCITE_URL to the address that readers open, such as https://archive.example.org"
        )
        return Exit.USAGE
    try:
        read_site(settings.site_name, settings.site_texts)
    except ValueError as error:
        tell(f"pincite: {error}")
        return Exit.USAGE
    # Before any thread starts, because workers inherit the heaps of this process.
    share_one_heap()
    with closing(open_for_serving(settings, tell)) as archive:
        checkpoint = archive.engine.checkpoint()
    listener = _listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    # Worker processes get their settings only from the environment.
    os.environ.update(PINCITE_HOME=str(settings.home), PINCITE_HOST=settings.host, PINCITE_PORT=str(port))
    base = Settings().base
    held = found(checkpoint.paragraphs, checkpoint.statements) if checkpoint else "an empty index"
    if arguments.json:
        say_json({"event": "serving", "url": f"{base}/", "workers": arguments.workers, "holds": held})
    else:
        say(f"Pincite serves {held} on {base}/ (Ctrl-C stops it)")
    return _serve(listener, arguments.workers)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is given explicitly: only then does asyncio send small answers without delay.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            f"cannot listen on {host} port {port}: {error.strerror}; try --port with another number"
        ) from error
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)
    return listener


def _serve(listener: socket.socket, workers: int) -> Exit:
    if workers == 1:
        _answer(listener)
        return Exit.OK
    # Loaded before workers are forked: they share it, and a replacement worker has it at once.
    importlib.import_module(_APPLICATION)
    set_aside_what_stays()
    supervisor = Supervisor(workers, lambda: _answer(listener), tell)
    return Exit.OK if supervisor.run(_GRACE_SECONDS + _LAST_SECONDS) else Exit.IO


def _answer(listener: socket.socket) -> None:
    """Answer on the socket until a signal arrives. If the system kills this process, the reason is logged first."""
    faulthandler.enable(all_threads=False)
    config = uvicorn.Config(
        f"{_APPLICATION}:create_from_environment",
        factory=True,
        http=Protocol,
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        sys.exit(CANNOT_START)
