"""``describe_archive``: what there is to ask for."""

from collections.abc import Mapping
from typing import Any

from pincite.app.agents.archive_coverage import survey
from pincite.app.agents.desk import ToolCall
from pincite.app.agents.tool_answers import DescribedOut
from pincite.app.agents.tool_arguments import ToolArguments

_VALUES = 10
_SAYS = (
    'In `query`, words match their variants, "quotes" match exactly; AND, OR, NOT, word* and "a b"~5 work. '
    "`fields` are filters with their most frequent values and the statements of each. Counts are exact."
)


def describe_archive(call: ToolCall, given: Mapping[str, Any]) -> DescribedOut:
    """Return size, dates and fields of the archive."""
    ToolArguments(given).finish()
    coverage, page = survey(call.asking(), _VALUES)
    site = call.desk.site
    fields = {name: {one.value: one.statements for one in counts.buckets} for name, counts in page.facets.items()}
    return {
        "name": site.name,
        "about": f"{site.tagline}. {site.about}".strip(),
        "statements": coverage.statements,
        "paragraphs": coverage.paragraphs,
        "from": coverage.earliest,
        "to": coverage.latest,
        "fields": {name: values for name, values in fields.items() if values},
        "says": _SAYS,
    }
