"""The table of URL parameters, by resource: what each one means, and what it may hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pincite.index.citing.styles import STYLE_NAMES
from pincite.index.query.limits import CHARACTERS, LIMITS
from pincite.index.values.fields import FACETS, Facet
from pincite.index.wording.measures import MOST_WORDINGS

MAX_FACET_SIZE = 1_000
MAX_LIMIT = 100
MAX_OFFSET = 10_000
MAX_VALUES = 100
"""The most values of one parameter."""
MAX_VALUE_LENGTH = 1_000
MAX_PROBLEMS = 50
MOST_QUOTED = 2_000
"""The most characters of a quotation in the address of a statement's page, which marks it."""

BLANKS = " \t\n\v\f\r\u00a0\u2002\u2003\u2009\u200b\u202f\u2060\u3000\ufeff"
"""Characters that may stand around a value."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its meaning, an example, whether it may be repeated, and its allowed values."""

    name: str
    description: str
    example: str
    repeatable: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    default: str | None = None
    longest: int | None = None
    pattern: str | None = None
    """A pattern that must match each whole value."""
    format: str | None = None
    """The name of what a value must be where no pattern can say it: OpenAPI tells it to programs."""
    most: int = MAX_VALUES
    """The most values of a repeatable parameter."""
    required: bool = False

    def openapi(self) -> dict[str, Any]:
        """Return the parameter as OpenAPI 3.1 describes it."""
        schema: dict[str, Any] = {"type": "integer" if self.bounds else "string"}
        if self.choices:
            schema["enum"] = list(self.choices)
        if self.longest:
            schema["maxLength"] = self.longest
        if self.pattern:
            schema["pattern"] = f"^[{BLANKS}]*(?:{self.pattern})?[{BLANKS}]*$"
        if self.format:
            schema["format"] = self.format
        if self.bounds:
            schema |= {"minimum": self.bounds[0], "maximum": self.bounds[1]}
        if self.default is not None:
            schema["default"] = int(self.default) if self.bounds else self.default
        example: Any = int(self.example) if self.bounds else self.example
        if self.repeatable:
            schema, example = {"type": "array", "items": schema, "maxItems": self.most}, [example]
            schema |= {"minItems": 1} if self.required else {}
        described = {"name": self.name, "in": "query", "description": self.description, "required": self.required}
        if not self.repeatable:
            described["allowEmptyValue"] = True  # A form sends its empty fields too.
        return {**described, "schema": schema, "examples": {"example": {"value": example}}}


DATED = (
    "(?:(?!0000)[0-9]{4}(?:-(?:Q[1-4]|(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?))?"
    "|unknown|wider-(?:year|quarter|month|day))"
)
"""The values of ``dated``: a bar of the histogram, or the dates that fit into none."""
_NAMES = tuple(facet.name for facet in FACETS)


def _whole_value(facet: Facet, name: str, description: str) -> Parameter:
    return Parameter(name, description, facet.example, repeatable=True, pattern=facet.pattern)


_ASKED = " ".join(["The query; omit it to list everything, newest first.", *(limit.sentence for limit in LIMITS)])

