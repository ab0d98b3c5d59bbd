"""Completions while typing: words, titles and facet values, with exact numbers of statements."""

from collections.abc import Iterable, Sequence

from pincite.index.engines.opensearch.answering.matching import TEXT, TITLE
from pincite.index.engines.opensearch.commits.documents import heading_of
from pincite.index.engines.opensearch.commits.mapping import facet_field, words_field
from pincite.index.engines.opensearch.commits.reading import Reader, State
from pincite.index.engines.opensearch.commits.selection import all_of, everything, of_kind
from pincite.index.engines.opensearch.commits.words import beginning, is_shortened
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.completing import CANDIDATES, Candidates, Suggestion, complete, frame, goes_on
from pincite.index.results import Bucket, in_order
from pincite.index.values.fields import WORDED, facet

_VALUES = 30_000
"""Values that are counted at once, each twice: a cluster allows 65,535 buckets."""
_PARTS = 4
"""The number of parts into which more values are divided at first."""
_WHOLE = 10
"""Long values that are read at once."""
_TITLES = 10_000


def build_values(reader: Reader, state: State, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
    """Values of ``field`` that contain all tokens of ``match``, the last as a prefix; most paragraphs first."""
    (answer,) = reader.ask(state, _values_body(field, match))
    return in_order(_buckets(reader, state, field, match, answer))[:limit]


def build_suggestions(reader: Reader, state: State, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """At most ``limit`` completions of ``prefix``."""

    def find(forms: tuple[str, ...]) -> Candidates:
        names = [item.name for item in WORDED]
        counting = (_values_body(name, forms) for name in names)
        words, titles, *said = reader.ask(state, _words_body(forms[-1], limit), _titles_body(forms, limit), *counting)
        counted = ((name, _buckets(reader, state, name, forms, one)) for name, one in zip(names, said, strict=True))
        values = (Suggestion(name, one.value, one.statements) for name, some in counted for one in some)
        return Candidates(_words(reader, state, words), values, _titles(titles))

    return complete(prefix, limit, find)


def _words_body(stem: str, limit: int) -> Json:
    inside = all_of([of_kind("form"), beginning("form", stem)])
    order = [{"seen": "desc"}, {"form": "asc"}]
    return {"query": inside, "size": limit * CANDIDATES, "_source": ["form"], "sort": order}


def _words(reader: Reader, state: State, said: Json) -> list[tuple[str, int]]:
    forms = list(dict.fromkeys(hit["_source"]["form"] for hit in said["hits"]["hits"]))
    if not forms:
        return []
    parents = {"statements": {"parent": {"type": "paragraph"}}}
    bodies = [{"query": {"term": {TEXT.tokens: form}}, "size": 0, "aggs": parents} for form in forms]
    counts = [answer["aggregations"]["statements"]["doc_count"] for answer in reader.ask(state, *bodies)]
    return list(zip(forms, counts, strict=True))


def _values_body(field: str, match: tuple[str, ...], part: Json | None = None) -> Json:
    """Count the values of statements with a value that may contain ``match``. Their other values are counted too."""
    counts = {"values": {"terms": {"field": facet_field(field), "size": _VALUES, **(part or {})}}}
    inside = [_going_on(words_field(field), match)] if match and not facet(field).dated else [everything()]
    below = {"paragraphs": {"children": {"type": "paragraph"}, "aggs": counts}}
    return {"query": all_of([of_kind("statement"), *inside]), "size": 0, "aggs": {**counts, **below}}


def _buckets(reader: Reader, state: State, field: str, match: tuple[str, ...], said: Json) -> list[Bucket]:
    """The counted values in ``said`` that contain ``match``. If there are too many, they are requested in parts."""
    answers, parts = [said], _PARTS
    while any(answer["aggregations"]["values"]["sum_other_doc_count"] for answer in answers):
        some = [{"include": {"partition": number, "num_partitions": parts}} for number in range(parts)]
        answers = reader.ask(state, *(_values_body(field, match, part) for part in some))
        parts *= 2
    paragraphs: dict[str, int] = {}
    statements: dict[str, int] = {}
    for answer in answers:
        found = answer["aggregations"]
        paragraphs |= {b["key"]: b["doc_count"] for b in found["paragraphs"]["values"]["buckets"]}
        statements |= {b["key"]: b["doc_count"] for b in found["values"]["buckets"]}
    whole = _whole_values(reader, state, statements)
    counted = ((whole.get(term, term), term) for term in statements if term in paragraphs)
    return [Bucket(v, v, paragraphs[t], statements[t]) for v, t in counted if goes_on(frame(v), match)]


def _whole_values(reader: Reader, state: State, terms: Iterable[str]) -> dict[str, str]:
    """The full values of the shortened ones among ``terms``, by term."""
    wanted = [term for term in terms if is_shortened(term)]
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _WHOLE):
        inside = all_of([of_kind("value"), {"terms": {"form": wanted[start : start + _WHOLE]}}])
        (answer,) = reader.ask(state, {"query": inside, "size": _WHOLE, "_source": ["form", "text"]})
        found |= {hit["_source"]["form"]: hit["_source"]["text"] for hit in answer["hits"]["hits"]}
    return found


def _titles_body(forms: tuple[str, ...], limit: int) -> Json:
    """Titles that contain all words of ``forms``, the last as a prefix; those of most statements first."""
    first = {"top_hits": {"size": 1, "sort": [{"id": "asc"}], "_source": ["id", "heading"]}}
    counted = {"field": "title_sort", "size": limit, "shard_size": _TITLES, "execution_hint": "map"}
    titles = {"terms": counted, "aggs": {"first": first}}
    inside = all_of([of_kind("statement"), _going_on(TITLE.tokens, forms)])
    return {"query": inside, "size": 0, "aggs": {"titles": titles}}


def _titles(said: Json) -> list[Suggestion]:
    made = []
    for bucket in said["aggregations"]["titles"]["buckets"]:
        (first,) = bucket["first"]["hits"]["hits"]
        made.append(Suggestion("title", heading_of(first["_source"]).title, bucket["doc_count"]))
    return made


def _going_on(field: str, forms: Sequence[str]) -> Json:
    """Texts that contain all of ``forms``, the last as a prefix."""
    whole = [{"term": {field: form}} for form in forms[:-1]]
    return all_of([*whole, beginning(field, forms[-1])])
