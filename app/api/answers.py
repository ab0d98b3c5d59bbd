"""Turn domain values into the public JSON."""

from collections.abc import Sequence

from pincite.app.answering.answered import Answered
from pincite.app.answering.barlinks import links_to_bars, pairs_of_unknown, pairs_of_wider
from pincite.app.answering.citation import cite
from pincite.app.answering.evident import show_evidence
from pincite.app.answering.links import Links, short
from pincite.app.answering.markup import marked_html
from pincite.app.answering.request import SearchRequest
from pincite.app.api import schemas, statement_schemas
from pincite.app.readable import label_of
from pincite.index.query.deadline import Check, checked, never
from pincite.index.query.explaining import ScorePart
from pincite.index.query.offering import Offer
from pincite.index.record.values import StoredStatement, VersionNote
from pincite.index.results import (
    Bar,
    Bucket,
    Count,
    FacetCounts,
    Histogram,
    Hit,
    Relaxed,
    SearchPage,
    Snippet,
)
from pincite.index.values.arrival import Arrival
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph


def build_statement(heading: Heading, links: Links) -> schemas.StatementOut:
    """A heading as JSON; its ``url`` is the page of the current version."""
    earliest, latest = heading.dates.earliest, heading.dates.latest
    return schemas.StatementOut(
        id=heading.id,
        title=heading.title,
        date=heading.dates.edtf,
        date_earliest=earliest.isoformat() if earliest else None,
        date_latest=latest.isoformat() if latest else None,
        place=heading.place,
        issuers=[schemas.IssuerOut(name=name) for name in heading.issuers],
        people=[schemas.PersonOut(name=person.name, office=person.office) for person in heading.people],
        series=heading.series,
        kind=heading.kind,
        source=heading.source,
        language=heading.language,
        topics=list(heading.topics),
        instruments=list(heading.instruments),
        event=heading.event,
        source_url=heading.source_url,
        added=_arrival(heading.added),
        changed=_arrival(heading.changed),
        url=links.absolute(links.statement(heading.id)),
        api_url=links.absolute(links.resource(heading.id)),
    )


def build_reference(
    heading: Heading, passage: Passage, links: Links, include: Sequence[str] = ()
) -> schemas.ParagraphRef:
    """The paragraph of a hit, and its permalink; with ``include`` also its ``text`` and its citation (``cite``)."""
    url = links.absolute(links.statement(heading.id, passage.version, passage.number))
    cited = cite(heading, passage.number, passage.version, url) if "cite" in include else None
    return schemas.ParagraphRef(
        number=passage.number,
        label=passage.label,
        version=short(passage.version),
        url=url,
        api_url=links.absolute(links.resource(heading.id, passage.version, passage.number)),
        text=passage.text if "text" in include else None,
        cite=cited,
    )


def build_hit(hit: Hit, links: Links, *, explain: bool = False, include: Sequence[str] = ()) -> schemas.HitOut:
    """One hit with its snippets. With ``explain``, also the parts of its score."""
    return schemas.HitOut(
        rank=hit.rank,
        score=hit.score,
        statement=build_statement(hit.heading, links),
        paragraph=build_reference(hit.heading, hit.passage, links, include),
        snippets=[_snippet(snippet) for snippet in hit.snippets],
        others=[_other(other, links, include) for other in hit.others],
        more=hit.more,
        explained=[_part(part) for part in hit.parts] if explain else None,
    )


def build_facet(name: str, counts: FacetCounts) -> schemas.FacetOut:
    """The counts of one field."""
    return schemas.FacetOut(
        buckets=[build_bucket(name, bucket) for bucket in counts.buckets],
        other=schemas.OtherValuesOut(values=counts.other_values, paragraphs=counts.other_paragraphs),
        missing=_count(counts.missing),
    )


def build_histogram(histogram: Histogram, asked: SearchRequest, links: Links) -> schemas.HistogramOut:
    """Counts by date, each with a link to the search that finds exactly what it counts.

    Raises QueryError if the links are too long.
    """
    words = histogram.words
    wider, unknown = (None, None) if words is None else (words.wider, words.unknown)
    of_bars: Sequence[int | None] = [None] * len(histogram.bars) if words is None else words.bars
    bars = zip(histogram.bars, of_bars, links_to_bars(asked, histogram.bars, links), strict=True)
    wider_link, unknown_link = pairs_of_wider(asked, histogram.interval), pairs_of_unknown(asked)
    return schemas.HistogramOut(
        interval=histogram.interval.value,
        bars=[_bar(bar, count, links.absolute(link)) for bar, count, link in bars],
        wider=_linked(histogram.wider, wider, links.absolute(links.at("/", wider_link))),
        unknown=_linked(histogram.unknown, unknown, links.absolute(links.at("/", unknown_link))),
    )


