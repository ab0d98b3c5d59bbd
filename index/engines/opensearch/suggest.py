"""Completions while typing: words, titles and facet values, with exact numbers of statements."""

from collections.abc import Sequence

from index.engines.opensearch.cluster import Json
from index.engines.opensearch.documents import heading_of
from index.engines.opensearch.mapping import facet_field, words_field
from index.engines.opensearch.matching import TEXT, TITLE
from index.engines.opensearch.reading import Reader, State
from index.engines.opensearch.selection import all_of, everything, of_kind
from index.engines.opensearch.words import term_of
from index.fields import WORDED, facet
from index.query.completing import (
    CANDIDATES,
    Suggestion,
    frame,
    goes_on,
    mix,
    order_values,
    order_words,
    read_beginning,
)
from index.results import Bucket

_VALUES = 60_000
"""Values that are counted at once: a cluster refuses more than 65,535 buckets."""
_TITLES = 10_000


def build_values(reader: Reader, state: State, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
    """Values of ``field`` that hold all tokens of ``match``, the last as a prefix; most paragraphs first."""
    (answer,) = reader.ask(state, _values_body(field, match))
    return tuple(sorted(_buckets(answer, match), key=lambda bucket: (-bucket.paragraphs, bucket.value))[:limit])


def build_suggestions(reader: Reader, state: State, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """At most ``limit`` completions of ``prefix``."""
    beginning = read_beginning(prefix)
    if beginning is None or limit < 1:
        return ()
    forms = beginning.forms
    fields = [item.name for item in WORDED]
    bodies = [_words_body(forms[-1], limit), _titles_body(forms, limit), *(_values_body(f, forms) for f in fields)]
    words, titles, *values = reader.ask(state, *bodies)
    return mix(
        order_words(_words(reader, state, words), beginning.before, limit),
        order_values(_values(dict(zip(fields, values, strict=True)), forms), limit),
        _titles(titles),
        limit,
    )


def _words_body(stem: str, limit: int) -> Json:
    inside = all_of([of_kind("form"), {"prefix": {"form": {"value": stem}}}])
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


def _values_body(field: str, match: tuple[str, ...]) -> Json:
    """Count the values of statements that have one which may hold ``match``; others of theirs are counted too."""
    counts = {"values": {"terms": {"field": facet_field(field), "size": _VALUES}}}
    inside = [_going_on(words_field(field), match)] if match and not facet(field).dated else [everything()]
    below = {"paragraphs": {"children": {"type": "paragraph"}, "aggs": counts}}
    return {"query": all_of([of_kind("statement"), *inside]), "size": 0, "aggs": {**counts, **below}}


def _buckets(said: Json, match: tuple[str, ...]) -> list[Bucket]:
    found = said["aggregations"]
    paragraphs = {b["key"]: b["doc_count"] for b in found["paragraphs"]["values"]["buckets"]}
    values = ((b["key"], b["doc_count"]) for b in found["values"]["buckets"])
    return [Bucket(v, v, paragraphs[v], count) for v, count in values if v in paragraphs and goes_on(frame(v), match)]


def _values(said: dict[str, Json], forms: tuple[str, ...]) -> list[Suggestion]:
    return [Suggestion(field, b.value, b.statements) for field, one in said.items() for b in _buckets(one, forms)]


def _titles_body(forms: tuple[str, ...], limit: int) -> Json:
    """Titles that hold all words of ``forms``, the last as a prefix; those of most statements first."""
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
    """What holds all of ``forms``, the last as a prefix."""
    whole = [{"term": {field: term_of(form)}} for form in forms[:-1]]
    return all_of([*whole, {"prefix": {field: {"value": forms[-1]}}}])
