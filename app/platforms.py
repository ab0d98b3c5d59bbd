"""The systems that an archive can be kept on. Others are refused in one sentence, before a command begins.

Only what is tested is promised. macOS syncs files in its own way and has no ``pipe2``; Windows has no ``flock`` and no
``fork``. The HTTP client needs none of that.
"""

import sys

from pincite.index.values.errors import PinciteError

_NAMES = {"darwin": "macOS", "win32": "Windows", "cygwin": "Windows"}
_WAYS = {
    "macOS": "run Pincite in a container (`docker compose up`)",
    "Windows": "run Pincite in WSL (`wsl --install`) or in a container (`docker compose up`)",
}


class UnsupportedSystem(PinciteError):
    """The operating system is not one that archives are tested on."""


def check_system(system: str | None = None) -> None:
    """Raise UnsupportedSystem unless this system can keep an archive safe."""
    system = system or sys.platform
    if system == "linux":
        return
    name = _NAMES.get(system, system)
    way = _WAYS.get(name, "run Pincite on a Linux machine")
    raise UnsupportedSystem(
        f"an archive cannot be kept on {name}, because locks and synced writes are tested on Linux only: "
        f"{way}, and ask it from here in a browser or with `pincite.Client`"
    )
