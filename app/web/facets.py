"""The facets beside a result: values as links that add or remove a filter."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.app.answering.parameters import MAX_FACET_SIZE
from pincite.app.web.addresses import Address, Pair
from pincite.app.words import LABELS, counted, found
from pincite.index.results import Bucket, FacetCounts, SearchPage
from pincite.index.values.fields import facet

_OPEN = ("issuer", "person", "place", "series", "source")
_LARGER = 100


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value, or the row for statements without a value."""

    label: str
    paragraphs: str
    statements: str
    says: str
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
    searchable: bool
    match: str
    kept: Sequence[Pair]


def build_facets(page: SearchPage, address: Address) -> list[FacetView]:
    """Return the facets that are not empty, in the order of the fields."""
    views = [_facet(name, counts, page, address) for name, counts in page.facets.items()]
    return [view for view in views if view.values or view.match]


def _facet(name: str, counts: FacetCounts, page: SearchPage, address: Address) -> FacetView:
    match = next((value for key, value in address.pairs if key == f"facet_match.{name}"), "")
    rejected = next((item.rejected for item in page.query.filters if item.field == name), ())
    left_out = counts.other_paragraphs > 0
    size = next(request.size for request in page.query.facets if request.field == name)
    larger = _LARGER if size < _LARGER else MAX_FACET_SIZE
    return FacetView(
        name,
        LABELS[name],
        name in _OPEN or bool(match) or any(bucket.selected for bucket in counts.buckets),
        [_value(name, bucket, address, bucket.value in rejected) for bucket in counts.buckets],
        _missing(name, counts, page, address),
        counted(counts.other_values, "more value") if counts.other_values else "More values",
        address.setting("facet_size", str(larger)) + f"#facet-{name}" if left_out and size < MAX_FACET_SIZE else "",
        left_out or bool(match),
        match,
        address.keeping(f"facet_match.{name}"),
    )


def _value(name: str, bucket: Bucket, address: Address, is_rejected: bool) -> ValueView:
    return ValueView(
        bucket.label,
        f"{bucket.paragraphs:,}",
        f"{bucket.statements:,}",
        found(bucket.paragraphs, bucket.statements),
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
    says = found(count.paragraphs, count.statements)
    return ValueView("not given", f"{count.paragraphs:,}", f"{count.statements:,}", says, chosen, link)
