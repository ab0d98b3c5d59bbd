"""What stands around a result: the search form, its options, order and page size as links, and the filters in force."""

from collections.abc import Sequence
from typing import Any

from pincite.app.readable import label_of
from pincite.app.web.addresses import Address, Pair
from pincite.app.words import LABELS

RANGE = ("date_from", "date_to", "date_match")
NARROWING = (
    "missing",
    "statement",
    *RANGE,
    "dated",
    "added_since",
    "changed_since",
    "reissues",
    *LABELS,
    *(f"reject_{name}" for name in LABELS),
)
"""The parameters that filter."""
_CHOICES: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "sort",
        "Order",
        "relevance",
        (
            ("relevance", "Relevance"),
            ("newest", "Newest"),
            ("oldest", "Oldest"),
            ("title", "Title"),
            ("added", "Added last"),
        ),
    ),
    ("group", "List", "statement", (("statement", "Statements"), ("paragraph", "Paragraphs"))),
    ("limit", "Per page", "10", (("10", "10"), ("25", "25"), ("100", "100"))),
)
_OPTIONS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("within", "All words in the same", (("paragraph", "Paragraph"), ("statement", "Statement"))),
    ("variants", "Word variants", (("on", "Match too"), ("off", "Do not match"))),
    ("reissues", "Same words issued more than once", (("all", "Count each issue"), ("once", "Count the first issue"))),
    ("relaxed", "Paragraphs without some of the words", (("on", "List if few match"), ("off", "Do not list"))),
)


def build_form(address: Address) -> dict[str, Any]:
    """Return the text of the form, its options, and the pairs that it passes on."""
    given = dict(address.pairs)
    options = [_option(name, label, choices, given.get(name)) for name, label, choices in _OPTIONS]
    own = ("date_from", "date_to", *(name for name, _, _ in _OPTIONS))
    return {
        "text": given.get("q", ""),
        "kept": address.keeping("q"),
        "kept_by_options": address.keeping(*own),
        "options": options,
        "options_open": "relaxed" in given,  # Chips show the other ones.
        "date_from": given.get("date_from", ""),
        "date_to": given.get("date_to", ""),
        "choices": [_choice(*row, given=given, address=address) for row in _CHOICES],
    }


def _choice(
    name: str, label: str, default: str, values: tuple[tuple[str, str], ...], *, given: dict[str, str], address: Address
) -> dict[str, Any]:
    """Links that set ``name``. The default is not in the URL."""
    chosen = given.get(name, default)
    if name == "sort" and chosen == "relevance" and not given.get("q"):
        chosen, values = "newest", values[1:]  # Without words there is no relevance.
    links = [
        {"text": text, "link": address.setting(name, None if value == default else value), "chosen": value == chosen}
        for value, text in values
    ]
    return {"label": label, "links": links}


def _option(name: str, label: str, choices: tuple[tuple[str, str], ...], chosen: str | None) -> dict[str, Any]:
    # The first choice is the default, so its value is not in the URL.
    listed = [
        {"value": "" if place == 0 else value, "label": text, "chosen": value == chosen}
        for place, (value, text) in enumerate(choices)
    ]
    return {"name": name, "label": label, "choices": listed}


def build_chips(address: Address) -> list[dict[str, Any]]:
    """Return the filters in force, those of one field together: any of its values may match."""
    chips = [
        {"name": name, "label": said[0], "text": said[1], "link": address.removing(name, value)}
        for name, value in dict.fromkeys(address.pairs)
        if (said := describe_filter(name, value))
    ]
    dates = describe_range(address.pairs)
    if dates:
        chips.append({"name": "date", "label": dates[0], "text": dates[1], "link": address.without(RANGE)})
    fields = list(dict.fromkeys(chip["name"] for chip in chips))
    return [
        {"joined": "or" if field in LABELS else "and", "chips": [chip for chip in chips if chip["name"] == field]}
        for field in fields
    ]


def describe_range(pairs: Sequence[Pair]) -> tuple[str, str] | None:
    """Return the label and the text of the range of dates, such as ``Date`` and ``1946 to 1950``; None without one."""
    given = dict(pairs)
    first, last = given.get("date_from"), given.get("date_to")
    is_within = given.get("date_match") == "within"
    if first is None and last is None:
        return None
    if first == last and is_within:
        return "Date", str(first)
    text = f"{first} to {last}" if first and last else f"from {first}" if first else f"to {last}"
    return "Date", f"{text}, entirely" if is_within else text


def describe_filter(name: str, value: str) -> tuple[str, str] | None:
    """Return the label and the text of a filter, such as ``Issuer`` and ``Nicaragua``; None for what is no filter."""
    if name in LABELS:
        return LABELS[name], label_of(name, value)
    field = name.removeprefix("reject_")
    if field in LABELS:
        return f"not {LABELS[field]}", label_of(field, value)
    if name == "missing":
        # A page that refuses a value shows it as it was given.
        return LABELS.get(value, value), "not given"
    if name in ("added_since", "changed_since"):
        return "", f"{name.removesuffix('_since')} since {'batch ' if value.isdigit() else ''}{value}"
    if name == "statement":
        return "", f"statement {value}"
    if name == "dated":
        return "", _dated(value)
    return _SET.get((name, value))


_SET = {
    ("within", "statement"): ("", "words anywhere in a statement"),
    ("variants", "off"): ("", "no word variants"),
    ("reissues", "once"): ("", "same words counted once"),
}


def _dated(value: str) -> str:
    if value == "unknown":
        return "date unknown"
    return f"dates wider than a {value.removeprefix('wider-')}" if value.startswith("wider-") else f"within {value}"


def say_filters(pairs: Sequence[Pair]) -> list[str]:
    """Return each filter among ``pairs`` as a text."""
    said = [*(describe_filter(name, value) for name, value in pairs), describe_range(pairs)]
    return [f"{one[0]}: {one[1]}" if one[0] else one[1] for one in said if one]