QUERY = (
    Parameter("q", _ASKED, "ironclad OR steadfast", longest=CHARACTERS.value, format="pincite-query"),
    Parameter("variants", "whether words match their variants", "off", choices=("on", "off"), default="on"),
    Parameter(
        "within",
        "whether all words must occur in one paragraph or anywhere in the statement",
        "statement",
        choices=("paragraph", "statement"),
        default="paragraph",
    ),
)
FILTERS = (
    *(
        _whole_value(f, f.name, f"only statements with exactly this {f.label}; several values mean any of them")
        for f in FACETS
    ),
    *(_whole_value(f, f"reject_{f.name}", f"no statements with this {f.label}") for f in FACETS),
    Parameter("missing", "only statements without any value of this field", "place", True, choices=_NAMES),
    Parameter(
        "statement", "only the statement with this id; several ids mean any of them", "000_216767ed398c675c", True
    ),
    Parameter("date_from", "only statements dated on or after this date (EDTF)", "2018-05", format="edtf"),
    Parameter("date_to", "only statements dated on or before this date (EDTF)", "2018", format="edtf"),
    Parameter(
        "date_match",
        "whether a date must overlap the range from date_from to date_to, or lie within it",
        "within",
        choices=("overlap", "within"),
        default="overlap",
    ),
    Parameter(
        "dated",
        "only dates within this year, quarter (`2018-Q2`), month or day; `unknown`: statements without a date; "
        "`wider-year`, `wider-quarter`, `wider-month`, `wider-day`: dates that do not fit into one of these; several "
        "values must all match",
        "wider-year",
        True,
        pattern=DATED,
        format="pincite-dated",
    ),
    Parameter(
        "added_since",
        "only statements added to the archive in this batch or later (a number), or at this date or time or later "
        "(ISO 8601; without an offset UTC)",
        "2026-01-31T12:00:00Z",
        format="pincite-since",
    ),
    Parameter(
        "changed_since",
        "only statements whose current version was added in this batch or later, or at this date or time or later",
        "17",
        format="pincite-since",
    ),
    Parameter(
        "reissues",
        "whether to count every issue of the same words, or each text `once`: without statements that have nearly the "
        "same words as an earlier one that is counted",
        "once",
        choices=("all", "once"),
        default="all",
    ),
)
COUNTING = (
    Parameter("facet", "count the values of this field", "issuer", True, choices=_NAMES),
    Parameter("facet_size", "number of values per facet", "20", bounds=(1, MAX_FACET_SIZE), default="10"),
    *(
        Parameter(
            f"facet_match.{f.name}", f"list only values of {f.label} that contain these words", "korea", format="words"
        )
        for f in FACETS
    ),
    Parameter(
        "histogram",
        "count by year, quarter, month or day; `auto` never chooses quarters",
        "auto",
        choices=("auto", "year", "quarter", "month", "day"),
    ),
    Parameter(
        "words",
        "whether to count the words of the paragraphs in each bar of the histogram too",
        "on",
        choices=("off", "on"),
        default="off",
    ),
)
ORDER = (
    Parameter(
        "sort",
        "order of the hits; ties go by id and paragraph number",
        "newest",
        choices=("relevance", "newest", "oldest", "title", "added"),
        default="relevance",
    ),
)
PAGING = (
    Parameter(
        "group",
        "list paragraphs, or one result per statement",
        "statement",
        choices=("paragraph", "statement"),
        default="paragraph",
    ),
    Parameter("limit", "number of hits", "20", bounds=(0, MAX_LIMIT), default="10"),
    Parameter("offset", "number of hits to skip", "20", bounds=(0, MAX_OFFSET), default="0"),
    Parameter("cursor", "`*` starts reading the whole list; follow `next`", "*", format="pincite-cursor"),
    Parameter(
        "explain",
        "`query`: how the query was understood; `hits`: how each score was computed",
        "hits",
        choices=("query", "hits"),
    ),
    Parameter(
        "include",
        "what else to give of each paragraph: its whole `text`, its citation (`cite`)",
        "text",
        True,
        choices=("text", "cite"),
    ),
    Parameter(
        "relaxed",
        "whether to list paragraphs that lack some of the words too, if fewer than 3 statements contain all of them",
        "on",
        choices=("off", "on"),
        default="off",
    ),
)
SEARCH = (*QUERY, *FILTERS, *COUNTING, *ORDER, *PAGING)
EXPORT = (
    *QUERY,
    *FILTERS,
    *ORDER,
    Parameter("format", "format of the rows", "csv", choices=("csv", "ndjson", "kwic"), default="csv"),
    Parameter(
        "bom",
        "whether CSV begins with a byte order mark, so that Excel reads it as UTF-8",
        "on",
        choices=("on", "off"),
        default="off",
    ),
)
FACET_VALUES = (
    *QUERY,
    *FILTERS,
    Parameter("match", "list only values that contain these words", "korea", format="words"),
    Parameter(
        "sort",
        "the most frequent values first (at most 1,000), or all in alphabetical order",
        "value",
        choices=("count", "value"),
        default="count",
    ),
    Parameter("limit", "number of values", "20", bounds=(1, MAX_FACET_SIZE), default="100"),
    Parameter("cursor", "where the list goes on; follow `next`", "*", format="pincite-cursor"),
)
LIST = (
    *QUERY,
    *FILTERS,
    *ORDER,
    *(parameter for parameter in PAGING if parameter.name in ("limit", "offset", "cursor")),
)
"""A list of statements: a search grouped by statement, without its paragraphs."""
SUGGEST = (
    Parameter("q", "the text typed so far", "iron"),
    Parameter("limit", "number of completions", "5", bounds=(1, 50), default="10"),
)
SITEMAP = (
    Parameter("year", "the year of the statements; `unknown`: without a year", "2018", pattern="[0-9]{4}|unknown"),
)
STATEMENT = (
    Parameter(
        "version",
        "at least the first 12 hex digits of a version; omit it for the current one",
        "f3bc98b56e5a",
        pattern="[0-9a-f]{12,64}",
    ),
)
TIMELINE = (
    Parameter(
        "wording",
        "what to count: a quotation, unless it holds a double quote, a star, AND, OR or NOT; several are compared",
        "ironclad",
        True,
        longest=CHARACTERS.value,
        format="words",
        most=MOST_WORDINGS,
        required=True,
    ),
    *(parameter for parameter in QUERY if parameter.name != "within"),
    *FILTERS,
    Parameter(
        "interval",
        "the width of a bar; `auto` is chosen from the dates of the base, and never a quarter",
        "quarter",
        choices=("auto", "year", "quarter", "month", "day"),
        default="auto",
    ),
    Parameter(
        "split",
        "divide one wording by the 8 most frequent values of this field",
        "issuer",
        choices=tuple(facet.name for facet in FACETS if not facet.dated),
    ),
    Parameter("format", "format of the answer", "csv", choices=("json", "csv"), default="json"),
)
"""``q`` and the filters make the base of a timeline."""
VARIANTS = (
    Parameter(
        "text",
        "the wording, of 3 to 1,000 words; or name a paragraph of a statement",
        "the ironclad commitment to the alliance",
        longest=CHARACTERS.value,
        format="three-words",
    ),
    Parameter("statement", "the id of the statement that has the wording", "000_216767ed398c675c"),
    Parameter("paragraph", "the number of its paragraph that is the wording", "4", bounds=(1, 10_000_000)),
    *STATEMENT,
    *(parameter for parameter in FILTERS if parameter.name != "statement"),
    Parameter(
        "similarity",
        "the least share of the wording's runs of three words that a passage holds",
        "0.75",
        default="0.6",
        pattern=r"(?:0?\.[5-9][0-9]{0,5}|1(?:\.0{1,6})?)",
    ),
    Parameter("limit", "number of forms", "5", bounds=(1, MAX_LIMIT), default="20"),
    Parameter("cursor", "where the list goes on; follow `next`", "*", format="pincite-cursor"),
    Parameter("include", "`places`: all places of each form, not 20", "places", True, choices=("places",)),
)
CHANGES = (
    *(one for one in FILTERS if one.name == "changed_since"),
    Parameter("limit", "number of changes", "5", bounds=(1, 50), default="10"),
    Parameter("cursor", "`*` starts reading the whole list; follow `next`", "*", format="pincite-cursor"),
)
CHANGES_FEED = CHANGES[:1]


