"""Turn the values of a field and completions into the public JSON."""

from pincite.app.answering.facet_values import ValueList
from pincite.app.answering.links import Links, Pairs
from pincite.app.api import schemas
from pincite.app.api.answers import build_bucket
from pincite.app.dependencies.suggesting import Suggestions


def build_values(found: ValueList, pairs: Pairs, links: Links) -> schemas.ValuesOut:
    """A part of the values of a field. ``pairs`` are the parameters as given, which ``next`` keeps."""
    return schemas.ValuesOut(
        name=found.name,
        values=[build_bucket(found.name, bucket) for bucket in found.values],
        total=found.total,
        complete=found.is_whole,
        next=_next(found, pairs, links),
        commit=found.page.commit,
    )


def build_suggestions(found: Suggestions) -> schemas.SuggestOut:
    """Completions, and whether time ran out before all were counted."""
    suggestions = [
        schemas.SuggestionOut(kind=one.kind, text=one.text, label=one.label, statements=one.statements)
        for one in found.completions
    ]
    return schemas.SuggestOut(suggestions=suggestions, partial=not found.is_whole)


def _next(found: ValueList, pairs: Pairs, links: Links) -> str | None:
    if found.next_cursor is None:
        return None
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    return links.absolute(links.at(f"/v1/facets/{found.name}", [*kept, ("cursor", found.next_cursor)]))
