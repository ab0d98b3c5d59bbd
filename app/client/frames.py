"""``pincite.to_pandas``: answers as tables. pandas is loaded when it is used, and not needed otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from pincite.app.client.unanswered import LibraryMissing

Row = Mapping[str, Any]

_LISTS = ("hits", "values", "changes", "quotes", "forms", "suggestions", "rows", "bars", "buckets", "paragraphs")
"""The members of answers that are tables."""


def to_pandas(found: Row | Iterable[Row]) -> Any:
    """Return a ``pandas.DataFrame`` of an answer, or of the hits, statements or values of a walk.

    A row is a hit, statement, value, change, quotation or bar; of a timeline, a bar of a series. Hits have the columns
    of their statement and paragraph, and ``snippet``; issuers and people are lists of names. Raises LibraryMissing
    without pandas.
    """
    try:
        pandas = import_module("pandas")
    except ImportError as error:
        raise LibraryMissing("pandas is not installed. Install it with `pip install pandas`.") from error
    rows = [_row(one) for one in _rows(found)]
    return pandas.DataFrame(rows) if rows else pandas.DataFrame(columns=_empty(found))


def _rows(found: Row | Iterable[Row]) -> Iterable[Row]:
    if not isinstance(found, Mapping):
        return found
    if isinstance(found.get("series"), list):
        return _timeline(found)
    # Of a statement's own answer it is the paragraphs, of a list of statements the statements.
    names = ("statements", *_LISTS)
    return next((found[name] for name in names if isinstance(found.get(name), list)), [found])


def _timeline(found: Row) -> Iterator[Row]:
    """A row for each interval of each series, with the share and its interval as columns."""
    for series in found["series"]:
        named = {name: series[name] for name in ("wording", "value") if name in series}
        for base, bar in zip(found["bars"], series["bars"], strict=True):
            own = {name: value for name, value in bar.items() if name not in ("share", "url")}
            share = bar.get("share") or {}
            ends = {"from": base["from"], "to": base["to"], "of_statements": base["base"]["statements"]}
            limits = {"share": share.get("value"), "low": share.get("low"), "high": share.get("high")}
            yield {**named, **ends, **own, **limits, "url": bar.get("url")}


def _empty(found: object) -> list[str]:
    """Return the columns of a table without rows: those that programs look for first."""
    is_hits = isinstance(found, Mapping) and "hits" in found
    return ["rank", "id", "title", "date", "paragraph", "snippet", "url"] if is_hits else []


def _row(one: Row) -> dict[str, Any]:
    if "paragraph" in one and "statement" in one:
        return _hit(one)
    return _statement(one) if "issuers" in one else dict(one)


def _hit(hit: Row) -> dict[str, Any]:
    statement, paragraph = _statement(hit["statement"]), hit["paragraph"]
    own = {"rank": hit.get("rank"), "score": hit.get("score"), **statement}
    snippets = hit.get("snippets") or ()
    own |= {"paragraph": paragraph.get("number"), "label": paragraph.get("label"), "version": paragraph.get("version")}
    own |= {"snippet": snippets[0].get("text") if snippets else None}
    own |= {name: paragraph[name] for name in ("text", "cite") if paragraph.get(name) is not None}
    return own | {"url": paragraph.get("url") or hit.get("url")}


def _statement(statement: Row) -> dict[str, Any]:
    names = {key: [one.get("name") for one in statement.get(key) or ()] for key in ("issuers", "people")}
    times = {key: (statement.get(key) or {}).get("at") for key in ("added", "changed")}
    return {**statement, **names, **times}
