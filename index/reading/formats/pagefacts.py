"""Lists of facts about a page: ``<dl>`` of short terms and values, one of which is a date. They are no text of it."""

from collections.abc import Sequence

from pincite.index.reading.formats.datelines import find_date
from pincite.index.reading.formats.flow import Flow
from pincite.index.reading.formats.pagetree import Element, get_tag, list_ancestors

_SHORT = 80
_MOST = 16


def find_facts(flows: Sequence[Flow]) -> set[int]:
    """Return the places in ``flows`` of the pieces of such lists."""
    lists: dict[Element, list[int]] = {}
    for at, flow in enumerate(flows):
        holder = next((e for e in list_ancestors(flow.element) if get_tag(e) == "dl"), None)
        if holder is not None:
            lists.setdefault(holder, []).append(at)
    return {at for places in lists.values() if _are_facts([flows[at] for at in places]) for at in places}


def _are_facts(flows: Sequence[Flow]) -> bool:
    # A value ends with no full stop; an abbreviation in it may.
    short = all(len(flow.text) < _SHORT and not flow.text.endswith((".", ";", "。")) for flow in flows)
    dated = any(flow.text[:1].isalnum() and find_date(flow.text) is not None for flow in flows)
    return len(flows) <= _MOST and short and dated
