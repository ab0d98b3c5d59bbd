"""The command line."""

from pincite.app.cli.program import main

__all__ = ["main"]
