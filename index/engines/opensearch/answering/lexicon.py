"""The words of one commit: their forms, the number of paragraphs that contain them, and their weight."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.index.engines.opensearch.answering.matching import TEXT, TITLE, Matching, form_field, fuzzy
from pincite.index.engines.opensearch.commits.reading import Reader, State
from pincite.index.engines.opensearch.commits.selection import all_of, elsewhere, in_turkic, of_kind
from pincite.index.engines.opensearch.commits.words import beginning
from pincite.index.query.asking import Asked, asked_of
from pincite.index.query.clauses import Words
from pincite.index.query.scoring import idf

Json = dict[str, Any]

_AT_ONCE = 10_000
_ASKED_AT_ONCE = 200
_REMEMBERED = 50_000
_COMMITS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """One word in one commit: its sorted forms, and the number of paragraphs that contain any of them."""

    forms: tuple[str, ...]
    paragraphs: int


class Remembered:
    """The words looked up so far, by commit. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commits: OrderedDict[tuple[str, int], dict[Asked, Known]] = OrderedDict()

    def of(self, state: State) -> dict[Asked, Known]:
        """Return the table of a commit."""
        key = (state.generation, state.checkpoint.commit)
        with self._lock:
            table = self._commits.setdefault(key, {})
            self._commits.move_to_end(key)
            while len(self._commits) > _COMMITS:
                self._commits.popitem(last=False)
            if len(table) > _REMEMBERED:
                table = self._commits[key] = {}
            return table


class ClusterLexicon:
    """The words of one search."""

    def __init__(self, reader: Reader, state: State, matching: Matching, remembered: Remembered) -> None:
        self._reader, self._state, self._matching = reader, state, matching
        self._known = remembered.of(state)
        self._titled: dict[Asked, int] = {}

    def learn(self, asked: Iterable[Asked]) -> None:
        """Look up all words that are not known yet in one request."""
        new = [word for word in dict.fromkeys(asked) if word not in self._known]
        if not new:
            return
        bodies = [body for word in new for body in (self._count(word), *self._candidates(word))]
        answers = self._ask(bodies)
        for word in new:
            held = _total(next(answers))
            forms = [word.token] if word.kind == "exact" else self._living(word, self._all_forms(word, next(answers)))
            forms = forms if word == word.in_turkic else self._forms_apart(word, forms)
            self._known[word] = Known(tuple(forms) if held else (), held)

    def learn_titles(self, leaves: Iterable[Words], variants: bool) -> None:
        """Count the titles that contain each word of ``leaves``."""
        asked = list(dict.fromkeys(word for words in leaves for word in asked_of(words, variants)))
        counts = self._counts([self._matching.word(word, TITLE) for word in asked])
        self._titled.update(zip(asked, counts, strict=True))

    def count_expansions(self, asked: Asked) -> int:
        """How many forms a word matches."""
        return len(self.forms(asked))

    def forms(self, asked: Asked) -> tuple[str, ...]:
        """The forms of a word in live paragraphs, sorted."""
        return self._get(asked).forms

    def frequency(self, asked: Asked) -> int:
        """How many live paragraphs contain a word."""
        return self._get(asked).paragraphs

    def weight(self, words: Words, variants: bool) -> float:
        """The sum of the idf of the words of a leaf."""
        total = self._state.checkpoint.paragraphs
        return sum(idf(total, self.frequency(asked)) for asked in asked_of(words, variants))

    def title_weight(self, words: Words, variants: bool) -> float:
        """The same for titles of statements. Call ``learn_titles`` first."""
        total = self._state.checkpoint.statements
        return sum(idf(total, self._titled[asked]) for asked in asked_of(words, variants))

    def count_forms(self, forms: list[str]) -> list[int]:
        """How many live paragraphs contain each of ``forms``."""
        asked = [Asked(form, "exact") for form in forms]
        self.learn(asked)
        return [self.frequency(word) for word in asked]

    def _get(self, asked: Asked) -> Known:
        if asked not in self._known:
            self.learn([asked])
        return self._known[asked]

    def _count(self, asked: Asked) -> Json:
        return _counting(self._matching.word(asked, TEXT))

    def _candidates(self, asked: Asked) -> list[Json]:
        """The search for all forms of a word that were ever indexed: one hit per form and variant key."""
        match asked.kind:
            case "exact":
                return []
            case "class":
                wanted: Json = {"terms": {"key": self._matching.keys(asked.token)}}
            case "prefix":
                wanted = beginning(form_field(asked), asked.compared)
            case _:
                wanted = fuzzy(form_field(asked), asked)
        inside = all_of([of_kind("form"), wanted])
        return [{"query": inside, "size": _AT_ONCE, "_source": False, "sort": [{"form": "asc"}, {"key": "asc"}]}]

    def _all_forms(self, asked: Asked, answer: Json) -> list[str]:
        found: dict[str, None] = {}
        while True:
            hits = answer["hits"]["hits"]
            found.update((hit["sort"][0], None) for hit in hits)
            if len(hits) < _AT_ONCE:
                return sorted(found)
            (body,) = self._candidates(asked)
            (answer,) = self._reader.ask(self._state, {**body, "search_after": hits[-1]["sort"]})

    def _living(self, asked: Asked, forms: list[str]) -> list[str]:
        """Those of ``forms`` that occur in a live paragraph. Others remain from replaced statements."""
        if not self._state.replaced:
            return forms
        inside = self._matching.word(asked, TEXT) if asked.kind == "class" else None
        wanted = [{"term": {TEXT.tokens: form}} for form in forms]
        counts = self._counts([all_of([term, inside]) for term in wanted] if inside else wanted)
        return [form for form, count in zip(forms, counts, strict=True) if count]

    def _forms_apart(self, asked: Asked, forms: list[str]) -> list[str]:
        """The forms of a word that is another one in Turkish and Azeri: each where it is one."""
        other = asked.in_turkic
        if asked.kind == "exact":
            others = [other.token]
        else:
            (answer,) = self._ask(self._candidates(other))
            others = self._all_forms(other, answer)
        wanted = [(form, elsewhere({"term": {TEXT.tokens: form}})) for form in forms]
        wanted += [(form, in_turkic({"term": {TEXT.tokens: form}})) for form in others]
        counts = self._counts([query for _, query in wanted])
        return sorted({form for (form, _), count in zip(wanted, counts, strict=True) if count})

    def _counts(self, queries: Sequence[Json]) -> list[int]:
        return [_total(answer) for answer in self._ask([_counting(query) for query in queries])]

    def _ask(self, bodies: Sequence[Json]) -> Iterator[Json]:
        for start in range(0, len(bodies), _ASKED_AT_ONCE):
            yield from self._reader.ask(self._state, *bodies[start : start + _ASKED_AT_ONCE])


def _counting(query: Json) -> Json:
    return {"query": query, "size": 0, "track_total_hits": True}


def _total(answer: Json) -> int:
    total: int = answer["hits"]["total"]["value"]
    return total
