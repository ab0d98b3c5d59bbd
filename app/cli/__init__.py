"""The command line."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST = (3, 11)
"""The oldest Python that Pincite runs on. This module must stay readable to older ones."""


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run one command; return its exit code. On an older Python, say what to do instead."""
    if sys.version_info[:2] < OLDEST:
        found, oldest = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
        sys.stderr.write(f"pincite: this is Python {found}, and Pincite needs {oldest} or newer: install it, ")
        sys.stderr.write("or run `uv tool install pincite`, which brings one\n")
        return 2
    # Imported here: an older Python could not import it.
    from pincite.app.cli.program import main as run

    return run(argv)


__all__ = ["main"]
