"""The JSON body of a request: an object, its members as pointers, and what is text. Problems name the members."""

import json
from collections import Counter
from typing import Any

from pincite.index.values.errors import Problem, QueryError


def read_object(body: bytes) -> dict[str, Any]:
    """Return the object that a body is. Raises QueryError."""
    try:
        given = json.loads(body, object_pairs_hook=_once)
    except _TwiceGiven as twice:
        raise QueryError(
            Problem(as_pointer(show_name(str(twice))), None, "repeated", "one member of this name")
        ) from None
    except (ValueError, RecursionError):
        raise QueryError(Problem("", None, "malformed_value", "a JSON object in UTF-8")) from None
    if not isinstance(given, dict):
        raise QueryError(Problem("", None, "malformed_value", 'a JSON object, such as {"text": "…"}'))
    return given


class _TwiceGiven(Exception):
    """Two members of an object have this name."""


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of an object. Of two with one name, one would be dropped in silence."""
    found = dict(members)
    if len(found) < len(members):
        names = Counter(name for name, _ in members)
        raise _TwiceGiven(names.most_common(1)[0][0])
    return found


def as_pointer(*names: object) -> str:
    """Return the JSON pointer (RFC 6901) of a member."""
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in names)


def show_name(name: str) -> str:
    """Return the name of a member as it can be told: its first characters, with a ? for each lone surrogate."""
    return name[:100].encode("utf-8", "replace").decode("utf-8")


def is_unicode(text: str) -> bool:
    """Whether a text is without lone surrogates, which JSON can write and UTF-8 cannot."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def check_text(value: object, place: str, problems: list[Problem]) -> bool:
    """Whether a value is text; if it is not, add the problem of the member at ``place``."""
    if not isinstance(value, str):
        problems.append(Problem(place, None, "malformed_value", "a text"))
        return False
    if not is_unicode(value):
        problems.append(Problem(place, None, "not_utf8", "text without lone surrogates"))
        return False
    return True
