"""``phrase_timeline``: the timeline of the API, in an answer for agents."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from typing_extensions import TypedDict

from pincite.app.agents.archive_coverage import cover_archive
from pincite.app.agents.desk import ToolCall
from pincite.app.agents.passages import around_span, build_passage
from pincite.app.agents.tool_answers import NOTICE, PassageOut
from pincite.app.agents.tool_arguments import ToolArguments
from pincite.app.answering.links import Links
from pincite.app.answering.timeline_request import parse_timeline
from pincite.app.answering.wording_words import adds_up_says, base_says, thin_says
from pincite.app.api.timeline_answers import build_timeline_out
from pincite.app.dependencies.tracing_wordings import trace_in_turn
from pincite.app.words import found as found_says
from pincite.index.results import Hit


class StrandOut(TypedDict):
    """A wording, or a value of a split: ``bars`` are statements by interval, ``uses`` the first and the last use.

    ``share`` is of all statements of the base.
    """

    name: str
    paragraphs: int
    statements: int
    share: float | None
    bars: list[int]
    uses: list[PassageOut]


class TimelineTold(TypedDict):
    """Wordings over time; ``base`` counts all statements of each interval."""

    notice: str
    says: str
    intervals: list[str]
    base: list[int]
    series: list[StrandOut]


def phrase_timeline(call: ToolCall, given: Mapping[str, Any]) -> TimelineTold:
    """Return how often wordings are used, by intervals of time, with their first and last use."""
    reader = ToolArguments(given, "wordings", "query", "filters", "interval", "split")
    pairs = [*reader.pairs("wordings", "wording"), *reader.pairs("query", "q"), *reader.filters()]
    pairs += [pair for name in ("interval", "split") for pair in reader.pairs(name)]
    reader.finish()
    asked = parse_timeline(pairs)
    found, took_ms = trace_in_turn(call.request, asked)
    told = build_timeline_out(asked, found, call.desk.links, took_ms)
    both = zip(told["series"], found.series, strict=True)
    return TimelineTold(
        notice=NOTICE,
        says=" ".join(filter(None, [*_says(call, found, asked.split)])),
        intervals=[one["name"] for one in told["bars"]],
        base=[one["base"]["statements"] for one in told["bars"]],
        series=[
            StrandOut(
                name=one.strand.name,
                paragraphs=series["paragraphs"],
                statements=series["statements"],
                share=None if series["share"] is None else round(series["share"]["value"], 6),
                bars=[bar["statements"] for bar in series["bars"]],
                uses=_uses((one.first, one.last), call.desk.links),
            )
            for series, one in both
        ],
    )


def _says(call: ToolCall, found: Any, split: str) -> Iterator[str]:
    if found.partial:
        yield "Time ran out: counts are lower bounds."
    for one in found.series:
        yield f"{one.strand.name}: {found_says(one.total.paragraphs, one.total.statements, partial=one.partial)}."
    yield base_says(found)
    yield thin_says(found)
    yield adds_up_says(found, split)
    if not any(one.total.paragraphs for one in found.series):
        yield cover_archive(call.asking()).says


def _uses(ends: Iterable[Hit | None], links: Links) -> list[PassageOut]:
    """Return the first and the last use; one, where they are the same."""
    hits = [hit for hit in ends if hit is not None]
    passages = [build_passage(hit.heading, hit.passage, around_span(hit.passage.text, (0, 0)), links) for hit in hits]
    return [*{one["id"]: one for one in passages}.values()]
