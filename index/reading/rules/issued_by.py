"""Issuers: who the title, the offices of the people, the first words or the file's name say that it is from."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pincite.index.reading.issuers.issuer_names import (
    Mention,
    adjectives_pattern,
    by_adjective,
    by_code,
    find_issuers,
    names_pattern,
    plain,
)
from pincite.index.reading.rules.kind import DEBATE
from pincite.index.reading.rules.people import find_people
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, RuleText

TITLE, OFFICES, OPENING = "issuers-title", "issuers-offices", "issuers-opening"
AGENCY, NAME = "issuers-agency", "issuers-file-name"
RULES = (TITLE, OFFICES, OPENING, AGENCY, NAME)

_SHARED = ("joint statement", "joint communiqué", "joint declaration")
_OWN = (*_SHARED, "statement", "communiqué", "declaration", "readout", "chair's summary")
_BY = re.compile(r"\b(?:by|from|between|among|of)\s+(?:the\s+)?(?:Governments?\s+of\s+)?(?:the\s+)?", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:on|about|regarding|concerning|following|at|in|for)\s", re.IGNORECASE)
_LINK = re.compile(
    r"\s*(?:,|-|\u2013|\u2014|/|&|,?\s+and)\s*(?:the\s+)?(?:Governments?\s+of\s+)?(?:the\s+)?", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\((?:the\s+)?[\"“]?[\w. ]{1,30}[\"”]?\)")
_VERBS = r"(?:have|has|are|is|will|condemn|announce|reaffirm|welcome|share|agree|commit|support|recognize|today|met)\b"
_AGENCY = re.compile(r"AGENCY:\s+(?P<who>[^.]{3,200})\.")


def find_issued_by(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield each issuer that one rule finds; the rules behind it are not asked then."""
    rules = (
        (TITLE, _find_titled),
        (OFFICES, _find_by_offices),
        (OPENING, _find_opening),
        (AGENCY, _find_agency),
        (NAME, _find_named),
    )
    for rule, find in rules:
        found = list(find(reading)) if reading.uses(rule) else []
        if found:
            yield from {one.value: one for one in reversed(found)}.values().__reversed__()
            return


def _find_titled(reading: RuleInput) -> Iterator[RuleFinding]:
    title, kind = reading.title, reading.known.get("kind")
    if title is None or kind not in _OWN:
        return
    mentions = list(find_issuers(title.text))
    about = _ABOUT.search(title.text)
    by = _BY.search(title.text, 0, len(title.text) if about is None else about.start())
    listed = [] if by is None else _run(title.text, mentions, by.end())
    if by is not None and (listed or kind != "readout"):
        yield from (RuleFinding(TITLE, one.issuer.name, title, one.start, one.end) for one in listed)
        if listed:
            return
    yield from _find_compound(title, mentions, about, kind)


def _find_compound(
    title: RuleText, mentions: Sequence[Mention], about: re.Match[str] | None, kind: str
) -> Iterator[RuleFinding]:
    """Yield ``U.S.`` and ``Russia`` of "U.S.-Russia Joint Statement"; what is only spoken of is none, but of two."""
    for mention in mentions:
        run = _run(title.text, mentions, mention.start)
        before_about = about is None or run[-1].end <= about.start()
        single = len(run) == 1 and before_about and (mention.start == 0 or kind == "statement")
        several = len(run) > 1 and (before_about or kind in (*_SHARED, "readout"))
        if several or single:
            yield from (RuleFinding(TITLE, one.issuer.name, title, one.start, one.end) for one in run)
            return


def _run(text: str, mentions: Sequence[Mention], at: int) -> list[Mention]:
    """Return the issuers that stand in a list from ``at`` on: ``Türkiye, Côte d'Ivoire and the Kingdom of Spain``."""
    run: list[Mention] = []
    for mention in mentions:
        if mention.start < at:
            continue
        if mention.start != at and not (run and _LINK.fullmatch(text, at, mention.start)):
            break
        run.append(mention)
        aside = _ASIDE.match(text, mention.end)
        at = mention.end if aside is None else aside.end()
    return run


def _find_by_offices(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the countries of the offices of all who issue something together."""
    if reading.known.get("kind") not in (*_SHARED, "readout"):
        return
    people = list(find_people(reading))
    found = [_of_office(one) for one in people]
    sure = [one for one in found if one is not None]
    if len({one.value for one in sure}) > 1 and len(sure) == len(people):
        yield from sure


def _of_office(person: RuleFinding) -> RuleFinding | None:
    assert person.piece is not None
    office = plain(person.value.office or "")
    for mention in find_issuers(office):
        return RuleFinding(OFFICES, mention.issuer.name, person.piece, person.start, person.end)
    match = _adjective().search(office)
    if match is None:
        return None
    return RuleFinding(OFFICES, by_adjective()[match.group()].name, person.piece, person.start, person.end)


def _find_opening(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield who the first words say acts: ``We, the Leaders of the RuleGroup of Seven (G7)``."""
    kind = reading.known.get("kind")
    for piece in reading.prose(3):
        match = _subject().match(piece.text) if kind in _OWN else None
        if match is not None:
            run = _run(piece.text, list(find_issuers(piece.text[:600])), match.start("who"))
            yield from (RuleFinding(OPENING, one.issuer.name, piece, one.start, one.end) for one in run)
            return
    if kind in _SHARED:
        yield from _find_acting(reading)


def _find_acting(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the two or more of which the first sentence that names them together says what they do."""
    for piece in reading.prose(2):
        mentions = list(find_issuers(piece.text))
        for start, _ in piece.sentences():
            the = re.compile(r"(?:The\s+)?(?:Government\s+of\s+the\s+)?").match(piece.text, start)
            run = _run(piece.text, mentions, start if the is None else the.end())
            if len(run) > 1 and re.compile(rf"\s+{_VERBS}").match(piece.text, run[-1].end):
                yield from (RuleFinding(OPENING, one.issuer.name, piece, one.start, one.end) for one in run)
                return


def _find_agency(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the agency that a document of the Federal Register names."""
    for piece in reading.paragraphs[:15]:
        match = _AGENCY.match(piece.text)
        if match is None:
            continue
        for mention in find_issuers(match["who"]):
            at = match.start("who")
            yield RuleFinding(AGENCY, mention.issuer.name, piece, at + mention.start, at + mention.end)
            return


def _find_named(reading: RuleInput) -> Iterator[RuleFinding]:
    match = DEBATE.match(reading.name)
    issuer = None if match is None else by_code().get(match["country"])
    if issuer is not None:
        yield RuleFinding(NAME, issuer.name)


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        rf"(?:We,?\s+the\s+(?:[A-Z]?\w+\s+){{1,5}}of\s+(?:the\s+)?|As\s+(?:the\s+)?leaders\s+of\s+(?:the\s+)?|The\s+"
        rf"(?=(?:{names_pattern()})\s+(?:decided|made|voted|announced|released)\b))(?P<who>{names_pattern()})(?!\w)",
    )


@cache
def _adjective() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{adjectives_pattern()})(?!\w)")
