"""The kind of a statement: what its title calls it, or what its first words show."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pincite.index.reading.issuers.issuer_names import find_issuers, names_pattern, plain
from pincite.index.reading.rules.kinds import KINDS
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, RuleText, found_in

TITLE, SALUTATION, DECIDED, NAME = "kind-title", "kind-salutation", "kind-decision", "kind-file-name"
RULES = (TITLE, SALUTATION, DECIDED, NAME)

DEBATE = re.compile(r"(?P<country>[A-Z]{3})_\d{1,2}_(?:19|20)\d\d")
"""File names of the United Nations General Debate: country, session, year."""

_HEAD = re.compile(r"(?:(?:the|text of(?: the| a)?|full text of(?: the)?|transcript:?|unofficial)\s+)?", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:on|about|regarding|concerning|for|to|of|following|under|against|approves|announces)\s")
_TOGETHER = ("joint", "trilateral", "common", "공동", "共同", "联合", "聯合", "совместн", "gemeinsam")
_GROUP = re.compile(r"(?:leaders'?|ministers'?|ministerial|presidential|summit|foreign|quad)\s+$")
_SALUTATION = re.compile(
    r"(?:Mr\.?|Madam|Mrs\.?|Mister|Your)\s+(?:President|Speaker|Chairman|Chair|Secretary-General|Excellenc\w+|Chairperson)"
    r"\b[^.]{0,200}?[,:—-]|Ladies and gentlemen|Excellencies|Distinguished (?:delegates|guests|colleagues|heads)"
    r"|My fellow (?:Americans|citizens)|Monsieur le Président|Señor Presidente"
)
_DECISIONS = r"(?:decided|made\s+no\s+change|voted|announced|agreed|approved)\b[^.]{0,40}?\btoday\b"


def find_kind(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the kind, at most once."""
    if reading.uses(TITLE) and reading.title is not None:
        yield from _find_titled(reading.title)
    head = reading.paragraphs[0] if reading.paragraphs else None
    if reading.uses(SALUTATION) and head is not None:
        match = _SALUTATION.match(head.text)
        if match is not None:
            yield found_in(SALUTATION, "speech", head, match)
    if reading.uses(DECIDED) and head is not None:
        match = _decided().match(head.text)
        if match is not None:
            yield found_in(DECIDED, "statement", head, match)
    if reading.uses(NAME) and DEBATE.match(reading.name):
        yield RuleFinding(NAME, "speech")


def _find_titled(title: RuleText) -> Iterator[RuleFinding]:
    text = title.text.lower()
    if len(text) != len(title.text):
        return
    head = _HEAD.match(text)
    start = 0 if head is None else head.end()
    for match in _phrases().finditer(text):
        if match.start() in (0, start) or _is_own(title, text, match.start()):
            yield found_in(TITLE, _by_phrase()[match.group()], title, match)
            return


def _is_own(title: RuleText, text: str, at: int) -> bool:
    """Whether the phrase at ``at`` is what the title calls the statement itself: nothing before it says "on"."""
    names = [mention for mention in find_issuers(title.text) if mention.end <= at]
    before = text[:at]
    bare = before
    for mention in names:
        # "Republic of Korea" says nothing of what follows.
        bare = bare[: mention.start] + "_" * (mention.end - mention.start) + bare[mention.end :]
    if _ABOUT.search(bare):
        return False
    if text.startswith(_TOGETHER, at) or text.startswith("readout", at):
        return True
    if not names:
        return False
    between = before[names[-1].end :]
    return not between.strip() or _GROUP.search(between) is not None


@cache
def _by_phrase() -> Mapping[str, str]:
    return {plain(phrase): kind for kind, phrases in KINDS for phrase in phrases}


@cache
def _phrases() -> re.Pattern[str]:
    phrases = sorted(_by_phrase(), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)(?!'s\b)")


@cache
def _decided() -> re.Pattern[str]:
    return re.compile(rf"The\s+(?:{names_pattern()})\s+{_DECISIONS}")
