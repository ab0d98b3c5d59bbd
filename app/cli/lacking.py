"""Messages about statements in the record that the engine cannot index."""

from collections.abc import Iterable, Sequence

from pincite.app.cli.terminal import tell
from pincite.app.words import counted
from pincite.index.ingest.events import Event, Listener, NotIndexed

_LISTED = 20


class Lacking:
    """A listener that collects the statements that cannot be indexed, in ``found``, and passes every event on."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._found: dict[str, NotIndexed] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, NotIndexed):
            self._found[event.statement] = event
        self._listener(event)

    @property
    def found(self) -> tuple[NotIndexed, ...]:
        """The statements that cannot be indexed, in the order of the events."""
        return tuple(self._found.values())


def tell_lacking(found: Sequence[NotIndexed]) -> None:
    """List the first ones on standard error, and count the others."""
    for one in found[:_LISTED]:
        tell(f"pincite: {one.statement}: cannot be indexed ({one.reason})")
    if len(found) > _LISTED:
        tell(f"pincite: and {len(found) - _LISTED:,} more; `--json` lists all")


def says_lacking(found: Sequence[NotIndexed]) -> str:
    """Return how many there are, and what to do."""
    held = f"{counted(len(found), 'statement')} of the record cannot be indexed (see above)"
    return f"{held}: `pincite ingest` and `pincite rebuild` try again; `pincite withdraw` removes one"


def lacking_json(found: Iterable[NotIndexed]) -> list[dict[str, str]]:
    """Return all of them as JSON."""
    return [{"id": one.statement, "reason": one.reason} for one in found]
