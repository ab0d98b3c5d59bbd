"""Statements as documents of the index, and back."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from pincite.index.engines.opensearch.commits.mapping import bar_field, facet_field, words_field
from pincite.index.engines.opensearch.commits.words import (
    code_of,
    digest,
    fold_term,
    is_shortened,
    key_terms,
    namespace,
    value_term,
)
from pincite.index.query.bars import bar_holding
from pincite.index.query.query import Interval
from pincite.index.query.reissues import sketch_of
from pincite.index.text.fingerprints import fingerprints_of_forms
from pincite.index.text.tokens import Tokens
from pincite.index.values.arrival import Arrival
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.fields import FACETS, WORDED
from pincite.index.values.heading import Heading, parse_heading, render_heading, title_key

Json = dict[str, Any]
Form = tuple[str, str, str]
"""The variant key of a word form, the form, and the form without accents, as in the index."""

_SURELY = 1_000
"""This many words always fit, however long they are."""
_COLUMNS = 18
"""Bytes per word besides the word, its variant key and its folded form: spaces, the stemmer's name, its code."""

CHECKPOINT = "checkpoint"
"""The id of the document that says what the index contains."""
HEADING = ["id", "heading", "added", "added_at", "changed", "changed_at"]
SHOWN = [*HEADING, "number", "stood", "label", "text", "version"]
"""What a heading is made of again, and a passage with it."""
_LAST_DAY = 4_000_000
_REMEMBERED = 300_000
_LARGE = 1 << 16
"""A heading with at least this many characters is not cached."""
SEARCHED = 900_000
"""The most words of a paragraph that a cluster searches. Its scripts may run a million iterations."""
SEARCHED_BYTES = 16 << 20
"""Roughly the most bytes of these words. A cluster refuses requests over 100 MB or a tenth of its memory."""


def shelf_of(identity: str) -> str:
    """The routing value of a statement and its paragraphs, which puts all of them into one shard."""
    return digest(identity)


def statement_key(shelf: str) -> str:
    """The id of the statement's document."""
    return f"s-{shelf}"


def paragraph_key(shelf: str, number: int) -> str:
    """The id of a paragraph's document."""
    return f"p-{shelf}-{number}"


def form_key(form: Form) -> str:
    """The id of the document of a form."""
    return f"f-{digest(*form[:2])}"


class Documents:
    """Makes documents, and caches the analysis of the forms that it has seen.

    ``of_replaced``: the paragraphs are those of replaced versions. ``number`` is then their place in the entry.
    """

    def __init__(self, *, of_replaced: bool = False) -> None:
        self.of_replaced = of_replaced
        self._known: dict[str, dict[str, tuple[str, str, str, bytes]]] = {}

    def paragraphs(self, entry: Entry) -> tuple[list[Json], list[Form]]:
        """Return a document for each paragraph, and the distinct forms of each."""
        heading = entry.heading
        space = namespace(heading.language)
        common = {
            "kind": "paragraph",
            "join": {"name": "paragraph", "parent": statement_key(shelf_of(heading.id))},
            "heading": render_heading(heading),
            "version": entry.version,
            **_sorted_by(heading),
            **_counted_by(heading),
        }
        made, met = [], []
        for own in self._own(entry):
            forms = Tokens(own["text"], heading.language).forms
            own["length"] = len(forms)
            searched = _searched(forms)
            tokens, stems, folds, places = self._analysed(searched, heading.language, space)
            own["prints"] = fingerprints_of_forms(forms).tolist()
            own["places"] = base64.b64encode(places).decode("ascii")
            made.append({**common, **own, "tokens": tokens, "stems": stems, "folds": folds})
            met += [_form_of(self._known[space][form]) for form in set(searched)]
        return made, met

    def statement(self, entry: Entry, paragraphs: Sequence[Json]) -> Json:
        """Return the document of the statement itself, given those of its paragraphs."""
        heading = entry.heading
        forms = Tokens(heading.title, heading.language).forms
        tokens, stems, folds, places = self._analysed(forms, heading.language, namespace(heading.language))
        words = {
            words_field(f.name): [" ".join(Tokens(value, None).forms) for value in f.values(heading)] for f in WORDED
        }
        return {
            "kind": "statement",
            "join": "statement",
            "heading": render_heading(heading),
            "version": entry.version,
            "paragraphs": len(entry.replaced if self.of_replaced else entry.paragraphs),
            "sketch": [] if self.of_replaced else sketch_of_documents(paragraphs),
            "title": tokens,
            "title_stems": stems,
            "title_folds": folds,
            "length": len(forms),
            "places": base64.b64encode(places).decode("ascii"),
            **{name: value for name, value in words.items() if value},
            **_sorted_by(heading),
            **_counted_by(heading),
        }

    def _own(self, entry: Entry) -> list[Json]:
        """Return what each paragraph has of its own."""
        if not self.of_replaced:
            return [{"number": p.number, "label": p.label, "text": p.text} for p in entry.paragraphs]
        rows = enumerate(entry.replaced, 1)
        told = ({"number": at, "stood": p.number, "label": p.label, "text": p.text} for at, p in rows)
        return [{**own, "version": p.version} for own, p in zip(told, entry.replaced, strict=True)]

    def _analysed(self, forms: list[str], language: str | None, space: str) -> tuple[str, str, str, bytes]:
        """Return tokens, variant keys and folded tokens, each joined by spaces, and the codes of the tokens."""
        known = self._known.setdefault(space, {})
        if len(known) > _REMEMBERED:
            known.clear()
        new = list({form for form in forms if form not in known})
        for form, key in zip(new, key_terms(new, language), strict=True):
            known[form] = (form, key, fold_term(form), code_of(form).to_bytes(4, "big", signed=True))
        rows = [known[form] for form in forms]
        return (
            " ".join([row[0] for row in rows]),
            " ".join([row[1] for row in rows]),
            " ".join([row[2] for row in rows]),
            b"".join([row[3] for row in rows]),
        )


