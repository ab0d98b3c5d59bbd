"""Whether the SDK of the protocol is installed: it is an extra."""

from importlib.util import find_spec

from pincite.app.errors import NotInstalled


def is_installed() -> bool:
    """Whether the SDK can be imported, in a version that we speak. Looks, and imports nothing."""
    return all(find_spec(name) is not None for name in ("mcp", "mcp_types"))


def check_installed() -> None:
    """Raise NotInstalled, which names the command to install it."""
    if not is_installed():
        raise NotInstalled("mcp", "`/mcp` or `pincite mcp`")
