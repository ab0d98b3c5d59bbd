"""``pincite demo``: an archive of public texts, made in a temporary folder, served, and opened in the browser."""

import argparse
import os
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pincite.app.cli.demo_texts import ADDRESSES, SOURCE, find_texts, write_lines
from pincite.app.cli.progress import open_listener
from pincite.app.cli.serving import Sockets, hand_over, leaving_on_signals, open_sockets, serve
from pincite.app.cli.terminal import Exit, say, say_json
from pincite.app.dependencies import open_archive, open_for_writing
from pincite.app.logs import log_set_up
from pincite.app.settings import Settings
from pincite.app.words import found
from pincite.index.engine import Checkpoint
from pincite.index.ingest import ingest
from pincite.index.reading.sources import discover
from pincite.index.storage.disk import temporary_folder
from pincite.index.values.errors import ArchiveMissing

_ELSEWHERE = ("url", "engine", "record_url", "record_password_file", "metrics_port")
"""Settings of the user's own archive, which are not those of the demo."""
_WAIT_SECONDS = 30.0


def run_demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make the archive unless it is there, serve it until a signal arrives, and remove it unless it is to be kept."""
    texts = find_texts()
    with leaving_on_signals(), _folder(arguments.keep) as home:
        settings = _of_demo(settings, home)
        with open_sockets(settings) as sockets, log_set_up(settings.log_format, settings.level):
            checkpoint = _hold(settings) or _fill(settings, texts, as_json=arguments.json)
            _announce(arguments, settings, sockets, checkpoint)
            with suppress(KeyboardInterrupt):
                return serve(sockets, settings, workers=1)
            return Exit.OK


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is not None:
        yield Path(keep)
        return
    with temporary_folder("pincite-demo-") as folder:
        yield folder / "archive"


def _of_demo(settings: Settings, home: Path) -> Settings:
    """Return the settings of the demo. Those of the user's own archive are dropped, in the environment too."""
    for name in _ELSEWHERE:
        os.environ.pop(f"PINCITE_{name.upper()}", None)
    defaults = {name: Settings.model_fields[name].default for name in _ELSEWHERE}
    return settings.model_copy(update={**defaults, "home": home, "host": "127.0.0.1"})


def _hold(settings: Settings) -> Checkpoint | None:
    """Return what the folder's archive holds, if it is a whole demo."""
    try:
        archive = open_archive(settings)
    except ArchiveMissing:
        return None
    try:
        checkpoint = archive.engine.checkpoint()
        return checkpoint if checkpoint is not None and checkpoint.statements >= ADDRESSES else None
    finally:
        archive.close()


def _fill(settings: Settings, texts: Path, *, as_json: bool) -> Checkpoint | None:
    with (
        temporary_folder("pincite-texts-") as folder,
        open_for_writing(settings, _WAIT_SECONDS, lambda _holder: None, create=True) as archive,
    ):
        write_lines(texts, folder / "sotu.jsonl")
        with open_listener("Building the demo", as_json=as_json) as listener:
            ingest(archive.record, archive.engine, discover([folder / "sotu.jsonl"]), on_event=listener)
        return archive.engine.checkpoint()


def _announce(
    arguments: argparse.Namespace, settings: Settings, sockets: Sockets, checkpoint: Checkpoint | None
) -> None:
    base = hand_over(settings, sockets)
    held = found(checkpoint.paragraphs, checkpoint.statements) if checkpoint else "an empty index"
    if arguments.json:
        say_json({"event": "serving", "url": f"{base}/", "holds": held, "home": str(settings.home)})
    else:
        say(f"Pincite serves {held} on {base}/ (Ctrl-C stops it)")
        say(f"The texts are in the public domain, from {SOURCE}.")
        kept = f"The archive stays in {settings.home}." if arguments.keep else "It is removed at the end."
        say(f"{kept} Search it with `pincite search WORDS --home {settings.home}`.")
    if not arguments.no_browser and has_display(os.environ):
        webbrowser.open(f"{base}/")


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a browser with windows can open. One of the terminal would take the terminal away."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