def _side(name: str, other: str) -> tuple[Parameter, ...]:
    says = (
        f"the statement on the {name}: its id, or its address; omit it for the predecessor of `{other}` in its series"
    )
    return (
        Parameter(name, says, "000_216767ed398c675c", longest=MAX_VALUE_LENGTH),
        replace(STATEMENT[0], name=f"{name}_version"),
        Parameter(
            f"{name}_from", f"the first paragraph of `{name}` wanted", "251", bounds=(1, 10_000_000), default="1"
        ),
    )


COMPARISON_SIDES = (*_side("left", "right"), *_side("right", "left"))
COMPARISON = (
    *COMPARISON_SIDES,
    Parameter("limit", "number of paragraphs of each side; omit it for all", "250", bounds=(1, 10_000)),
    Parameter("format", "format; omit it to choose by the Accept header", "text", choices=("json", "text")),
)
COMPARISON_PAGE = (
    *COMPARISON_SIDES,
    COMPARISON[-2],
    Parameter("columns", "whether both sides stand beside each other", "2", choices=("1", "2"), default="1"),
)
CITATION = (
    *STATEMENT,
    Parameter("paragraph", "the paragraph to cite; omit it for the whole statement", "4", bounds=(1, 10_000_000)),
    Parameter("style", "style or format; omit it to choose by the Accept header", "bibtex", choices=STYLE_NAMES),
)
_FROM = Parameter("from", "the first paragraph wanted", "251", bounds=(1, 10_000_000), default="1")
STATEMENT_PARTS = (
    *STATEMENT,
    _FROM,
    Parameter("limit", "number of paragraphs; omit it for all", "250", bounds=(1, 10_000)),
)
STATEMENT_PAGE = (
    *STATEMENT,
    _FROM,
    Parameter("cite", "the paragraph to cite; 0: the whole statement", "4", bounds=(0, 10_000_000)),
    Parameter("quote", "a quotation to mark in the text", "ironclad commitment", longest=MOST_QUOTED),
    *(parameter for parameter in SEARCH if parameter.name not in ("facet", "cursor", "explain")),
)
"""A statement in a search: its page walks the hits of the search, and leads back to it."""
