"""``pincite serve``: the socket is bound here, so that a taken port is one line and port 0 has a number to print."""

import argparse
import os
import socket
from contextlib import closing

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.cli.terminal import Exit, say, say_json, tell
from app.heap import share_one_heap_in_workers
from app.protocol import Protocol
from app.settings import Settings
from app.starting import open_for_serving
from app.web.words import found

_GRACE_SECONDS = 30
_BACKLOG = 2048


def run_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal comes; answers that run are finished."""
    with closing(open_for_serving(settings, tell)) as archive:
        checkpoint = archive.engine.checkpoint()
    listener = _listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    # Worker processes know the environment only.
    os.environ.update(PINCITE_HOME=str(settings.home), PINCITE_HOST=settings.host, PINCITE_PORT=str(port))
    base = Settings().base
    held = found(checkpoint.paragraphs, checkpoint.statements) if checkpoint else "nothing indexed yet"
    if arguments.json:
        say_json({"event": "serving", "url": f"{base}/", "workers": arguments.workers, "holds": held})
    else:
        say(f"Pincite serves {held} on {base}/ (Ctrl-C ends it)")
    _serve(listener, arguments.workers)
    return Exit.OK


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends small answers without delay on such sockets only.
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


def _serve(listener: socket.socket, workers: int) -> None:
    config = uvicorn.Config(
        "app.main:create_from_environment",
        factory=True,
        workers=workers,
        http=Protocol,
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
    )
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
    else:
        share_one_heap_in_workers()
        Multiprocess(config, sockets=[listener]).run()
