"""Owns making a segment's arrays from entries: sort by id, tokenise, invert, pack."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.integers import pack_small
from pincite.index.engines.whoosh.arrays.keys import KeyTable
from pincite.index.engines.whoosh.arrays.packed import learn, pack
from pincite.index.engines.whoosh.arrays.prints import pack_prints
from pincite.index.engines.whoosh.arrays.segment import NO_TIME
from pincite.index.engines.whoosh.arrays.strings import IntArray, pack_strings
from pincite.index.engines.whoosh.writing.tokens import Ids, TokenTable
from pincite.index.text.fingerprints import winnow
from pincite.index.values.arrival import Arrival
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.fields import FACETS, day_number
from pincite.index.values.heading import Heading, render_heading, title_key
from pincite.index.values.statement import Paragraph

_REMEMBERED = 400_000
"""The most pieces of text that are cached from one segment to the next: about 100 MB."""
_REMEMBERED_BYTES = 32 << 20
"""The most bytes of such pieces: a single one may have megabytes."""

_KEY = 63
"""The bits of a key by which tokens are sorted."""

BuiltArrays = dict[str, NDArray[Any]]
Rows = Sequence[Paragraph] | Sequence[Passage]
"""The paragraphs of one statement in a segment."""


class Builder:
    """Makes segments. Numbers of forms, variant keys and ``dictionaries`` are kept from one to the next.

    ``dictionaries`` are those of an existing segment, by list, so that a merge can copy compressed strings.
    """

    def __init__(self, dictionaries: Mapping[str, NDArray[np.uint8]] | None = None) -> None:
        self._table = TokenTable()
        self._keys = KeyTable()
        self._dictionaries = dict(dictionaries or {})

    def build(self, entries: Sequence[Entry], *, replaced: bool = False) -> BuiltArrays:
        """Return the arrays of one segment: of current versions, or of what ``entries`` have of replaced ones.

        Raises ValueError when an id occurs twice or paragraphs are not numbered from 1.
        """
        if len(self._table) > _REMEMBERED or self._table.weight > _REMEMBERED_BYTES:
            self._table, self._keys = TokenTable(), KeyTable()
        ordered = sorted(entries, key=lambda entry: entry.heading.id.encode("utf-8"))
        _check(ordered)
        headings = [entry.heading for entry in ordered]
        rows: Sequence[Rows] = [entry.replaced if replaced else entry.paragraphs for entry in ordered]
        texts = [row.text.encode("utf-8") for own in rows for row in own]
        languages = [heading.language for heading in headings]
        of_texts = [language for language, own in zip(languages, rows, strict=True) for _ in own]
        return {
            **self._statements(ordered, rows),
            **(_stood([row for entry in ordered for row in entry.replaced]) if replaced else {}),
            **_strings("ids", [heading.id.encode("utf-8") for heading in headings]),
            **_dates(headings),
            **_arrivals("added", [heading.added for heading in headings]),
            **_arrivals("changed", [heading.changed for heading in headings]),
            **_facets(headings),
            **_labels(rows),
            **self._packed("headings", [render_heading(heading).encode("utf-8") for heading in headings]),
            **self._packed("texts", texts),
            **self._postings("title", [heading.title.encode("utf-8") for heading in headings], languages),
            **self._postings("text", texts, of_texts),
        }

    def _statements(self, ordered: Sequence[Entry], rows: Sequence[Rows]) -> BuiltArrays:
        counts = [len(own) for own in rows]
        versions = b"".join(bytes.fromhex(entry.version) for entry in ordered)
        return {
            "first": np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            "versions": np.frombuffer(versions, np.uint8).reshape(len(ordered), 32),
            "title_rank": rank_titles([entry.heading.title for entry in ordered]),
        }

    def _packed(self, name: str, items: Sequence[bytes]) -> BuiltArrays:
        dictionary = self._dictionaries.get(name)
        if dictionary is None or not len(dictionary):
            dictionary = self._dictionaries[name] = learn(items)
        return pack(name, items, dictionary)

    def _postings(self, name: str, texts: Sequence[bytes], languages: Sequence[str | None]) -> BuiltArrays:
        numbers, lengths = self._table.numbers(texts, languages)
        used = np.flatnonzero(np.bincount(numbers, minlength=1))
        forms = [self._table.form(number) for number in used.tolist()]
        order = sorted(range(len(forms)), key=forms.__getitem__)
        terms = [forms[place] for place in order]
        ordinals = np.zeros(len(self._table), np.int32)
        ordinals[used[order]] = np.arange(len(terms), dtype=np.int32)
        made = {
            **_strings(f"{name}.terms", terms),
            **invert(name, ordinals[numbers], lengths, len(terms)),
            **pack_keys(name, self._keys.keys(terms)),
        }
        if name == "text":
            made["lengths"] = lengths
            made |= pack_prints(*winnow(self._table.hashes[numbers], lengths), len(lengths))
        return made


def build(entries: Sequence[Entry]) -> BuiltArrays:
    """Return the arrays of one segment with ``entries``."""
    return Builder().build(entries)


def invert(name: str, terms: Ids, lengths: Ids, count: int) -> BuiltArrays:
    """Return the postings of tokens, which are given as ordinals of ``count`` sorted terms, row after row."""
    rows, places = _by_term(terms, lengths)
    bounds = np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=count)))) if count else np.zeros(1, np.int64)
    begins = np.ones(len(terms), np.bool_)
    begins[1:] = rows[1:] != rows[:-1]
    begins[bounds[:-1]] = True
    starts = np.flatnonzero(begins)
    return {
        f"{name}.offsets": np.searchsorted(starts, bounds).astype(np.int64),
        f"{name}.rows": rows[starts],
        **pack_small(f"{name}.tf", np.diff(starts, append=len(terms))),
        f"{name}.position_offsets": bounds.astype(np.int64),
        **pack_small(f"{name}.positions", places),
    }


def _by_term(terms: Ids, lengths: Ids) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return the row of each token and its place in the row, sorted by term, then row, then place."""
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    high, low = (int(values.max(initial=0)).bit_length() for values in (terms, lengths))
    if high + len(lengths).bit_length() + low > _KEY:
        order = stable_order(terms, 1 << high)
        rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[order]
        return rows, (order - starts[rows]).astype(np.int32)
    # Sorting such keys is several times faster than sorting places by key.
    keys = np.repeat((np.arange(len(lengths)) << low) - starts, lengths)
    keys += np.arange(len(terms))
    keys |= terms.astype(np.int64) << (len(lengths).bit_length() + low)
    keys.sort()
    places = (keys & ((1 << low) - 1)).astype(np.int32)
    keys >>= low
    keys &= (1 << len(lengths).bit_length()) - 1
    return keys.astype(np.uint32), places


