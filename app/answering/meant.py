"""Guess what an unknown parameter or value was meant to be: a correction with the same meaning, a hint, or nothing."""

import re
from collections.abc import Collection

from rapidfuzz.distance import OSA

_SAME = {
    "q": "query search text term terms keyword keywords search_query searchterm",
    "limit": "size per_page page_size count rows num max max_results top hits",
    "offset": "skip",
    "sort": "order sort_by order_by ordering",
    "date_from": "since year_from date_min start_date from_date min_date date_gte date> year_gte year>",
    "date_to": "until year_to date_max end_date to_date max_date date_lte date< year_lte year<",
    "facet": "facets aggs",
    "histogram": "interval",
    "person": "author speaker people",
    "issuer": "organization organisation org issuers",
    "language": "lang",
    "kind": "type document_type",
    "series": "collection",
    "format": "fmt output",
    "version": "v rev revision",
    "cursor": "scroll search_after after_cursor next_cursor",
}
_NAMES = {name.replace("_", ""): meant for meant, names in _SAME.items() for name in names.split()}
"""Names with exactly the meaning of ours, without underscores. `date>` is what `date>=2018` has before the `=`."""
_HINTS = {
    "page": "`offset` skips hits, and `next` in an answer is the next page",
    "from": "`offset` skips hits, and `date_from` is the earliest date",
    "start": "`offset` skips hits, and `date_from` is the earliest date",
    "to": "`date_to` is the latest date",
    "date": "`date_from` and `date_to` are the earliest and the latest date",
    "before": "`date_to` is the latest date, and includes that day",
    "after": "`date_from` is the earliest date, and includes that day",
    "country": "`place` is where a statement was made, and `issuer` is who made it",
    "filter": "each facet is a parameter, such as `issuer`",
    "fields": "`title:` in `q` searches titles",
    "fuzzy": "`word~1` in `q` searches for similar words",
}
"""Names with several meanings, or other units: a hint at what to use instead."""
_JOINTS = re.compile(r"[\[\]]+|__|(?<=\w)-(?=\w)")
_NEGATED = re.compile(r"^(?:[-!]|not?_|exclude_|excluding_|without_)|(?:!|_not?|_ne|_exclude)$")
_SIGNS = re.compile(r"[-!<>=~^]|_(?:not?|ne|gte?|lte?|after|before)$")
_WHOLE = re.compile(r"\+?(\d{1,9})(?:\.0*)?")
_CHOICES = {
    "sort": {
        "newest": "-date date:desc date_desc desc recent latest new -year",
        "oldest": "date date:asc date_asc asc earliest old year",
        "relevance": "score _score best rank -score score:desc relevancy",
        "title": "name alphabetical title:asc title_asc",
        "added": "-added added:desc created updated",
    },
    "variants": {"on": "true yes 1", "off": "false no 0"},
    "relaxed": {"on": "true yes 1", "off": "false no 0"},
    "words": {"on": "true yes 1", "off": "false no 0"},
    "bom": {"on": "true yes 1", "off": "false no 0"},
    "histogram": {
        "auto": "true on yes 1",
        "year": "years yearly",
        "quarter": "quarters quarterly",
        "month": "months monthly",
        "day": "days daily",
    },
    "group": {"statement": "statements document documents", "paragraph": "paragraphs"},
    "within": {"statement": "statements document", "paragraph": "paragraphs"},
    "format": {"ndjson": "jsonl jsonlines"},
}


def meant_name(name: str, known: Collection[str]) -> tuple[str | None, str]:
    """Return the known name with the meaning of ``name``, or None, and a hint, which may be empty."""
    small = _JOINTS.sub("_", name[:40].casefold()).rstrip("_")
    if small in _HINTS:
        return None, _HINTS[small]  # `date` is not a misspelt `dated`
    meant = _NAMES.get(small.replace("_", ""))
    if meant not in known:
        meant = _rejected(small, known) if _NEGATED.search(small) else _close(small, known)
    return meant, f"perhaps {meant}" if meant else ""


def meant_choice(parameter: str, value: str, choices: Collection[str]) -> str | None:
    """Return the allowed value of ``parameter`` that ``value`` means, or None."""
    small = value[:40].casefold()
    same = next((ours for ours, theirs in _CHOICES.get(parameter, {}).items() if small in theirs.split()), None)
    return same if same in choices else _close(small, choices)


def meant_number(said: str) -> int | None:
    """Return the whole number that ``said`` writes in another form (`+5`, `10.0`, digits of any script), or None."""
    found = _WHOLE.fullmatch(said)
    return int(found[1]) if found else None


def _rejected(name: str, known: Collection[str]) -> str | None:
    """Return the parameter that excludes a value of the field that ``name`` negates, or None."""
    meant = "reject_" + _NEGATED.sub("", name)
    return meant if meant in known else None


def _close(name: str, known: Collection[str]) -> str | None:
    """Return the known name that ``name`` misspells by a letter or two, without another word before it.

    None for two that are equally near, and for a sign, which may turn the meaning round. `dates` is between two.
    """
    if name in known:
        return name
    if _SIGNS.search(name):
        return None
    edits = 2 if len(name) > 5 else 1 if len(name) > 2 else 0
    near = sorted((OSA.distance(name, one, score_cutoff=edits), one) for one in {*known, *_HINTS})
    is_clear = len(near) == 1 or near[0][0] < near[1][0]
    return near[0][1] if near[0][0] <= edits and is_clear and near[0][1] in known else None
