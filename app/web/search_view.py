"""The content of the search page, as plain values for the template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pincite.app.answering.answered import Answered
from pincite.app.answering.citation import pin_cite
from pincite.app.answering.links import Links
from pincite.app.answering.markup import marked_html
from pincite.app.answering.parameters import EXPORT, SEARCH
from pincite.app.web.addresses import Address, Pair
from pincite.app.web.facets import FacetView, build_facets
from pincite.app.web.histogram import Chart, build_chart
from pincite.app.words import (
    LABELS,
    absent_words,
    counted,
    filtered_out,
    ignored,
    ignored_signs,
    in_other_paragraphs,
    in_titles,
    lacking,
    lacks,
    matched,
    other_forms,
    searched_labels,
    some_of,
    spoken,
    without_stemmer,
)
from pincite.index.query.explaining import ScorePart
from pincite.index.query.query import Query
from pincite.index.results import Count, Hit, SearchPage
from pincite.index.values.errors import Problem
from pincite.index.values.heading import Heading

_SEARCH_NAMES = tuple(parameter.name for parameter in SEARCH)
_EXPORT_NAMES = tuple(parameter.name for parameter in EXPORT)
_OPTIONS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "sort",
        "Order",
        (
            ("relevance", "Relevance"),
            ("newest", "Newest"),
            ("oldest", "Oldest"),
            ("title", "Title"),
            ("added", "Added last"),
        ),
    ),
    ("group", "List", (("paragraph", "Paragraphs"), ("statement", "Statements"))),
    ("within", "All words in the same", (("paragraph", "Paragraph"), ("statement", "Statement"))),
    ("variants", "Word variants", (("on", "Match too"), ("off", "Do not match"))),
    ("relaxed", "Paragraphs without some of the words", (("on", "List if few match"), ("off", "Do not list"))),
)
_NARROWING = (
    "missing",
    "statement",
    "date_from",
    "date_to",
    "date_match",
    "dated",
    "added_since",
    "changed_since",
    *LABELS,
    *(f"reject_{name}" for name in LABELS),
)


@dataclass(frozen=True, slots=True)
class SearchView:
    """One search page. Absent parts are empty, so the template only tests for truth."""

    text: str
    kept: Sequence[Pair]
    options: Sequence[dict[str, Any]]
    options_open: bool
    date_from: str
    date_to: str
    json_link: str
    clear_link: str = ""
    first_link: str = ""
    problems: Sequence[dict[str, Any]] = ()
    mends: Sequence[dict[str, str]] = ()
    found: str = ""
    exports: Sequence[tuple[str, str]] = ()
    understood: str = ""
    explained: str = ""
    ignored: Sequence[str] = ()
    forms: Sequence[tuple[str, Sequence[str]]] = ()
    unstemmed: str = ""
    late: str = ""
    chips: Sequence[dict[str, str]] = ()
    did_you_mean: str | None = None
    did_you_mean_link: str = ""
    titles_count: int = 0
    titles_says: str = ""
    titles: Sequence[dict[str, str]] = ()
    empty: str = ""
    elsewhere: str = ""
    elsewhere_link: str = ""
    unfiltered: str = ""
    hits: Sequence[dict[str, Any]] = ()
    relaxed_says: str = ""
    relaxed: Sequence[dict[str, Any]] = ()
    absent: str = ""
    suggested: Sequence[dict[str, str]] = ()
    chart: Chart | None = None
    facets: Sequence[FacetView] = field(default_factory=tuple)
    previous_link: str = ""
    next_link: str = ""
    place: str = ""
    ceiling: bool = False


def build_address(pairs: Sequence[Pair], links: Links) -> Address:
    """The page's address without the empty fields that a form sends."""
    return Address(links, tuple(pair for pair in pairs if pair[1]))


def build_problem_view(pairs: Sequence[Pair], problems: Sequence[Problem], links: Links) -> SearchView:
    """The page for an invalid search: the problems, and the corrections to click."""
    address = build_address(pairs, links)
    text = dict(address.pairs).get("q", "")
    mends = {link: problem.mend for problem in problems if (link := _mend_link(problem, address))}
    return SearchView(
        **_form(address),
        problems=[_problem(problem, text) for problem in problems],
        mends=[{"link": link, "text": mend or ""} for link, mend in mends.items()],
    )


