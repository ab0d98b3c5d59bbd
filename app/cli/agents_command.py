"""``pincite mcp``: the archive's tools for an agent on this machine, over standard input and output."""

import argparse

from pincite.app.cli.asking import opened
from pincite.app.cli.terminal import Exit
from pincite.app.settings import Settings


def run_mcp(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - as every command
    """Answer an agent until it closes standard input. Raises NotInstalled without the extra."""
    # Imported here: the SDK loads a web framework, which other commands do without.
    from pincite.app.agents.installed import check_installed

    check_installed()
    from pincite.app.agents.over_stdio import serve_stdio

    with opened(settings) as archive:
        serve_stdio(archive, settings)
    return Exit.OK
