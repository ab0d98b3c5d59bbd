"""``pincite config show``: each setting, its value, and where the value comes from."""

import argparse
import os
from dataclasses import asdict
from importlib.metadata import version

from pincite.app.cli.terminal import Exit, say, say_json, tell
from pincite.app.origins import Origin, origins_of, unknown_in
from pincite.app.settings import Settings


def run_config(arguments: argparse.Namespace, settings: Settings) -> int:
    """Show the settings that the other commands would have. Passwords are masked, and no file is read."""
    found = origins_of(settings, () if arguments.home is None else ("home",))
    unknown = unknown_in(os.environ)
    if arguments.json:
        listed = [asdict(one) for one in found]
        say_json({"event": "settings", "version": version("pincite"), "settings": listed, "unknown": unknown})
        return Exit.OK
    wide = max(len(one.name) for one in found)
    for one in found:
        say(f"{one.name:{wide}}  {_text(one)}  ({one.origin})")
    for name in unknown:
        tell(f"pincite: {name} is not a setting and has no effect: check its spelling")
    return Exit.OK


def _text(one: Origin) -> str:
    if one.value in (None, ""):
        return "-"
    return str(int(one.value)) if isinstance(one.value, bool) else str(one.value)