def build_search_view(answered: Answered, links: Links, *, unfiltered: Count | None) -> SearchView:
    """The page for an answer. ``unfiltered`` counts the same words without filters, when the filters left nothing."""
    address, page = build_address(answered.asked.pairs, links), answered.page
    query, understood = page.query, answered.understood
    return SearchView(
        **_form(address),
        clear_link=address.without(_NARROWING),
        first_link=address.at(0),
        found=matched(page.paragraphs, page.statements, partial=page.partial),
        exports=_exports(address),
        understood=understood if query.dropped or understood != query.text.strip() else "",
        explained=answered.explained or "",
        ignored=_passed_over(query),
        forms=other_forms(page.forms),
        unstemmed=without_stemmer(page.unstemmed) if page.unstemmed else "",
        late=lacking(page.partial, page.incomplete),
        chips=_chips(address),
        did_you_mean=page.did_you_mean,
        did_you_mean_link=address.setting("q", page.did_you_mean),
        titles_count=page.titles.count,
        titles_says=in_titles(page.titles.count),
        titles=[_title(heading, links) for heading in page.titles.headings],
        empty=_empty(page, unfiltered),
        elsewhere=in_other_paragraphs(page.elsewhere) if page.elsewhere else "",
        elsewhere_link=address.setting("within", "statement"),
        unfiltered=filtered_out(unfiltered) if unfiltered else "",
        hits=[_hit(hit, query, address) for hit in page.hits],
        **_relaxed(page, address),
        suggested=[{"label": one.label, "link": address.setting(one.parameter, one.value)} for one in page.suggested],
        chart=build_chart(page.histogram, answered.asked, links) if page.histogram else None,
        facets=build_facets(page, address),
        **_paging(answered, address),
    )


def _form(address: Address) -> dict[str, Any]:
    given = dict(address.pairs)
    options = [_option(name, label, choices, given.get(name)) for name, label, choices in _OPTIONS]
    own = ("q", "date_from", "date_to", *(name for name, _, _ in _OPTIONS))
    return {
        "text": given.get("q", ""),
        "kept": address.keeping(*own),
        "options": options,
        "options_open": any(given.get(option["name"]) for option in options),
        "date_from": given.get("date_from", ""),
        "date_to": given.get("date_to", ""),
        "json_link": address.elsewhere("/v1/search", _SEARCH_NAMES, [] if "relaxed" in given else [("relaxed", "on")]),
    }


def _option(name: str, label: str, choices: tuple[tuple[str, str], ...], chosen: str | None) -> dict[str, Any]:
    # The first choice is the default, so its value is not in the URL.
    listed = [
        {"value": "" if place == 0 else value, "label": text, "chosen": value == chosen}
        for place, (value, text) in enumerate(choices)
    ]
    return {"name": name, "label": label, "choices": listed}


def _problem(problem: Problem, text: str) -> dict[str, Any]:
    position = problem.position
    pointed = None
    if problem.parameter == "q" and position is not None:
        pointed = (text[:position], text[position : position + 1] or " ", text[position + 1 :])
    return {
        "name": problem.parameter,
        "expected": problem.expected,
        "pointed": pointed,
    }


def _mend_link(problem: Problem, address: Address) -> str:
    if problem.mend is None:
        return ""
    if problem.code == "unknown_parameter":
        values = [value for name, value in address.pairs if name == problem.parameter]
        return address.setting_all({problem.parameter: None, problem.mend: values[0] if values else None})
    return address.setting(problem.parameter, problem.mend)


def _exports(address: Address) -> list[tuple[str, str]]:
    formats = (("CSV", "csv"), ("keyword in context", "kwic"), ("NDJSON", "ndjson"))
    return [(name, address.elsewhere("/v1/export", _EXPORT_NAMES, [("format", value)])) for name, value in formats]


def _chips(address: Address) -> list[dict[str, str]]:
    chips = [
        {"text": text, "link": address.removing(name, value)}
        for name, value in address.pairs
        if (text := _chip_text(name, value))
    ]
    return list({chip["link"]: chip for chip in chips}.values())


