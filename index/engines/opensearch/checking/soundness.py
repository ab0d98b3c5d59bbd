"""Check the index: the cluster has all of it, statements are complete, and columns match their texts."""

from collections.abc import Iterator

from pincite.index.engines.opensearch.commits import indices
from pincite.index.engines.opensearch.commits.contents import read_documents
from pincite.index.engines.opensearch.commits.documents import (
    Documents,
    heading_of,
    parse_passage,
    sketch_of_documents,
)
from pincite.index.engines.opensearch.commits.mapping import facet_field
from pincite.index.engines.opensearch.commits.reading import NoIndex, Reader
from pincite.index.engines.opensearch.commits.walks import point_in_time
from pincite.index.engines.opensearch.connection.cluster import Cluster, Json
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveError
from pincite.index.values.fields import FACETS
from pincite.index.values.findings import Depth, Finding, finding_of
from pincite.index.values.statement import Paragraph

_BASE64 = str.maketrans("-_", "+/")
_MEND = "run `pincite rebuild`"
_DATES = ("earliest", "latest", "low", "high", "bar_year", "bar_quarter", "bar_month", "bar_day")
_ARRIVALS = ("added", "added_at", "changed", "changed_at")
_COLUMNS = ("length", "places", "prints", *_DATES, *_ARRIVALS, *(facet_field(facet.name) for facet in FACETS))
_SKETCH = "sketch"
"""The column that statements alone have."""


def check(cluster: Cluster, depth: Depth) -> Iterator[Finding]:
    """Yield the problems of the live generation; none when there is no such generation."""
    try:
        live = indices.find_live(cluster)
        if live is None:
            return
        indices.check_layout(cluster, live)
    except ArchiveError as error:
        yield finding_of("index", error, _MEND)
        return
    yield from _check_health(cluster, live)
    state = Reader(cluster).read_state()
    if state is None:
        yield Finding(live, "has no checkpoint: what it contains is not known", _MEND)
        return
    if depth != "quick":
        with point_in_time(cluster) as pit:
            yield from _check_statements(Reader(cluster, pit), Documents(), deep=depth == "deep")
    if state.checkpoint.replaced is not None:
        yield from _check_replaced(cluster, indices.of_replaced(live), state.checkpoint.replaced, depth)


def _check_replaced(cluster: Cluster, name: str, counted: int, depth: Depth) -> Iterator[Finding]:
    """Check the index of replaced versions; there is none before a statement has some."""
    try:
        state = Reader(cluster, generation=name).read_state()
    except NoIndex:
        if counted:
            yield Finding(name, f"is not there, and {counted} paragraphs should be in it", _MEND)
        return
    yield from _check_health(cluster, name)
    held = 0 if state is None else state.checkpoint.paragraphs
    if held != counted:
        yield Finding(name, f"holds {held} paragraphs of replaced versions, and should hold {counted}", _MEND)
    if depth != "quick":
        with point_in_time(cluster, name) as pit:
            documents = Documents(of_replaced=True)
            yield from _check_statements(Reader(cluster, pit), documents, deep=depth == "deep")


def tidy(cluster: Cluster, *, fix: bool) -> Iterator[Finding]:
    """Yield generations that a rebuild did not finish. With ``fix`` delete them."""
    live = indices.find_live(cluster)
    for generation in indices.find_unfinished(cluster, live):
        if fix:
            indices.forget(cluster, generation)
        yield Finding(generation, "was left by a rebuild that was stopped", "run `pincite doctor --fix`", mended=fix)


def _check_health(cluster: Cluster, generation: str) -> Iterator[Finding]:
    health = cluster.ask("GET", f"/_cluster/health/{generation}")
    if health.get("status") == "red":
        lost = health.get("unassigned_shards", 0)
        mend = f"bring the nodes of the cluster back, or {_MEND}"
        yield Finding(generation, f"is red: {lost} of its shards are on no node", mend)


def _check_statements(reader: Reader, documents: Documents, *, deep: bool) -> Iterator[Finding]:
    for hits in read_documents(reader, *((*_COLUMNS, _SKETCH) if deep else ())):
        what = _count_wrong(hits, of_replaced=documents.of_replaced) or (
            _derive_wrong(hits, documents) if deep else None
        )
        if what is not None:
            yield Finding(hits[0]["_source"]["id"], what, _MEND)


def _count_wrong(hits: list[Json], *, of_replaced: bool) -> str | None:
    own, *paragraphs = (hit["_source"] for hit in hits)
    if own["kind"] != "statement":
        return "has paragraphs in the index but no statement"
    numbers = [source["number"] for source in paragraphs]
    if numbers != list(range(1, own["paragraphs"] + 1)):
        return f"should have {own['paragraphs']} paragraphs in the index, and has {len(numbers)}"
    if all((p["version"] != own["version"]) is of_replaced for p in paragraphs):
        return None
    return f"has paragraphs of {'the current' if of_replaced else 'another'} version"


def _derive_wrong(hits: list[Json], documents: Documents) -> str | None:
    """Return the problem of a column that does not match heading and texts, if any."""
    own, *paragraphs = hits
    heading = heading_of(own["_source"])
    sources = (hit["_source"] for hit in paragraphs)
    passages = [parse_passage(source) for source in sources]
    texts = [Paragraph(passage.number, passage.text, passage.label, ()) for passage in passages]
    made, _ = documents.paragraphs(Entry(heading, own["_source"]["version"], texts, passages))
    sketch = [] if documents.of_replaced else sketch_of_documents(made)
    if sorted(own.get("fields", {}).get(_SKETCH, [])) != sketch:
        return "has a sketch in the index that does not match its texts"
    for hit, expected in zip(paragraphs, made, strict=True):
        wrong = [
            name
            for name in _COLUMNS
            if _listed(name, hit.get("fields", {}).get(name)) != _listed(name, expected.get(name))
        ]
        if wrong:
            return f"has a {wrong[0]} in paragraph {expected['number']} that does not match its text and heading"
    return None


def _listed(name: str, value: object) -> list[object]:
    """Normalise a returned column: lists come in any order, and bytes in any kind of base64."""
    values = value if isinstance(value, list) else [value]
    plain = [str(one).translate(_BASE64).rstrip("=") for one in values if one] if name == "places" else values
    return sorted((one for one in plain if one not in (None, "")), key=str)
