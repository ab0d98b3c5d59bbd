"""The table of tools: name, purpose, arguments, answer. ``docs/agents.md`` shows each with an example."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pincite.app.agents import tool_answers as answers
from pincite.app.agents.checking_tool import check_quotes
from pincite.app.agents.compare_tool import ComparedOut, compare_texts
from pincite.app.agents.describing_tool import describe_archive
from pincite.app.agents.desk import ToolCall
from pincite.app.agents.fetching_tool import fetch_text
from pincite.app.agents.searching_tool import search_passages
from pincite.app.agents.timeline_tool import TimelineTold, phrase_timeline
from pincite.app.agents.variants_tool import FormsOut, find_variants
from pincite.app.answering.parameters import MAX_LIMIT, MAX_OFFSET

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AgentTool:
    """A tool: what it does, its arguments as JSON Schema, the kind of its answer, and the function that answers."""

    name: str
    title: str
    says: str
    takes: Mapping[str, Schema]
    gives: Any
    answer: Callable[[ToolCall, Mapping[str, Any]], Any]
    needs: tuple[str, ...] = ()

    @property
    def input_schema(self) -> dict[str, Any]:
        """The arguments as the protocol lists them."""
        needs = {"required": list(self.needs)} if self.needs else {}
        return {"type": "object", "properties": {**self.takes}, **needs, "additionalProperties": False}

    @property
    def output_schema(self) -> dict[str, Any]:
        """The answer as the protocol lists it."""
        return answers.schema_of(self.gives)


def _text(says: str = "") -> Schema:
    return {"type": "string", **({"description": says} if says else {})}


def _number(least: int, most: int, says: str = "") -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, **({"description": says} if says else {})}


_TEXTS = {"type": "array", "items": {"type": "string"}}
_FILTERS = {"type": "object", "description": 'e.g. {"issuer":["United States"],"date_from":"1990"}'}

TOOLS = (
    AgentTool(
        "describe_archive",
        "Describe the archive",
        "What this archive of official statements holds: counts, dates, fields to filter by with their values, and "
        "how queries are written. Call it first.",
        {},
        answers.DescribedOut,
        describe_archive,
    ),
    AgentTool(
        "search",
        "Search statements",
        'Find paragraphs. Words match their variants, "quoted words" match exactly, AND OR NOT work; omit `query` for '
        "the newest. Counts are exact. Cite a hit by its `cite`; give its `id` to `fetch`. No hit: `says` tells why.",
        {
            "query": _text(),
            "filters": _FILTERS,
            "sort": {"enum": ["relevance", "newest", "oldest", "title", "added"]},
            "limit": _number(0, MAX_LIMIT, "default 10"),
            "offset": _number(0, MAX_OFFSET),
        },
        answers.PassagesOut,
        search_passages,
    ),
    AgentTool(
        "fetch",
        "Fetch a text",
        "The words of a paragraph (ID?version=V#pN) or of a whole statement (ID), each paragraph behind its number "
        "[¶ N]. A long text goes on at `metadata.next`.",
        {"id": _text(), "limit": _number(1, 10_000, "paragraphs from there on")},
        answers.FetchedOut,
        fetch_text,
        needs=("id",),
    ),
    AgentTool(
        "check_quotes",
        "Check quotations",
        "Check word by word whether quotations stand in the archive. Give a `text` with quotation marks, or `quotes`. "
        "`verdict`: verbatim, typography_differs, altered, not_in_archive, …; `says` explains it.",
        {"text": _text(), "quotes": _TEXTS, "filters": _FILTERS},
        answers.JudgementsOut,
        check_quotes,
    ),
    AgentTool(
        "phrase_timeline",
        "Wordings over time",
        "How many statements use each wording, by interval, beside all (`base`).",
        {
            "wordings": {**_TEXTS, "maxItems": 8},
            "query": _text("of the base"),
            "filters": _FILTERS,
            "interval": {"enum": ["auto", "year", "quarter", "month", "day"]},
            "split": _text("one wording by this field"),
        },
        TimelineTold,
        phrase_timeline,
        needs=("wordings",),
    ),
    AgentTool(
        "find_variants",
        "Forms of a wording",
        "Every form of an agreed wording, by first use. Give a `text`, or the `id` of a paragraph. `changes` against "
        "the form before: [-out-] {+in+}.",
        {
            "text": _text(),
            "id": _text(),
            "filters": _FILTERS,
            "similarity": {"type": "number", "minimum": 0.5, "maximum": 1},
            "limit": _number(1, MAX_LIMIT),
            "cursor": _text(),
        },
        FormsOut,
        find_variants,
    ),
    AgentTool(
        "compare",
        "Compare two texts",
        "How two statements or versions differ, word by word: [-only left-] {+only right+}. Same paragraphs are left "
        "out. Without `left`: the predecessor in the series.",
        {
            "left": _text("an id; #pN begins there"),
            "right": _text(),
            "limit": _number(1, 10_000, "paragraphs of each side"),
        },
        ComparedOut,
        compare_texts,
    ),
)
"""All tools, in the order in which agents read them."""


def find_tool(name: str) -> AgentTool | None:
    """Return the tool of that name."""
    return next((tool for tool in TOOLS if tool.name == name), None)
