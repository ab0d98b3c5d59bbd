"""Owns the reissues of a commit of the cluster: found from sketches and texts when a search first asks for them."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import partial

import numpy as np

from pincite.index.engines.opensearch.commits.reading import Reader, State
from pincite.index.engines.opensearch.commits.selection import Narrowed, all_of, of_kind
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.compared_issues import Compared, Issue
from pincite.index.query.deadline import Check
from pincite.index.query.query import Query
from pincite.index.query.reissues import find_reissues
from pincite.index.query.same_words import words_of

_AT_ONCE, _TEXTS_AT_ONCE = 5_000, 500
"""How many statements, and how many paragraphs of one, are read with one request."""
_COMMITS = 4
_LAST = np.iinfo(np.int64).max

Ids = tuple[str, ...]


def narrow(query: Query, left_out: Ids) -> Narrowed:
    """Return ``query`` without these statements."""
    return Narrowed(**{field.name: getattr(query, field.name) for field in fields(Query)}, left_out=left_out)


class Reissues:
    """The reissues of the last commits that were asked for, and which versions were compared. Thread-safe."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int], Ids] = OrderedDict()
        self._compared = Compared()

    def knows(self, state: State) -> bool:
        """Whether the reissues of a commit are known."""
        return _key(state) in self._known

    def of(self, reader: Reader, state: State, check: Check) -> Ids:
        """Return the ids of the reissues of a commit, in order. Raises what ``check`` and the reader raise.

        What was compared until then is kept, so that the next call goes on from there.
        """
        known = self._known.get(_key(state))
        if known is None:
            known = self._known[_key(state)] = _Search(reader, state, self._compared).find(check)
            while len(self._known) > _COMMITS:
                self._known.popitem(last=False)
        return known


def _key(state: State) -> tuple[str, int]:
    return state.generation, state.checkpoint.commit


class _Search:
    """Looks through the statements of one commit, which are numbered in the order of their ids."""

    def __init__(self, reader: Reader, state: State, compared: Compared) -> None:
        self._reader, self._state, self._compared = reader, state, compared
        self._found: list[Json] = []

    def find(self, check: Check) -> Ids:
        """Return the ids of the reissues, in order."""
        self._found = list(self._statements(check))
        sketches = [hit.get("fields", {}).get("sketch", []) for hit in self._found]
        days = np.array([hit.get("fields", {}).get("earliest", [_LAST])[0] for hit in self._found], np.int64)
        found = find_reissues(
            np.array([one for sketch in sketches for one in sketch], np.uint32),
            np.repeat(np.arange(len(sketches)), [len(sketch) for sketch in sketches]),
            np.argsort(days, kind="stable"),
            self._is_same,
            check,
        )
        return tuple(self._id(number) for number in found.tolist())

    def _statements(self, check: Check) -> Iterator[Json]:
        body: Json = {
            "query": all_of([of_kind("statement")]),
            "size": _AT_ONCE,
            "sort": [{"id": "asc"}],
            "_source": ["id", "version", "paragraphs"],
            "docvalue_fields": ["sketch", "earliest"],
        }
        for hit in self._paged(body):
            check()
            yield hit

    def _is_same(self, later: int, earlier: int) -> bool:
        return self._compared.are_same(self._issue(later), self._issue(earlier))

    def _id(self, number: int) -> str:
        return str(self._found[number]["_source"]["id"])

    def _issue(self, number: int) -> Issue:
        source = self._found[number]["_source"]
        # The same text may have been divided otherwise, and something of it left out.
        return Issue((source["version"], source["paragraphs"]), partial(self._read_words, number))

    def _read_words(self, number: int) -> list[str]:
        body: Json = {
            "query": all_of([of_kind("paragraph"), {"term": {"id": self._id(number)}}]),
            "size": _TEXTS_AT_ONCE,
            "sort": [{"number": "asc"}],
            "_source": ["text"],
        }
        return words_of(hit["_source"]["text"] for hit in self._paged(body))

    def _paged(self, body: Json) -> Iterator[Json]:
        while True:
            (answer,) = self._reader.ask(self._state, body)
            hits: Sequence[Json] = answer["hits"]["hits"]
            yield from hits
            if len(hits) < body["size"]:
                return
            body = {**body, "search_after": hits[-1]["sort"]}