def _chip_text(name: str, value: str) -> str:
    if name in LABELS:
        return f"{LABELS[name]}: {value}"
    if name.startswith("reject_"):
        return f"not {LABELS[name.removeprefix('reject_')]}: {value}"
    if name == "missing":
        return f"{LABELS[value]}: not given"
    if name in ("date_from", "date_to"):
        return f"{'from' if name == 'date_from' else 'to'} {value}"
    if name in ("added_since", "changed_since"):
        return f"{name.removesuffix('_since')} since {'batch ' if value.isdigit() else ''}{value}"
    if name == "statement":
        return f"statement {value}"
    if name == "dated":
        return _dated(value)
    if (name, value) == ("date_match", "within"):
        return "dates entirely within the range"
    if (name, value) == ("within", "statement"):
        return "words anywhere in a statement"
    return "no word variants" if (name, value) == ("variants", "off") else ""


def _dated(value: str) -> str:
    if value == "unknown":
        return "date unknown"
    return f"dates wider than a {value.removeprefix('wider-')}" if value.startswith("wider-") else f"within {value}"


def _passed_over(query: Query) -> list[str]:
    """The parts of the query that were ignored or read as words, one line each."""
    said = ((ignored, query.dropped), (ignored_signs, query.signs), (searched_labels, query.labels))
    return [say(texts) for say, texts in said if texts]


def _title(heading: Heading, links: Links) -> dict[str, str]:
    return {
        "text": heading.title,
        "language": heading.language or "",
        "link": links.statement(heading.id),
        "date": spoken(heading.dates),
    }


def _empty(page: SearchPage, unfiltered: Count | None) -> str:
    if page.hits or page.query.limit == 0 or page.partial:
        return ""
    if page.paragraphs:
        return "page"
    if unfiltered and unfiltered.paragraphs:
        return "filters"
    return "words" if page.query.text.strip() else "archive"


def _hit(hit: Hit, query: Query, address: Address) -> dict[str, Any]:
    heading = hit.heading
    facts = [*heading.issuers, heading.place or "", heading.series or ""]
    return {
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "facts": [fact for fact in facts if fact][:4],
        "passage": _passage(hit, query, address.links),
        "others": [_passage(other, query, address.links) for other in hit.others],
        "more": counted(hit.more, "further paragraph") if hit.more else "",
        "more_link": address.links.statement(heading.id, pairs=_marking(query)),
        "why": [_why(part) for part in hit.parts],
        "lacks": lacks(hit),
    }


def _relaxed(page: SearchPage, address: Address) -> dict[str, Any]:
    """What lacks some of the words; nothing when nothing was looked for."""
    relaxed = page.relaxed
    if relaxed is None:
        return {}
    return {
        "relaxed_says": some_of(relaxed) if relaxed.hits else "",
        "relaxed": [_hit(hit, page.query, address) for hit in relaxed.hits],
        "absent": absent_words(relaxed.absent) if relaxed.absent else "",
    }


def _passage(hit: Hit, query: Query, links: Links) -> dict[str, Any]:
    heading, passage = hit.heading, hit.passage
    return {
        "number": passage.number,
        "link": links.statement(heading.id, passage.version, passage.number, _marking(query)),
        "cite": pin_cite(heading, passage.number),
        "snippets": [
            {"html": marked_html(s.text, s.marks), "cut_before": s.cut_before, "cut_after": s.cut_after}
            for s in hit.snippets
        ],
    }


def _marking(query: Query) -> list[Pair]:
    if not query.text.strip():
        return []
    return [("q", query.text), *([] if query.variants else [("variants", "off")])]


def _why(part: ScorePart) -> str:
    own = f"{', '.join(part.forms)}, {counted(part.tf, 'time')}, {part.score:.3f}" if part.tf else ""
    title = f"in the title, {part.title:.3f}" if part.title else ""
    return f"{part.leaf}: {'; '.join(text for text in (own, title) if text)}"


def _paging(answered: Answered, address: Address) -> dict[str, Any]:
    page, query = answered.page, answered.page.query
    following = {"next_link": address.setting(*answered.next_pair)} if answered.next_pair else {}
    if query.cursor or not page.hits:
        return following
    return {
        **following,
        "previous_link": address.at(max(query.offset - query.limit, 0)) if query.offset else "",
        "place": f"{query.offset + 1:,}–{answered.after:,} of {page.total:,}",
        "ceiling": answered.is_cut,
    }