def sketch_of_documents(paragraphs: Sequence[Json]) -> list[int]:
    """Return the sketch of a statement from the documents of its paragraphs."""
    prints = [one for paragraph in paragraphs for one in paragraph["prints"]]
    return [int(one) for one in sketch_of(np.array(prints, np.uint32))]


def _form_of(row: tuple[str, str, str, bytes]) -> Form:
    form, key, folded, _ = row
    return key, form, folded


def _searched(forms: list[str]) -> list[str]:
    """The first of ``forms``, as many as fit into the columns of one document: nearly always all."""
    if len(forms) < _SURELY:
        return forms
    sizes = accumulate(3 * len(form.encode("utf-8", "surrogatepass")) + _COLUMNS for form in forms[:SEARCHED])
    return forms[: sum(size <= SEARCHED_BYTES for size in sizes)]


def build_form(form: Form, seen: int) -> Json:
    """Return the document of a form. ``seen`` is the number of paragraphs of a batch with it: a hint for ranking."""
    key, written, folded = form
    return {"kind": "form", "form": written, "key": key, "fold": folded, "seen": seen}


def long_values(heading: Heading) -> dict[str, str]:
    """The facet values that are stored under a shorter term, by that term."""
    values = {value_term(value): value for facet in FACETS for value in facet.values(heading)}
    return {term: value for term, value in values.items() if is_shortened(term)}


def value_key(term: str) -> str:
    """The id of the document with the long value of a term."""
    return f"v-{digest(term)}"


def build_value(term: str, value: str) -> Json:
    """Return the document of a long value."""
    return {"kind": "value", "form": term, "text": value}


def _sorted_by(heading: Heading) -> Json:
    earliest, latest = heading.dates.earliest, heading.dates.latest
    values: Json = {"id": heading.id, "title_sort": title_key(heading.title)}
    for name, arrival in (("added", heading.added), ("changed", heading.changed)):
        if arrival is not None:
            values |= {name: arrival.batch, f"{name}_at": arrival.at}
    if earliest is not None:
        values["earliest"] = earliest.toordinal()
    if latest is not None:
        values["latest"] = latest.toordinal()
    if not heading.dates.is_unknown:
        values["low"] = 0 if earliest is None else earliest.toordinal()
        values["high"] = _LAST_DAY if latest is None else latest.toordinal()
    return values


def _counted_by(heading: Heading) -> Json:
    values: Json = {facet_field(f.name): [*map(value_term, f.values(heading))] for f in FACETS}
    values = {name: value for name, value in values.items() if value}
    bars = {width: bar_holding(heading.dates, width) for width in Interval if width is not Interval.AUTO}
    return values | {bar_field(width): bar for width, bar in bars.items() if bar is not None}


def heading_of(source: Json) -> Heading:
    """Return the heading of a document."""
    identity, text = source["id"], source["heading"]
    heading = parse_heading(identity, text) if len(text) > _LARGE else _remembered(identity, text)
    return replace(heading, added=_arrival(source, "added"), changed=_arrival(source, "changed"))


def _arrival(source: Json, name: str) -> Arrival | None:
    batch = source.get(name)
    return None if batch is None else Arrival(batch, source.get(f"{name}_at"))


@lru_cache(maxsize=1_000)
def _remembered(identity: str, text: str) -> Heading:
    """Parse a heading, with a cache: the same statements are found again and again."""
    return parse_heading(identity, text)


def parse_passage(source: Json) -> Passage:
    """Return the paragraph of a document."""
    return Passage(source.get("stood") or source["number"], source.get("label"), source["text"], source["version"])
