"""The series: the meeting that comes back, where the title names it between those who meet and the kind."""

import re
from collections.abc import Iterator

from pincite.index.reading.issuers.issuer_names import find_issuers
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, words_of

TITLE = "series-title"
RULES = (TITLE,)

_BODY = (
    r"(?:Meetings?|Dialogues?|Summits?|Consultative\s+(?:RuleGroup|Committee|Meeting)(?:\s+Meeting)?|Ministerial|Forum|"
    r"Talks|Committee(?:\s+Meeting)?|Council(?:\s+Meeting)?|Conference|Commission|Consultations|Partnership\s+Dialogue)"
)
_SERIES = re.compile(
    rf"\s*(?P<series>(?:(?!Joint\b|Meeting\b)[A-Z][\w'’&+-]*\s+|and\s+|of\s+|on\s+){{1,6}}?{_BODY})(?!\w)"
)
_ONLY = re.compile(r"(?:Bilateral|Trilateral|Joint|Virtual|Presidential|Official|In-Person|the|\s)+")


def find_series(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the series, at most once: ``Defense Ministers Meeting`` of "U.S.-ROK Defense Ministers Meeting"."""
    title = reading.title
    if title is None or not reading.uses(TITLE) or not reading.known.get("kind"):
        return
    mentions = list(find_issuers(title.text))
    for before, mention in zip([None, *mentions], mentions, strict=False):
        # Two names that are linked: one alone is the place or the topic of a meeting.
        linked = before is not None and re.fullmatch(
            r"\s*(?:[-–—/]|,|,?\s*and)\s*(?:the\s+)?", title.text[before.end : mention.start]
        )
        match = _SERIES.match(title.text, mention.end) if linked else None
        if match is not None and not _ONLY.fullmatch(match["series"].rsplit(None, 1)[0]):
            yield RuleFinding(TITLE, words_of(match["series"]), title, match.start("series"), match.end("series"))
            return
