"""A JSON answer as Python values. What an older service does not send is missed by name, not by a bare ``KeyError``."""

import json
from typing import Any, NoReturn

from pincite.app.client.unanswered import FieldAbsent


class Reply(dict[str, Any]):
    """A JSON object: a dictionary that says what to do when a field is absent. Unknown fields stay in it."""

    def __missing__(self, name: str) -> NoReturn:
        inside = [key for key, value in self.items() if isinstance(value, dict) and name in value]
        if inside:
            raise FieldAbsent(f"{name!r} is not here, but inside: write `[{inside[0]!r}][{name!r}]`.")
        raise FieldAbsent(
            f"The answer has no {name!r}, only {', '.join(self) or 'nothing'}. Perhaps it was not asked for, or the "
            f"service is older than this client: use `.get({name!r})`, or ask its operator to upgrade it."
        )


def read_reply(body: bytes) -> Reply | None:
    """Return a JSON object; None for anything else."""
    try:
        found = json.loads(body, object_hook=Reply)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Reply) else None
