"""The command line."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST = (3, 11)
"""The oldest Python that Pincite runs on. This module must stay readable to older ones."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run one command; return its exit code. On an older Python, say what to do instead."""
    says = too_old()
    if says:
        sys.stderr.write(f"pincite: {says}\n")
        return 2
    # Imported here: an older Python could not import it.
    from pincite.app.cli.program import main as run

    return run(argv)


def too_old() -> str:
    """Return what to do about a Python that is too old; nothing for any other."""
    if sys.version_info[:2] >= OLDEST:
        return ""
    found, oldest = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
    return (
        f"this is Python {found}, and Pincite needs {oldest} or newer: install it, "
        "or run `uv tool install pincite`, which brings one"
    )


__all__ = ["main", "too_old"]
