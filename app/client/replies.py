"""A JSON answer as Python values. What an older service does not send is missed by name, not by a bare ``KeyError``."""

import json
from typing import Any, NoReturn

from pincite.app.client.unanswered import FieldAbsent


class Reply(dict[str, Any]):
    """A JSON object: a dictionary that says what to do when a field is absent. Unknown fields stay in it."""

    def __missing__(self, name: str) -> NoReturn:
        raise FieldAbsent(
            f"The answer has no {name!r}. Either it was not asked for, or the service is older than this client: "
            f"use `.get({name!r})`, or ask its operator to upgrade it."
        )


def read_reply(body: bytes) -> Reply | None:
    """Return a JSON object; None for anything else."""
    try:
        found = json.loads(body, object_hook=Reply)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Reply) else None
