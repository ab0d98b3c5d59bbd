"""What can be asked: each resource of the API with its parameters, as one value, before anybody is asked."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit

from pincite.app.api.comparison_schemas import ComparisonOut
from pincite.app.api.quote_schemas import CheckOut
from pincite.app.api.schemas import ListOut, SearchOut, SuggestOut, ValuesOut
from pincite.app.api.statement_schemas import ChangesOut, ParagraphAnswer, StatementAnswer
from pincite.app.api.wording_schemas import TimelineOut, VariantsOut
from pincite.app.client.keywords import listed_members_of, members_of, pairs_of
from pincite.app.client.unanswered import ForeignAnswer, TimeRanOut
from pincite.index.values.errors import NotFound

A = TypeVar("A")
Keywords = Mapping[str, object]

START = "*"
"""The cursor that begins a walk."""
_TIMES = 3
"""How often a page of a walk is asked for, where the service runs out of time."""
_MOST_IN_ADDRESS = 4_000
"""Characters of a passage that an address holds; a longer one is sent as a body."""


@dataclass(frozen=True, slots=True)
class Question(Generic[A]):
    """One request, answered by a JSON object of the kind ``A``, or with ``bytes`` by a stream.

    ``resource`` is the path as the OpenAPI document has it, ``named`` are its parameters. ``body`` makes it a POST.
    """

    resource: str
    pairs: tuple[tuple[str, str], ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    @property
    def method(self) -> str:
        """The method of HTTP."""
        return "GET" if self.body is None else "POST"

    @property
    def path(self) -> str:
        """The path, percent-encoded."""
        return re.sub(r"\{(\w+)\}", lambda found: _segment(self.named[found[1]]), self.resource)

    @property
    def content(self) -> bytes | None:
        """The body as JSON, in ASCII: a text that is not Unicode reaches the service, which refuses it."""
        return None if self.body is None else json.dumps(self.body).encode("ascii")


def search(q: str, keywords: Keywords) -> Question[SearchOut]:
    """A search."""
    return Question("/v1/search", _asked(q, keywords))


def walk(q: str, keywords: Keywords) -> Question[SearchOut]:
    """The first part of a walk over all hits."""
    return Question("/v1/search", _asked(q, {"limit": 100, **keywords, "cursor": START}))


def statements(q: str, keywords: Keywords) -> Question[ListOut]:
    """A list of statements."""
    return Question("/v1/statements", _asked(q, keywords))


def walk_statements(q: str, keywords: Keywords) -> Question[ListOut]:
    """The first part of a walk over all statements."""
    return Question("/v1/statements", _asked(q, {"limit": 100, **keywords, "cursor": START}))


def facets(name: str, q: str, keywords: Keywords) -> Question[ValuesOut]:
    """The values of one field."""
    return Question("/v1/facets/{name}", _asked(q, keywords), dict(pairs_of({"name": name})))


def walk_values(name: str, q: str, keywords: Keywords) -> Question[ValuesOut]:
    """The first part of all values of one field, in alphabetical order."""
    return facets(name, q, {"limit": 1_000, **keywords, "sort": "value", "cursor": START})


def statement(identity: str, keywords: Keywords) -> Question[StatementAnswer]:
    """A statement, or some of its paragraphs. Raises NotFound for what no address can name."""
    return Question("/v1/statements/{id}", pairs_of(keywords), {"id": _addressable(identity)})


def paragraph(identity: str, number: int, keywords: Keywords) -> Question[ParagraphAnswer]:
    """One paragraph. Raises NotFound for what no address can name."""
    named = {"id": _addressable(identity), **dict(pairs_of({"number": number}))}
    return Question("/v1/statements/{id}/paragraphs/{number}", pairs_of(keywords), named)


def suggest(q: str, limit: int) -> Question[SuggestOut]:
    """Completions of what was typed."""
    return Question("/v1/suggest", pairs_of({"q": q, "limit": limit}))


def changes(keywords: Keywords) -> Question[ChangesOut]:
    """Versions that replaced another."""
    return Question("/v1/changes", pairs_of(keywords))


def walk_changes(keywords: Keywords) -> Question[ChangesOut]:
    """The first part of all changes."""
    return changes({"limit": 50, **keywords, "cursor": START})


def check(text: str | None, quotes: Iterable[str] | None, filters: Keywords) -> Question[CheckOut]:
    """Quotations to check, or a text with quotations."""
    given = {} if text is None else {"text": text}
    listed = {} if quotes is None else {"quotes": [quotes] if isinstance(quotes, str) else list(quotes)}
    return Question("/v1/quotes/check", body={**given, **listed, **listed_members_of(filters)})


def export(q: str, keywords: Keywords) -> Question[bytes]:
    """A whole result as a file."""
    return Question("/v1/export", _asked(q, keywords))


def timeline(wordings: Iterable[str], q: str, keywords: Keywords) -> Question[TimelineOut]:
    """How often wordings were used over time."""
    return Question("/v1/timeline", (*pairs_of({"wording": tuple(wordings)}), *_asked(q, keywords)))


def variants(text: str | None, keywords: Keywords) -> Question[VariantsOut]:
    """The forms of a passage."""
    if text is not None and len(text) > _MOST_IN_ADDRESS:
        return Question("/v1/variants", body={"text": text, **members_of(keywords)})
    return Question("/v1/variants", pairs_of({"text": text, **keywords}))


def compare(left: str | None, right: str | None, keywords: Keywords) -> Question[ComparisonOut]:
    """Two texts side by side."""
    return Question("/v1/compare", pairs_of({"left": left, "right": right, **keywords}))


def following(question: Question[A], page: Mapping[str, Any]) -> Question[A] | None:
    """Return the question for the page after ``page``; None after the last one.

    Only the cursor of its ``next`` is used: the service may know itself by another address.
    """
    address = page["next"]
    if address is None:
        return None
    cursor = dict(parse_qsl(urlsplit(str(address)).query)).get("cursor")
    kept = tuple(pair for pair in question.pairs if pair[0] != "cursor")
    found = replace(question, pairs=(*kept, ("cursor", cursor or "")))
    if not cursor or found == question:
        raise ForeignAnswer(f"The next page has no cursor that leads on: {address!s}. Report this to the operator.")
    return found


def is_whole(page: Mapping[str, Any], before: int) -> bool:
    """Whether a page of a walk has all it should; a partial one is asked for again. Raises TimeRanOut at the third."""
    if not page.get("partial"):
        return True
    if before + 1 < _TIMES:
        return False
    raise TimeRanOut("The service ran out of time, so the list breaks off here. Add filters, or try again later.")


def _asked(q: str, keywords: Keywords) -> tuple[tuple[str, str], ...]:
    return pairs_of({"q": q or None, **keywords})


def _addressable(identity: str) -> str:
    """Return an id of a statement. Without text, or with a slash, its address would be another one."""
    text = dict(pairs_of({"id": identity})).get("id", "")
    if not text or "/" in text:
        raise NotFound(f"there is no statement {identity!r}")
    return text


def _segment(value: str) -> str:
    # A dot alone would be the folder itself.
    return quote(value, safe="") if value.strip(".") else value.replace(".", "%2E")
