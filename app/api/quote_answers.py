"""Turn checked quotations into the public JSON."""

from pincite.app.answering.citation import cite
from pincite.app.answering.coverage import Coverage
from pincite.app.answering.links import Links, Pairs
from pincite.app.answering.quote_checking import CheckAnswer
from pincite.app.answering.quote_links import search_link, source_fragment
from pincite.app.api import quote_schemas as schemas
from pincite.app.api.answers import build_reference, build_statement
from pincite.index.quoting import CheckedQuotation, Difference, Editorial, QuotedPlace


def build_check(answer: CheckAnswer, pairs: Pairs, links: Links) -> schemas.CheckOut:
    """The whole answer. ``pairs`` are the filters, which the links to searches keep."""
    return schemas.CheckOut(
        quotes=[build_quote(one, list(pairs), links) for one in answer.quotations],
        summary=answer.summary,
        coverage=build_coverage(answer.coverage),
        commit=answer.commit,
        took_ms=round(answer.took_ms, 2),
    )


def build_coverage(coverage: Coverage) -> schemas.CoverageOut:
    """What was looked through."""
    return {
        "statements": coverage.statements,
        "paragraphs": coverage.paragraphs,
        "from": coverage.earliest,
        "to": coverage.latest,
        "sources": list(coverage.sources),
        "replaced_versions": coverage.has_replaced,
    }


def build_quote(checked: CheckedQuotation, pairs: Pairs, links: Links) -> schemas.CheckedQuoteOut:
    """One quotation."""
    return schemas.CheckedQuoteOut(
        quote=checked.text,
        range=checked.range,
        verdict=None if checked.verdict is None else checked.verdict.value,
        folded=[one.value for one in checked.folded],
        editorial=[_editorial(one) for one in checked.editorial],
        differences=[_difference(one) for one in checked.differences],
        places=[_place(one, links) for one in checked.places],
        paragraphs=checked.paragraphs,
        statements=checked.statements,
        first=None if checked.first is None else _place(checked.first, links),
        last=None if checked.last is None else _place(checked.last, links),
        elsewhere=checked.elsewhere,
        url=search_link(checked, pairs, links),
        partial=checked.partial,
    )


def _place(place: QuotedPlace, links: Links) -> schemas.QuotePlaceOut:
    reference = build_reference(place.heading, place.passage, links)
    heading, passage = place.heading, place.passage
    return schemas.QuotePlaceOut(
        statement=build_statement(heading, links),
        paragraph=reference,
        text=passage.text,
        marks=list(place.marks),
        cite=cite(heading, passage.number, passage.version, reference["url"]),
        source_fragment=source_fragment(place),
    )


def _editorial(one: Editorial) -> schemas.EditorialOut:
    return schemas.EditorialOut(range=one.range, text=one.text, source_text=one.source_text)


def _difference(one: Difference) -> schemas.DifferenceOut:
    return schemas.DifferenceOut(
        kind=one.kind.value,
        range=one.range,
        source=schemas.SourceRangeOut(place=one.place, range=one.source),
        quote_text=one.quote_text,
        source_text=one.source_text,
    )
