"""``pincite serve``. It binds the sockets itself, to report a taken port in one line and print the real port."""

import argparse
import faulthandler
import importlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any, NoReturn

import uvicorn

from pincite.app.cli.listening import Advice, listen
from pincite.app.cli.supervising import CANNOT_START, Supervisor
from pincite.app.cli.terminal import Exit, say, say_json, tell
from pincite.app.logs import log_set_up, teller
from pincite.app.memory import set_aside_what_stays, share_one_heap
from pincite.app.protocol import Protocol
from pincite.app.settings import Settings
from pincite.app.site import read_site
from pincite.app.starting import open_for_serving
from pincite.app.words import found
from pincite.index.storage.disk import temporary_folder

_APPLICATION = "pincite.app.main"
_GRACE_SECONDS = 5
"""Seconds for running answers to finish. A client that does not read its answer cannot block the shutdown longer."""
_LAST_SECONDS = 3
"""Seconds for a worker to close its archive after its last answer."""
_OF_METRICS = Advice(
    "set PINCITE_METRICS_PORT to another number", "set PINCITE_METRICS_HOST to an address of this machine"
)
_NUMBERS = "PROMETHEUS_MULTIPROC_DIR"
"""Where workers keep what they count; read when `prometheus_client` is imported."""


class Ended(SystemExit):
    """A signal asked this process to end."""


@dataclass(frozen=True, slots=True)
class Sockets:
    """What a service listens on: for readers, and for those who ask for its numbers, if anybody may."""

    answers: socket.socket
    scrapes: socket.socket | None


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
    with log_set_up(settings.log_format, settings.level):
        return _open_and_serve(arguments, settings)


def _open_and_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    says = teller(settings.log_format, tell)
    with closing(open_for_serving(settings, says)) as archive:
        checkpoint = archive.engine.checkpoint()
    held = found(checkpoint.paragraphs, checkpoint.statements) if checkpoint else "an empty index"
    with open_sockets(settings) as sockets:
        base = hand_over(settings, sockets)
        scraped = _address_of(sockets.scrapes)
        if arguments.json:
            event = {"event": "serving", "url": f"{base}/", "workers": arguments.workers, "holds": held}
            say_json(event | ({"metrics": scraped} if scraped else {}))
        else:
            say(f"Pincite serves {held} on {base}/ (Ctrl-C stops it)")
            if scraped:
                say(f"Metrics are on {scraped}")
        return serve(sockets, settings, arguments.workers)


@contextmanager
def open_sockets(settings: Settings) -> Iterator[Sockets]:
    """Yield the sockets that the settings name, with a folder for what the workers count. Raises OSError."""
    with ExitStack() as stack:
        answers = stack.enter_context(closing(listen(settings.host, settings.port)))
        scrapes = None
        if settings.metrics_port is not None:
            scrapes = stack.enter_context(closing(listen(settings.metrics_host, settings.metrics_port, _OF_METRICS)))
            os.environ[_NUMBERS] = str(stack.enter_context(temporary_folder("pincite-metrics-")))
            stack.enter_context(leaving_on_signals())
        yield Sockets(answers, scrapes)


def hand_over(settings: Settings, sockets: Sockets) -> str:
    """Put the settings into the environment, from which alone workers get them. Return the base of all links."""
    port = sockets.answers.getsockname()[1]
    os.environ.update(PINCITE_HOME=str(settings.home), PINCITE_HOST=settings.host, PINCITE_PORT=str(port))
    return Settings().base


@contextmanager
def leaving_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end this process as Ctrl-C does, so that temporary folders are removed."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        raise Ended(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(sockets: Sockets, settings: Settings, workers: int) -> Exit:
    """Answer on the sockets until a signal arrives, with so many processes."""
    if workers == 1:
        _answer(sockets)
        return Exit.OK
    # Loaded before workers are forked: they share it, and a replacement worker has it at once.
    importlib.import_module(_APPLICATION)
    set_aside_what_stays()
    supervisor = Supervisor(workers, lambda: _answer(sockets), teller(settings.log_format, tell))
    return Exit.OK if supervisor.run(_GRACE_SECONDS + _LAST_SECONDS) else Exit.IO


def _address_of(scrapes: socket.socket | None) -> str | None:
    if scrapes is None:
        return None
    host, port = scrapes.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/metrics"


def _answer(sockets: Sockets) -> None:
    """Answer on the sockets until a signal arrives. If the system kills this process, the reason is logged first."""
    faulthandler.enable(all_threads=False)
    config = uvicorn.Config(
        partial(_create, sockets.scrapes),
        factory=True,
        http=Protocol,
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    # Once its last answer is out, the server raises the signal again that ended it.
    with suppress(Ended):
        server.run(sockets=[sockets.answers])
    if not server.started:
        sys.exit(CANNOT_START)


def _create(scrapes: socket.socket | None) -> Any:
    return importlib.import_module(_APPLICATION).create_from_environment(scrapes)
