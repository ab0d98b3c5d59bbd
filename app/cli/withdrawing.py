"""``pincite withdraw``: withdraw a statement, or undo that."""

import argparse

from pincite.app.cli.lacking import Lacking, lacking_json, says_lacking, tell_lacking
from pincite.app.cli.progress import say_waiting
from pincite.app.cli.terminal import Exit, say, say_json
from pincite.app.dependencies import open_for_writing
from pincite.app.settings import Settings
from pincite.index.ingest import withdraw


def run_withdraw(arguments: argparse.Namespace, settings: Settings) -> int:
    """Withdraw a statement with a reason, or undo its withdrawal."""
    waiting = say_waiting(arguments.wait, as_json=arguments.json)
    with open_for_writing(settings, arguments.wait, waiting, create=False) as archive:
        lacking = Lacking(lambda _event: None)
        changed = withdraw(archive.record, archive.engine, arguments.id, arguments.reason, lacking)
    # A statement that could not be indexed is no longer missing once it is withdrawn.
    left = [one for one in lacking.found if arguments.reason is None or one.statement != arguments.id]
    if arguments.json:
        done = {"event": "done", "id": arguments.id, "reason": arguments.reason, "changed": changed}
        say_json(done | ({"not_indexed": lacking_json(left)} if left else {}))
    else:
        tell_lacking(left)
        is_found = all(one.statement != arguments.id for one in left)
        says = (
            _says(arguments.id, arguments.reason, changed=changed)
            if is_found
            else f"{arguments.id} is no longer withdrawn."
        )
        say(f"{says} Also: {says_lacking(left)}." if left else says)
    return Exit.IO if left else Exit.OK


def _says(identity: str, reason: str | None, *, changed: bool) -> str:
    if reason is None:
        return f"{identity} can be found again." if changed else f"{identity} is not withdrawn: nothing changed."
    if not changed:
        return f"{identity} is already withdrawn for this reason: nothing changed."
    return f"{identity} is withdrawn: no search finds it, and its address shows the reason. Undo this with `--undo`."