def _suggested(offer: Offer) -> schemas.SuggestedOut:
    return schemas.SuggestedOut(
        parameter=offer.parameter,
        value=offer.value,
        label=offer.label,
        paragraphs=offer.paragraphs,
        statements=offer.statements,
    )


def build_search(answered: Answered, links: Links) -> schemas.SearchOut:
    """The whole answer."""
    page, include = answered.page, answered.asked.include
    return schemas.SearchOut(
        query=_query(answered),
        paragraphs=page.paragraphs,
        statements=page.statements,
        partial=page.partial,
        incomplete=list(page.incomplete),
        hits=[build_hit(hit, links, explain=answered.explains_hits, include=include) for hit in page.hits],
        titles=_titles(page, links),
        did_you_mean=page.did_you_mean,
        elsewhere=page.elsewhere,
        relaxed=None if page.relaxed is None else _relaxed(page.relaxed, answered, links),
        suggested=[_suggested(one) for one in page.suggested],
        facets={name: build_facet(name, counts) for name, counts in page.facets.items()},
        histogram=build_histogram(page.histogram, answered.asked, links) if page.histogram else None,
        next=_next(answered, links),
        commit=page.commit,
        took_ms=round(page.took_ms, 2),
    )


def build_list(answered: Answered, links: Links) -> schemas.ListOut:
    """The statements of a list, without their paragraphs."""
    page = answered.page
    return schemas.ListOut(
        statements=[build_statement(hit.heading, links) for hit in page.hits],
        total=page.statements,
        partial=page.partial,
        next=_next(answered, links, "/v1/statements"),
        commit=page.commit,
    )


def build_whole(
    stored: StoredStatement,
    links: Links,
    check: Check = never,
    *,
    related: statement_schemas.RelatedOut,
    shown: Sequence[Paragraph] | None = None,
    following: str | None = None,
) -> statement_schemas.StatementAnswer:
    """One version of a statement, with its paragraphs and the list of all versions, oldest first.

    ``check`` may end it. ``related`` is what stands beside it. ``shown`` are the paragraphs of a part, and
    ``following`` the address of those after them.
    """
    shown = stored.paragraphs if shown is None else shown
    return statement_schemas.StatementAnswer(
        **related,
        statement=build_statement(stored.heading, links),
        version=short(stored.version),
        versions=[build_version(note, stored, links) for note in stored.versions],
        current=stored.version == stored.current,
        batch=stored.batch,
        provenance=dict(stored.provenance),
        paragraphs=[_paragraph(paragraph, stored) for paragraph in checked(shown, check)],
        next=None if following is None else links.absolute(following),
        notes=[
            statement_schemas.NoteOut(mark=one.mark, text=one.text, paragraph=one.paragraph)
            for one in stored.apparatus.notes
        ],
        left_out=[statement_schemas.LeftOutOut(reason=one.reason, text=one.text) for one in stored.apparatus.left_out],
        evidence=_evidence(stored),
        source_file=_source_file(stored, links),
        text=stored.text,
    )


def build_one(stored: StoredStatement, paragraph: Paragraph, links: Links) -> statement_schemas.ParagraphAnswer:
    """One paragraph of one version, with its citation."""
    url = links.absolute(links.statement(stored.heading.id, stored.version, paragraph.number))
    return statement_schemas.ParagraphAnswer(
        statement=build_statement(stored.heading, links),
        version=short(stored.version),
        current=stored.version == stored.current,
        current_url=links.absolute(links.statement(stored.heading.id)),
        paragraph=_paragraph(paragraph, stored),
        url=url,
        cite=cite(stored.heading, paragraph.number, stored.version, url),
    )


def _evidence(stored: StoredStatement) -> dict[str, list[statement_schemas.EvidenceOut]]:
    found: dict[str, list[statement_schemas.EvidenceOut]] = {}
    for shown in show_evidence(stored):
        found.setdefault(shown.evidence.key, []).append(
            statement_schemas.EvidenceOut(
                value=shown.evidence.value,
                rule=shown.evidence.rule,
                start=shown.evidence.start,
                end=shown.evidence.end,
                within=shown.evidence.within,
                number=shown.evidence.number,
                paragraph=shown.paragraph,
                words=shown.words,
                url=shown.address,
            )
        )
    return found


def _relaxed(relaxed: Relaxed, answered: Answered, links: Links) -> schemas.RelaxedOut:
    return schemas.RelaxedOut(
        required=relaxed.required,
        of=relaxed.of,
        absent=list(relaxed.absent),
        paragraphs=relaxed.paragraphs,
        statements=relaxed.statements,
        hits=[_relaxed_hit(hit, answered, links) for hit in relaxed.hits],
    )


