"""What schemathesis is told beside the OpenAPI document: values of our formats, and what no schema can say.

It loads this module itself (``SCHEMATHESIS_HOOKS``). Formats that it does not know would be random text to it, and each
refusal of a query that nobody can read a finding.
"""

import datetime
from typing import Any

import schemathesis
from hypothesis import strategies as st

from pincite.index.query.render import render
from tests.strategies import build_archive, clauses, vocabulary_of

_DAYS = st.dates(datetime.date(1, 1, 1))
_DATES = st.one_of(
    _DAYS.map(lambda day: f"{day.year:04}"),
    _DAYS.map(lambda day: f"{day.year:04}-{day.month:02}"),
    _DAYS.map(str),
)
_WIDER = st.sampled_from(["unknown", "wider-year", "wider-quarter", "wider-month", "wider-day", "2018-Q2"])
_MARKS = st.sampled_from(["", "?", "~", "%"])

FORMATS = {
    "pincite-query": clauses(vocabulary_of(build_archive(3), 3)).map(render),
    "edtf": st.builds(str.__add__, _DATES, _MARKS) | _DAYS.map(lambda day: f"{day.year // 10:03}X"),
    "pincite-dated": _DATES | _WIDER,
    "pincite-since": st.integers(0, 10**9 - 1).map(str) | _DAYS.map(str) | st.datetimes().map(lambda at: f"{at}Z"),
    "pincite-cursor": st.just("*"),
    "three-words": st.lists(st.text("aé1", min_size=1), min_size=3, max_size=20).map(" ".join),
    "words": st.text("aé1 -_東", min_size=1).filter(lambda text: any(map(str.isalnum, text))),
}

for _name, _values in FORMATS.items():
    schemathesis.openapi.format(_name, _values)


@schemathesis.hook
def map_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """Take one of two parameters out of a valid case where both do not go together: no schema says which do not."""
    if case.meta is None or case.meta.generation.mode is schemathesis.GenerationMode.POSITIVE:
        query = dict(case.query or {})
        if "cursor" in query:
            query.pop("offset", None)
        if isinstance(query.get("wording"), list) and len(query["wording"]) > 1:
            query.pop("split", None)
        if case.path == "/v1/variants" and case.method == "GET":
            query = _with_a_reference(query)
        if str(query.get("date_from", ""))[:3] >= str(query.get("date_to", "x"))[:3]:
            query.pop("date_to")
        if case.path == "/v1/compare":
            # A predecessor must exist, and blanks are no id: two ids that nobody has are not found.
            query |= {side: query.get(side, "").strip() or "nobody" for side in ("left", "right")}
        case.query = query
        if (
            isinstance(case.body, dict)
            and str(case.body.get("date_from", ""))[:3] >= str(case.body.get("date_to", "x"))[:3]
        ):
            case.body.pop("date_to")
    return case


def _with_a_reference(query: dict[str, Any]) -> dict[str, Any]:
    """Name a text, or a paragraph of a statement: never both, and never half of one."""
    if not str(query.get("text", "")).strip() and not (query.get("statement") and query.get("paragraph")):
        query["text"] = "the ironclad commitment"
    if query.get("text"):
        query = {name: value for name, value in query.items() if name not in ("statement", "paragraph", "version")}
    return query


@schemathesis.hook
def before_add_examples(context: schemathesis.HookContext, examples: list[schemathesis.Case[Any]]) -> None:
    """Do the same with the examples of the document, which are sent all at once."""
    for example in examples:
        map_case(context, example)


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Leave out invalid cases with an empty value in a list: a form sends its empty fields, and they are skipped.

    The schema of choices could name the empty value. Every client that is made of it would then have an empty choice.
    Leave out those too that an address makes valid: `true` for an array of texts, beside words in a format of ours.
    """
    query = case.query or {}
    is_negative = case.meta is not None and case.meta.generation.mode is schemathesis.GenerationMode.NEGATIVE
    has_empty = any("" in value for value in query.values() if isinstance(value, list))
    has_words = any(name.startswith("facet_match.") and _has_letter(value) for name, value in query.items())
    has_scalar = any(value in ("true", "false", "null") for value in query.values() if isinstance(value, str))
    return not (is_negative and (has_empty or (has_words and has_scalar)))


def _has_letter(value: object) -> bool:
    return any(map(str.isalnum, str(value)))
