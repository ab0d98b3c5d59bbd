"""Turn the forms of a wording into the public JSON."""

from collections.abc import Sequence

from pincite.app.answering.finding_forms import VariantsAnswer, search_for
from pincite.app.answering.links import Links, short
from pincite.app.answering.variants_request import SHOWN_PLACES, VariantsRequest
from pincite.app.api import wording_schemas as schemas
from pincite.app.api.answers import build_reference, build_statement
from pincite.index.wording.forms import Form, FormPlace


def build_variants(asked: VariantsRequest, answer: VariantsAnswer, links: Links) -> schemas.VariantsOut:
    """The whole answer: one page of the forms."""
    found = answer.found
    return schemas.VariantsOut(
        reference=schemas.ReferenceOut(
            text=answer.text,
            words=found.words,
            runs=found.runs,
            similarity=float(asked.similarity),
            statement=asked.statement or None,
            paragraph=asked.paragraph if asked.statement else None,
            version=None if answer.version is None else short(answer.version),
        ),
        forms=[_form(one, asked, links) for one in answer.forms],
        total=len(found.forms),
        paragraphs=found.paragraphs,
        statements=found.statements,
        silent=_years(found.silent),
        next=None if answer.next_cursor is None else _next(asked, answer.next_cursor, links),
        partial=found.partial,
        commit=found.commit,
        took_ms=round(answer.took_ms, 2),
    )


def _next(asked: VariantsRequest, cursor: str, links: Links) -> str:
    return links.absolute(links.at("/v1/variants", [*asked.pairs, ("cursor", cursor)]))


def _form(form: Form, asked: VariantsRequest, links: Links) -> schemas.FormOut:
    shown = form.places if asked.has_all_places else form.places[:SHOWN_PLACES]
    return schemas.FormOut(
        text=form.text,
        similarity=form.similarity,
        differences=[schemas.FormWordsOut(op=run.op.value, text=run.text) for run in form.differences],
        paragraphs=len(form.places),
        statements=form.statements,
        first=None if form.first is None else _place(form.first, links),
        last=None if form.last is None else _place(form.last, links),
        issuers=_named(form.issuers),
        people=_named(form.people),
        silent=_years(form.silent),
        places=[_place(one, links) for one in shown],
        more=len(form.places) - len(shown),
        url=None if (link := search_for(form, asked, links)) is None else links.absolute(link),
    )


def _place(place: FormPlace, links: Links) -> schemas.FormPlaceOut:
    return schemas.FormPlaceOut(
        statement=build_statement(place.heading, links),
        paragraph=build_reference(place.heading, place.passage, links),
        text=place.text,
        range=place.span,
    )


def _named(names: Sequence[tuple[str, int]]) -> list[schemas.NamedOut]:
    return [schemas.NamedOut(name=name, statements=count) for name, count in names]


def _years(ranges: Sequence[tuple[int, int]]) -> list[schemas.YearsOut]:
    return [{"from": first, "to": last} for first, last in ranges]
