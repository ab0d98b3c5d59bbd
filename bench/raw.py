"""OpenSearch as one would use it without Pincite: its own analyzer, scores and marks, and the same job for each answer.

Paragraphs are children of their statements, so that both counts are exact; five facets, the 10 best with highlights.
"""

import json
from collections.abc import Iterator
from typing import Any

from opensearchpy import OpenSearch, helpers

from bench.load import Request
from bench.peers import FACETS, values
from bench.workload import Question
from pincite.index.values.entry import Entry

Json = dict[str, Any]
INDEX = "raw"
_MAPPINGS: Json = {
    "dynamic": "strict",
    "properties": {
        "join": {"type": "join", "relations": {"statement": "paragraph"}, "eager_global_ordinals": True},
        "text": {"type": "text", "analyzer": "english_with_stop_words"},
        "title": {"type": "text", "analyzer": "english_with_stop_words"},
        "number": {"type": "integer"},
        **{name: {"type": "keyword"} for name in FACETS},
    },
}
_ANALYSIS: Json = {
    # As everywhere in the bench stop words are indexed, because phrases need them.
    "filter": {"stemmed": {"type": "stemmer", "language": "english"}},
    "analyzer": {"english_with_stop_words": {"tokenizer": "standard", "filter": ["lowercase", "stemmed"]}},
}


def build(client: OpenSearch, corpus: Iterator[Entry]) -> None:
    """Index the corpus with the client's own helper."""
    settings = {"index": {"refresh_interval": "-1", "number_of_shards": 1, "number_of_replicas": 0}}
    made = {"settings": {**settings, "analysis": _ANALYSIS}, "mappings": _MAPPINGS}
    client.indices.create(index=INDEX, body=made)
    helpers.bulk(client, (action for entry in corpus for action in _actions(entry)))
    client.indices.refresh(index=INDEX)


def _actions(entry: Entry) -> Iterator[Json]:
    place: Json = {"_index": INDEX, "routing": entry.heading.id}
    common = {name: list(found) for name, found in values(entry.heading).items()}
    yield {**place, "_id": entry.heading.id, "join": "statement", "title": entry.heading.title, **common}
    for paragraph in entry.paragraphs:
        join = {"name": "paragraph", "parent": entry.heading.id}
        own = {"_id": f"{entry.heading.id}/{paragraph.number}", "number": paragraph.number, "text": paragraph.text}
        yield {**place, **own, "join": join, "title": entry.heading.title, **common}


def request_of(question: Question) -> Request:
    """Return the search for ``question``."""
    counted = {name: {"terms": {"field": name, "size": 10}} for name in FACETS}
    body = {
        "query": {"bool": {"must": [_query(question)], "filter": [{"exists": {"field": "number"}}]}},
        "size": 10,
        "track_total_hits": True,
        "highlight": {"fields": {"text": {"fragment_size": 300, "number_of_fragments": 1}}},
        "aggs": {**counted, "statements": {"parent": {"type": "paragraph"}, "aggs": counted}},
    }
    lines = f'{{"index":"{INDEX}"}}\n{json.dumps(body)}\n'
    return "POST", "/_msearch", lines.encode()


def _query(question: Question) -> Json:
    words = " ".join(question.words)
    match question.kind:
        case "prefix":
            return {"prefix": {"text": {"value": words}}}
        case "phrase":
            return {"match_phrase": {"text": words}}
        case "or":
            return {"match": {"text": {"query": words, "operator": "or"}}}
    return {"match": {"text": {"query": words, "operator": "and"}}}
