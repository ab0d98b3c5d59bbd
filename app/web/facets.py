"""The facets beside a result: values as links that add or remove a filter."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.app.readable import label_of
from pincite.app.web.addresses import Address, Pair
from pincite.app.words import LABELS, plural
from pincite.index.results import Bucket, FacetCounts, SearchPage
from pincite.index.values.fields import facet

_MOSTLY = 0.95
"""A field that so much of the result does not have is folded away."""
KEPT_OUT = ("limit", "offset", "cursor", "facet", "facet_size", "histogram", "words", "explain", "relaxed", "group")
"""Parameters of a search that a list of values does not need."""


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value, or the row for statements without a value."""

    label: str
    paragraphs: str
    statements: str
    selected: bool
    link: str
    reject_link: str = ""
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """One field with its values."""

    name: str
    label: str
    open: bool
    values: Sequence[ValueView]
    missing: ValueView | None
    more: str
    more_link: str


def build_facets(page: SearchPage, address: Address) -> list[FacetView]:
    """Return the facets that are not empty, in the order of the fields."""
    views = [_facet(name, counts, page, address) for name, counts in page.facets.items()]
    return [view for view in views if view.values]


def _facet(name: str, counts: FacetCounts, page: SearchPage, address: Address) -> FacetView:
    rejected = page.query.named(name)[1]
    more, link = (more_values(counts), values_link(name, address)) if counts.other_paragraphs > 0 else ("", "")
    return FacetView(
        name,
        LABELS[name],
        not _is_folded(name, counts, page),
        [build_value(name, bucket, address, bucket.value in rejected) for bucket in counts.buckets],
        _missing(name, counts, page, address),
        f"{more} {plural(name)}" if more else "",
        link,
    )


def more_values(counts: FacetCounts) -> str:
    """Return how many values are left out: ``All 1,234``, or ``More`` when that is not known."""
    return f"All {len(counts.buckets) + counts.other_values:,}" if counts.other_values is not None else "More"


def values_link(name: str, address: Address, own: Sequence[Pair] = ()) -> str:
    """Return the page of all values of a field, under the same search. ``own`` are parameters of that page."""
    pairs = [("order" if key == "sort" else key, value) for key, value in address.pairs if key not in KEPT_OUT]
    kept = [pair for pair in pairs if not pair[0].startswith("facet_match.")]
    return address.links.at(f"/facets/{name}", [*kept, *own])


def _is_folded(name: str, counts: FacetCounts, page: SearchPage) -> bool:
    """Whether a field hardly divides the result: it has one value, or nearly everything lacks it."""
    selected, rejected = page.query.named(name)
    if selected or rejected or any(item.field == name and item.missing for item in page.query.filters):
        return False
    has_one = len(counts.buckets) == 1 and not counts.other_values
    return has_one or counts.missing.paragraphs > _MOSTLY * page.paragraphs


def build_value(name: str, bucket: Bucket, address: Address, is_rejected: bool) -> ValueView:
    """Return one value with the links that add, remove or exclude it."""
    return ValueView(
        label_of(name, bucket.value),
        f"{bucket.paragraphs:,}",
        f"{bucket.statements:,}",
        bucket.selected or is_rejected,
        _toggle(name, bucket, address, is_rejected),
        address.adding(f"reject_{name}", bucket.value),
        is_rejected,
    )


def _toggle(name: str, bucket: Bucket, address: Address, is_rejected: bool) -> str:
    if is_rejected:
        return address.removing(f"reject_{name}", bucket.value)
    return address.removing(name, bucket.value) if bucket.selected else address.adding(name, bucket.value)


def _missing(name: str, counts: FacetCounts, page: SearchPage, address: Address) -> ValueView | None:
    chosen = any(item.field == name and item.missing for item in page.query.filters)
    if not (counts.missing.paragraphs or chosen) or facet(name).dated:
        return None
    link = address.removing("missing", name) if chosen else address.adding("missing", name)
    count = counts.missing
    return ValueView("not given", f"{count.paragraphs:,}", f"{count.statements:,}", chosen, link)
