"""Owns making a segment's arrays from entries: sort by id, then the texts, and what stands beside them."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.packed import LEARNED_AT_LEAST
from pincite.index.engines.whoosh.arrays.segment import NO_TIME
from pincite.index.engines.whoosh.arrays.strings import named_strings
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.text_process import Begun, BesideBuilder
from pincite.index.engines.whoosh.writing.texts import TextBuilder
from pincite.index.values.arrival import Arrival
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.fields import FACETS, day_number
from pincite.index.values.heading import Heading, render_heading, title_key
from pincite.index.values.paragraph_columns import are_numbered, labels_of, texts_of
from pincite.index.values.statement import Paragraph

Rows = Sequence[Paragraph] | Sequence[Passage]
"""The paragraphs of one statement in a segment."""


class Builder:
    """Makes segments. Numbers of forms, variant keys and ``dictionaries`` are kept from one to the next.

    ``dictionaries`` are those of an existing segment, by list, so that a merge can copy compressed strings.
    """

    def __init__(self, dictionaries: Mapping[str, NDArray[np.uint8]] | None = None) -> None:
        known = dictionaries or {}
        # Headings resemble each other: those of the first batch are enough, and a join then copies all later ones.
        self._headings = TextBuilder(known.get("headings"), LEARNED_AT_LEAST)
        self._texts = BesideBuilder(known.get("texts"))

    def build(self, entries: Sequence[Entry], *, replaced: bool = False) -> BuiltArrays:
        """Return the arrays of one segment: of current versions, or of what ``entries`` have of replaced ones.

        Raises ValueError when an id occurs twice or paragraphs are not numbered from 1.
        """
        ordered = _ordered(entries)
        texts, languages = _texts(ordered, replaced=replaced)
        return {**self._beside_texts(ordered, replaced=replaced), **self._texts.build(texts, languages)}

    def takes(self, characters: int) -> bool:
        """Whether entries with so many characters are worth ``begin``. Asked before anything is made of them."""
        return self._texts.takes(characters)

    def begin(self, entries: Sequence[Entry]) -> Begun:
        """Begin ``build`` of current versions in another process.

        What is returned waits and returns the arrays. Call it before anything else is built.
        """
        ordered = _ordered(entries)
        texts = self._texts.begin(*_texts(ordered, replaced=False))
        others = self._beside_texts(ordered, replaced=False)
        return lambda: {**others, **texts()}

    def close(self) -> None:
        """End the other process."""
        self._texts.close()

    def _beside_texts(self, ordered: Sequence[Entry], *, replaced: bool) -> BuiltArrays:
        headings = [entry.heading for entry in ordered]
        rows = [_rows(entry, replaced=replaced) for entry in ordered]
        titles = [heading.title.encode("utf-8") for heading in headings]
        return {
            **_statements(ordered, rows),
            **(_stood([row for entry in ordered for row in entry.replaced]) if replaced else {}),
            **named_strings("ids", [heading.id.encode("utf-8") for heading in headings]),
            **date_arrays(headings),
            **_arrivals("added", [heading.added for heading in headings]),
            **_arrivals("changed", [heading.changed for heading in headings]),
            **facet_arrays(headings),
            **_labels(rows),
            **self._headings.pack("headings", [render_heading(heading).encode("utf-8") for heading in headings]),
            **self._headings.invert("title", titles, [heading.language for heading in headings]).arrays,
        }


def build(entries: Sequence[Entry]) -> BuiltArrays:
    """Return the arrays of one segment with ``entries``."""
    return Builder().build(entries)


def _ordered(entries: Sequence[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: entry.heading.id.encode("utf-8"))
    _check(ordered)
    return ordered


def _rows(entry: Entry, *, replaced: bool) -> Rows:
    return entry.replaced if replaced else entry.paragraphs


def _texts(ordered: Sequence[Entry], *, replaced: bool) -> tuple[list[bytes], list[str | None]]:
    """Return the texts of all paragraphs in UTF-8, and the language of each."""
    rows = [_rows(entry, replaced=replaced) for entry in ordered]
    languages = ([entry.heading.language] * len(own) for entry, own in zip(ordered, rows, strict=True))
    texts = [text.encode("utf-8") for own in rows for text in texts_of(own)]
    return texts, [*chain.from_iterable(languages)]


def _statements(ordered: Sequence[Entry], rows: Sequence[Rows]) -> BuiltArrays:
    versions = b"".join(bytes.fromhex(entry.version) for entry in ordered)
    return {
        "first": np.concatenate(([0], np.cumsum([len(own) for own in rows]))).astype(np.int32),
        "versions": np.frombuffer(versions, np.uint8).reshape(len(ordered), 32),
        "title_rank": rank_keys([title_key(entry.heading.title) for entry in ordered]),
    }


def rank_keys(keys: Sequence[str]) -> NDArray[np.int32]:
    """Return the place of each key in the order of keys; equal ones have equal ranks."""
    rank = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.fromiter(map(rank.__getitem__, keys), np.int32, len(keys))


def _check(ordered: Sequence[Entry]) -> None:
    ids = [entry.heading.id for entry in ordered]
    if len(set(ids)) != len(ids):
        raise ValueError("an id stands twice in one segment")
    for entry in ordered:
        if not are_numbered(entry.paragraphs):
            raise ValueError(f"the paragraphs of {entry.heading.id} are not numbered from 1 on")


def date_arrays(headings: Sequence[Heading]) -> BuiltArrays:
    """Return the days of each: ``earliest`` and ``latest``, int32."""
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


def facet_arrays(headings: Sequence[Heading]) -> BuiltArrays:
    """Return the arrays of all facets: their values, sorted, and which of them each heading has."""
    made: BuiltArrays = {}
    for facet in FACETS:
        made.update(_facet(f"facet.{facet.name}", headings, facet.values))
    return made


def _facet(name: str, headings: Sequence[Heading], values: Callable[[Heading], tuple[str, ...]]) -> BuiltArrays:
    rows = [values(heading) for heading in headings]
    # Code points are in the order of their UTF-8.
    distinct = sorted({value for row in rows for value in row})
    ordinal = {value: number for number, value in enumerate(distinct)}
    # Most have none or one.
    flat = [number for row in rows if row for number in sorted([ordinal[value] for value in row])]
    return {
        **named_strings(f"{name}.values", [value.encode("utf-8") for value in distinct]),
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
    firsts = accumulate(map(len, rows), initial=0)
    labelled = [
        (first + at, label.encode("utf-8"))
        for first, own in zip(firsts, rows, strict=False)
        for at, label in labels_of(own)
    ]
    return {
        "labelled": np.array([doc for doc, _ in labelled], np.uint32),
        **named_strings("labels", [label for _, label in labelled]),
    }