def stable_order(values: IntArray, count: int) -> NDArray[np.int64]:
    """Return the order that sorts ``values`` (below ``count``) stably, with 16 bits per pass."""
    order = np.argsort(values.astype(np.uint16), kind="stable")
    if count > 1 << 16:
        order = order[np.argsort((values >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def pack_keys(name: str, keys: Sequence[bytes]) -> BuiltArrays:
    """Return the sorted variant keys, and the terms of each. ``keys`` are in the order of the terms."""
    distinct = sorted(set(keys))
    ordinal = {key: number for number, key in enumerate(distinct)}
    of_term = np.fromiter(map(ordinal.__getitem__, keys), np.int64, len(keys))
    offsets = np.concatenate(([0], np.cumsum(np.bincount(of_term, minlength=len(distinct))))).astype(np.uint32)
    members = np.argsort(of_term, kind="stable").astype(np.uint32)
    return {
        **_strings(f"{name}.keys", distinct),
        f"{name}.key_offsets": offsets if distinct else np.zeros(1, np.uint32),
        f"{name}.key_terms": members,
    }


def rank_titles(titles: Sequence[str]) -> NDArray[np.int32]:
    """Return each title's place in the order of titles; equal ones have equal ranks."""
    folded = [*map(title_key, titles)]
    rank = {title: place for place, title in enumerate(sorted(set(folded)))}
    return np.fromiter(map(rank.__getitem__, folded), np.int32, len(folded))


def _check(ordered: Sequence[Entry]) -> None:
    ids = [entry.heading.id for entry in ordered]
    if len(set(ids)) != len(ids):
        raise ValueError("an id stands twice in one segment")
    for entry in ordered:
        if any(paragraph.number != place for place, paragraph in enumerate(entry.paragraphs, 1)):
            raise ValueError(f"the paragraphs of {entry.heading.id} are not numbered from 1 on")


def _strings(name: str, items: Sequence[bytes]) -> BuiltArrays:
    blob, offsets = pack_strings(items)
    return {f"{name}.blob": blob, f"{name}.offsets": offsets}


def _dates(headings: Sequence[Heading]) -> BuiltArrays:
    return {
        "earliest": np.array([day_number(heading.dates.earliest) for heading in headings], np.int32),
        "latest": np.array([day_number(heading.dates.latest) for heading in headings], np.int32),
    }


def _arrivals(name: str, arrivals: Sequence[Arrival | None]) -> BuiltArrays:
    times = [NO_TIME if one is None or one.at is None else one.at for one in arrivals]
    return {
        name: np.array([0 if one is None else one.batch for one in arrivals], np.int32),
        f"{name}_at": np.array(times, np.int64),
    }


def _facets(headings: Sequence[Heading]) -> BuiltArrays:
    made: BuiltArrays = {}
    for facet in FACETS:
        made.update(_facet(f"facet.{facet.name}", headings, facet.values))
    return made


def _facet(name: str, headings: Sequence[Heading], values: Callable[[Heading], tuple[str, ...]]) -> BuiltArrays:
    rows = [[value.encode("utf-8") for value in values(heading)] for heading in headings]
    distinct = sorted({value for row in rows for value in row})
    ordinal = {value: number for number, value in enumerate(distinct)}
    flat = [number for row in rows for number in sorted(ordinal[value] for value in row)]
    return {
        **_strings(f"{name}.values", distinct),
        f"{name}.offsets": np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int32),
        f"{name}.ordinals": np.array(flat, np.int32),
    }


def _stood(passages: Sequence[Passage]) -> BuiltArrays:
    versions = b"".join(bytes.fromhex(passage.version) for passage in passages)
    return {
        "stood": np.array([passage.number for passage in passages], np.int32),
        "stood.versions": np.frombuffer(versions, np.uint8).reshape(len(passages), 32),
    }


def _labels(rows: Sequence[Rows]) -> BuiltArrays:
    paragraphs = (paragraph for own in rows for paragraph in own)
    labelled = [(doc, p.label.encode("utf-8")) for doc, p in enumerate(paragraphs) if p.label is not None]
    return {
        "labelled": np.array([doc for doc, _ in labelled], np.uint32),
        **_strings("labels", [label for _, label in labelled]),
    }