def _relaxed_hit(hit: Hit, answered: Answered, links: Links) -> schemas.RelaxedHitOut:
    own = build_hit(hit, links, explain=answered.explains_hits, include=answered.asked.include)
    return {**own, "lacks": list(hit.lacks), "in_title": list(hit.in_title)}


def _arrival(arrival: Arrival | None) -> schemas.ArrivalOut | None:
    return None if arrival is None else schemas.ArrivalOut(batch=arrival.batch, at=arrival.time)


def build_version(note: VersionNote, stored: StoredStatement, links: Links) -> statement_schemas.VersionOut:
    """A version of ``stored`` as JSON, without its text."""
    return statement_schemas.VersionOut(
        version=short(note.digest),
        digest=note.digest,
        batch=note.batch,
        time=note.time,
        current=note.digest == stored.current,
        url=links.absolute(links.statement(stored.heading.id, note.digest)),
    )


def _source_file(stored: StoredStatement, links: Links) -> statement_schemas.SourceFileOut | None:
    file = stored.file
    if file is None:
        return None
    return statement_schemas.SourceFileOut(
        digest=file.digest,
        length=file.length,
        media_type=file.media_type,
        name=file.name,
        url=links.absolute(links.source(stored.heading.id, stored.version)),
    )


def _paragraph(paragraph: Paragraph, stored: StoredStatement) -> statement_schemas.ParagraphOut:
    return statement_schemas.ParagraphOut(
        number=paragraph.number,
        label=paragraph.label,
        text=paragraph.text,
        spans=list(paragraph.spans),
        pages=list(stored.apparatus.pages.get(paragraph.number, ())),
        speaker=stored.apparatus.speakers.get(paragraph.number),
        role=stored.apparatus.roles.get(paragraph.number, "text"),
    )


def _next(answered: Answered, links: Links, path: str = "/v1/search") -> str | None:
    if answered.next_pair is None:
        return None
    pairs = [pair for pair in answered.asked.pairs if pair[0] not in ("cursor", "offset")]
    return links.absolute(links.at(path, [*pairs, answered.next_pair]))


def _query(answered: Answered) -> schemas.QueryOut:
    page = answered.page
    forms = {word: list(found) for word, found in page.forms.items()}
    return schemas.QueryOut(
        q=page.query.text,
        understood=answered.understood,
        forms=forms,
        dropped=list(page.query.dropped),
        signs=list(page.query.signs),
        labels=list(page.query.labels),
        unstemmed=list(page.unstemmed),
        explained=answered.explained,
    )


def _titles(page: SearchPage, links: Links) -> schemas.TitlesOut:
    statements = [build_statement(heading, links) for heading in page.titles.headings]
    return schemas.TitlesOut(count=page.titles.count, statements=statements)


def _snippet(snippet: Snippet) -> schemas.SnippetOut:
    return schemas.SnippetOut(
        text=snippet.text,
        marks=list(snippet.marks),
        html=str(marked_html(snippet.text, snippet.marks)),
        start=snippet.start,
        cut_before=snippet.cut_before,
        cut_after=snippet.cut_after,
    )


def _other(hit: Hit, links: Links, include: Sequence[str]) -> schemas.OtherOut:
    return schemas.OtherOut(
        paragraph=build_reference(hit.heading, hit.passage, links, include),
        score=hit.score,
        snippets=[_snippet(snippet) for snippet in hit.snippets],
    )


def _part(part: ScorePart) -> schemas.ScorePartOut:
    return schemas.ScorePartOut(
        leaf=part.leaf,
        forms=list(part.forms),
        tf=part.tf,
        idf=part.idf,
        score=part.score,
        title=part.title,
    )


def build_bucket(name: str, bucket: Bucket) -> schemas.BucketOut:
    """One value of a facet."""
    return schemas.BucketOut(
        value=bucket.value,
        label=label_of(name, bucket.value),
        paragraphs=bucket.paragraphs,
        statements=bucket.statements,
        selected=bucket.selected,
    )


def _count(count: Count) -> schemas.CountOut:
    return schemas.CountOut(paragraphs=count.paragraphs, statements=count.statements)


def _linked(count: Count, words: int | None, url: str) -> schemas.LinkedCountOut:
    return schemas.LinkedCountOut(paragraphs=count.paragraphs, statements=count.statements, words=words, url=url)


def _bar(bar: Bar, words: int | None, url: str) -> schemas.BarOut:
    return {
        "from": bar.first.isoformat(),
        "to": bar.last.isoformat(),
        "paragraphs": bar.paragraphs,
        "statements": bar.statements,
        "words": words,
        "url": url,
    }
