"""``pincite withdraw``: a statement out of the archive, or back in."""

import argparse

from app.cli.progress import say_waiting
from app.cli.terminal import Exit, say, say_json
from app.dependencies import open_for_writing
from app.settings import Settings
from index.ingest import withdraw


def run_withdraw(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a statement out with a reason, or back in."""
    waiting = say_waiting(arguments.wait, as_json=arguments.json)
    with open_for_writing(settings, arguments.wait, waiting, create=False) as archive:
        changed = withdraw(archive.record, archive.engine, arguments.id, arguments.reason)
    if arguments.json:
        say_json({"event": "done", "id": arguments.id, "reason": arguments.reason, "changed": changed})
    else:
        say(_says(arguments.id, arguments.reason, changed=changed))
    return Exit.OK


def _says(identity: str, reason: str | None, *, changed: bool) -> str:
    if reason is None:
        return f"{identity} is found again." if changed else f"{identity} is not withdrawn: nothing changed."
    if not changed:
        return f"{identity} is withdrawn for this reason already: nothing changed."
    return f"{identity} is withdrawn: no search finds it, and its address tells the reason. --undo takes it back in."
