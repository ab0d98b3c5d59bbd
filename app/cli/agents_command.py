"""``pincite mcp``: the archive's tools for an agent on this machine, over standard input and output."""

import argparse

from pincite.app.cli.asking import opened
from pincite.app.cli.terminal import Exit, tell
from pincite.app.settings import Settings
from pincite.app.site import read_site


def run_mcp(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - as every command
    """Answer an agent until it closes standard input. Raises NotInstalled without the extra."""
    # Imported here: the SDK loads a web framework, which other commands do without.
    from pincite.app.agents.installed import check_installed

    check_installed()
    from pincite.app.agents.over_stdio import serve_stdio

    try:
        site = read_site(settings.site_name, settings.site_texts)
    except ValueError as error:
        tell(f"pincite: {error}")
        return Exit.USAGE
    with opened(settings) as archive:
        serve_stdio(archive, settings, site)
    return Exit.OK
