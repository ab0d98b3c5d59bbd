"""The index that Pincite creates: its fields, derived from the table of fields, and its settings.

Four kinds of documents: ``statement`` and its ``paragraph`` children (in the statement's shard), ``form`` (a word form
that occurs in texts) and a single ``checkpoint``. Tokens and variant keys come from us, separated by spaces: the
cluster analyses nothing. ``length`` and ``places`` belong to a paragraph's text or a statement's title. Paragraphs also
have the fields by which their statement is filtered, counted and sorted.

The index of replaced versions has the same layout. There ``number`` orders the paragraphs of a statement, ``stood`` is
the number of each in its version, and the statement's version is the current one, which lacks them.
"""

from typing import Any

from pincite.index.query.query import Interval
from pincite.index.values.fields import FACETS, SCHEMA_VERSION, WORDED

Json = dict[str, Any]

OURS = "pincite"
"""The key of our marker in the mapping's ``_meta``."""
WINDOW = 20_100
"""The largest offset plus limit, with some reserve."""
LAYOUT = 1
"""Incremented when the layout of documents changes. An older index must then be rebuilt."""

_NUMBERS = (
    "number",
    "length",
    "earliest",
    "latest",
    "low",
    "high",
    "bar_year",
    "bar_quarter",
    "bar_month",
    "bar_day",
    "prints",
    "seen",
)

_ARRIVALS = ("added", "added_at", "changed", "changed_at")


def facet_field(name: str) -> str:
    """The field with the whole values of a facet."""
    return f"facet_{name}"


def bar_field(interval: Interval) -> str:
    """The field with the number of the bar into which a date fits. ``interval`` is not AUTO."""
    return f"bar_{interval.value}"


def words_field(name: str) -> str:
    """The field with the words of a facet's values, on statements."""
    return f"words_{name}"


def build_index(**settings: object) -> Json:
    """Return the body that creates an index. ``settings`` may override the cluster's shards and replicas."""
    made = _settings()
    made["index"] |= settings
    return {"settings": made, "mappings": _mappings()}


def _settings() -> Json:
    # Our script computes scores from the frequency of a word, so that is all that a field must return.
    occurrences = {"type": "scripted", "script": {"source": "return query.boost * doc.freq"}}
    return {
        "index": {"refresh_interval": "-1", "max_result_window": WINDOW},
        "similarity": {"occurrences": occurrences},
        "analysis": {
            "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 100_000}},
            "analyzer": {"tokens": {"type": "custom", "tokenizer": "blanks"}},
        },
    }


def _mappings() -> Json:
    tokens = ("tokens", "stems", "folds", "title", "title_stems", "title_folds", *(words_field(f.name) for f in WORDED))
    keywords = ("kind", "id", "title_sort", "form", "key", "fold", *(facet_field(f.name) for f in FACETS))
    shown = {"type": "keyword", "index": False, "doc_values": False}
    properties: Json = {
        "join": {"type": "join", "relations": {"statement": "paragraph"}, "eager_global_ordinals": True},
        **{
            name: {"type": "text", "analyzer": "tokens", "similarity": "occurrences", "norms": False} for name in tokens
        },
        **{name: {"type": "keyword"} for name in keywords},
        **{name: {"type": "integer"} for name in _NUMBERS},
        **{name: {"type": "long"} for name in ("commit", "batch", "schema", *_ARRIVALS)},
        **dict.fromkeys(("text", "heading", "version", "label"), shown),
        "places": {"type": "binary", "doc_values": True},
        "sketch": {"type": "integer", "index": False},
        **{name: {"type": "integer", "index": False, "doc_values": False} for name in ("paragraphs", "stood", "older")},
        "replaced": {"type": "boolean", "index": False, "doc_values": False},
    }
    left_out = [*tokens, "places", "sketch", "title_sort", *(facet_field(f.name) for f in FACETS), *_NUMBERS[1:-1]]
    return {
        "dynamic": "strict",
        "_meta": {OURS: {"schema": SCHEMA_VERSION, "layout": LAYOUT}},
        "_source": {"excludes": left_out},
        "properties": properties,
    }
