"""The content of the page of an agreed wording, as plain values for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pincite.app.answering.finding_forms import VariantsAnswer, search_for
from pincite.app.answering.links import Links
from pincite.app.answering.variants_request import SHOWN_PLACES, VariantsRequest
from pincite.app.answering.wording_words import lasted, names_says, silent_says
from pincite.app.web.toolbar import say_filters
from pincite.app.words import counted, found, spoken
from pincite.index.values.errors import Problem
from pincite.index.wording.forms import Form, FormPlace

Pair = tuple[str, str]
_OWN = ("text", "statement", "paragraph", "version", "similarity", "cursor", "limit", "include")
_SIMILARITIES = (("1", "word for word"), ("0.8", "nearly the same"), ("0.6", "similar"), ("0.5", "loosely similar"))
_SHOWN = 5
"""How many places of a form are shown at once; the others are folded."""


@dataclass(frozen=True, slots=True)
class VariantsView:
    """The page: its form, and the forms found. Absent parts are empty, so the template only tests for truth."""

    text: str
    similarities: Sequence[dict[str, Any]]
    kept: Sequence[Pair]
    filters: Sequence[str]
    problems: Sequence[Problem] = ()
    source: str = ""
    says: str = ""
    notes: Sequence[str] = ()
    forms: Sequence[dict[str, Any]] = ()
    next_link: str = ""
    json_link: str = ""
    late: bool = False


def build_variants_form(pairs: Sequence[Pair], problems: Sequence[Problem] = ()) -> VariantsView:
    """Return the page without an answer."""
    return VariantsView(**_form(pairs, dict(pairs).get("text", "")), problems=problems)


def build_variants_view(asked: VariantsRequest, answer: VariantsAnswer, links: Links) -> VariantsView:
    """Return the page for an answer."""
    made, cursor = answer.found, answer.next_cursor
    source = links.statement(asked.statement, answer.version, asked.paragraph) if asked.statement else ""
    return VariantsView(
        **_form(asked.pairs, answer.text),
        source=source,
        says=f"{counted(len(made.forms), 'form')}: {found(made.paragraphs, made.statements, partial=made.partial)}",
        notes=[silent_says(made.silent)] if made.silent else [],
        forms=[_shown(form, answer.offset + at, asked, links) for at, form in enumerate(answer.forms, 1)],
        next_link="" if cursor is None else links.at("/variants", [*asked.pairs, ("cursor", cursor)]),
        json_link=links.at("/v1/variants", asked.pairs),
        late=made.partial,
    )


def _form(pairs: Sequence[Pair], text: str) -> dict[str, Any]:
    given = dict(pairs)
    chosen = given.get("similarity", "0.6")
    listed = [*_SIMILARITIES, *([] if chosen in dict(_SIMILARITIES) else [(chosen, "as asked")])]
    kept = [pair for pair in pairs if pair[0] not in _OWN]
    return {
        "text": text,
        "similarities": [
            {"value": value, "label": f"{says} ({value})", "chosen": value == chosen} for value, says in listed
        ],
        "kept": kept,
        "filters": say_filters(kept),
    }


def _shown(form: Form, number: int, asked: VariantsRequest, links: Links) -> dict[str, Any]:
    first, last = form.first, form.last
    listed = form.places if asked.has_all_places else form.places[:SHOWN_PLACES]
    places, more = [_place(one, links) for one in listed], len(form.places) - len(listed)
    return {
        "number": number,
        "text": form.text,
        "runs": [{"op": run.op.value, "text": run.text} for run in form.differences],
        "found": found(len(form.places), form.statements),
        "used": "" if first is None or last is None else lasted(first.heading.dates, last.heading.dates),
        "names": names_says(form),
        "silent": silent_says(form.silent),
        "places": places[:_SHOWN],
        "others": places[_SHOWN:],
        "more": counted(more, "more place") if more else "",
        "link": search_for(form, asked, links) or "",
    }


def _place(place: FormPlace, links: Links) -> dict[str, Any]:
    heading, passage = place.heading, place.passage
    return {
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "number": passage.number,
        "link": links.statement(heading.id, passage.version, passage.number),
    }
