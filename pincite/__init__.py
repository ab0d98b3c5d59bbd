"""The name under which everything is imported and installed: ``index/`` and ``app/`` are linked in here.

The folders stand at the top of the repository, but packages called ``index`` and ``app`` would collide with those
of others. Why links: docs/decisions/0020-import-names.md.

Here are the names of the Python client too (docs/client.md). Each is loaded when it is first used, so that
``import pincite`` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pincite.app.client.async_client import AsyncClient
    from pincite.app.client.frames import to_pandas
    from pincite.app.client.local import LocalArchive
    from pincite.app.client.local import open_local as open  # noqa: A004 - said as `pincite.open`
    from pincite.app.client.sync_client import Client
    from pincite.app.client.unanswered import (
        FieldAbsent,
        ForeignAnswer,
        LibraryMissing,
        ServiceFailed,
        ServiceLacks,
        ServiceTimeout,
        ServiceUnreachable,
        TimeRanOut,
    )
    from pincite.app.errors import Busy
    from pincite.index.values.errors import (
        ArchiveError,
        CursorExpired,
        NotFound,
        PinciteError,
        QueryError,
        Withdrawn,
    )

__all__ = [
    "ArchiveError",
    "AsyncClient",
    "Busy",
    "Client",
    "CursorExpired",
    "FieldAbsent",
    "ForeignAnswer",
    "LibraryMissing",
    "LocalArchive",
    "NotFound",
    "PinciteError",
    "QueryError",
    "ServiceFailed",
    "ServiceLacks",
    "ServiceTimeout",
    "ServiceUnreachable",
    "TimeRanOut",
    "Withdrawn",
    "open",
    "to_pandas",
]

_CLIENT = "pincite.app.client."
_TREE = dict.fromkeys(
    ("ArchiveError", "CursorExpired", "NotFound", "PinciteError", "QueryError", "Withdrawn"),
    "pincite.index.values.errors",
)
_PLACES = {
    **_TREE,
    "AsyncClient": f"{_CLIENT}async_client",
    "Busy": "pincite.app.errors",
    "Client": f"{_CLIENT}sync_client",
    "LocalArchive": f"{_CLIENT}local",
    "open": f"{_CLIENT}local",
    "to_pandas": f"{_CLIENT}frames",
}
"""The module of each name; what is not named here is in ``unanswered``."""


if not TYPE_CHECKING:
    # Hidden from type checkers, to which it would mean that every name exists.
    def __getattr__(name: str) -> Any:
        """Load a public name when it is first used."""
        if name not in __all__:
            raise AttributeError(f"module 'pincite' has no attribute {name!r}")
        from importlib import import_module

        _check(name)
        module = import_module(_PLACES.get(name, f"{_CLIENT}unanswered"))
        found = getattr(module, "open_local" if name == "open" else name)
        globals()[name] = found
        return found

    def _check(name: str) -> None:
        """Raise ImportError on a Python that is too old, and UnsupportedSystem where no archive can be opened."""
        from pincite.app.cli import too_old

        says = too_old()
        if says:
            raise ImportError(says)
        if name in ("LocalArchive", "open"):
            from pincite.app.platforms import check_system

            check_system()


# Quoted: an older Python reads this module, to say that it is too old.
def __dir__() -> "list[str]":
    return sorted({*globals(), *__all__})
