"""Who speaks in a transcript: ``NAME:`` at the head of a paragraph, where names come back or are offices."""

import re
from collections import Counter
from collections.abc import Sequence

_HEAD = re.compile(
    r"(?P<who>(?:The\s)?(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|M|Mme|Sr|Sra)\.?\s)?"
    r"[A-ZÀ-ÖØ-Þ](?:[A-ZÀ-ÖØ-Þ0-9.'’\-]|c(?=[A-Z])|\s(?=[A-ZÀ-ÖØ-Þ(&]))*(?:\s?\([^)]{1,80}\))?)\s?:(?=\s)"
)
_MIXED = re.compile(
    r"(?P<who>[^\W\d_a-z][\w.'’\-]*(?:\s(?:[^\W\d_a-z(][\w.'’)\-]*|of|the|for|and|de|van|von)){0,7})\s?:(?=\s)"
)
_LEADS = re.compile(
    r"(?:Moderator|Interviewer|Host|Operator|Presenter|Reporter|Journalist|Question|Answer|Participant)s?(?: .*)?"
)
"""Who leads a talk, by a word that nothing else is called: where one speaks, names that come back speak too."""
_TITLED = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Amb|Gen|Sen)\.? |(?:Prime |Foreign |Defence |Defense |Deputy |Vice |High )*"
    r"(?:President|Minister|Secretary|Ambassador|Professor|Chancellor|Representative|Spokesperson)\b).*"
)
_ASKED = re.compile(r"(?:Question|Q|Frage|Pregunta|Domanda|Вопрос|Journalist|Reporter|问|記者|질문)s?", re.IGNORECASE)
_PLAIN = re.compile(r"(?P<who>[QA])(?:\s*[.:–—-])?\s+(?=[\"“‘(\[A-Z0-9])")
_SURE = re.compile(
    r"^(?:Q|QUESTION|ANSWER|MODERATOR|INTERVIEWER|OPERATOR|REPORTER|PARTICIPANT|AUDIENCE MEMBER|INTERPRETER|"
    r"THE PRESIDENT|"
    r"(?:Mr|Mrs|Ms|Miss|Dr|MR|MRS|MS|DR)\.? .*|(?:THE |The |VICE |PRIME |FOREIGN |DEPUTY |ASSISTANT |UNDER |SENIOR )*"
    r"(?:PRESIDENT|MINISTER|SECRETARY|AMBASSADOR|GENERAL|ADMIRAL|CHANCELLOR|CHAIRMAN|CHAIR|SPOKESPERSON|"
    r"ADMINISTRATION OFFICIAL|OFFICIAL)\b.*)$"
)
_NEVER = re.compile(
    r"^(?:NOTE|SUBJECTS?|TOPICS?|KEYWORDS?|LOCATION|VENUE|RE|TO|FROM|DATE|CONTACT|BACKGROUND|MEMORANDUM|ANNEX|"
    r"APPENDIX|ARTICLE|SECTION|CC|FOR|TEL|"
    r"EMAIL|FAX|WHO|WHAT|WHEN|WHERE|WHY|PS|URL|CHAPTER|PART|ITEM|AGENDA|SUMMARY)\b"
)


def find_speakers(texts: Sequence[str]) -> list[str | None]:
    """Return for each paragraph who speaks at its head, as printed; None where nobody is named.

    A name counts when it stands before two paragraphs at least, or is an office, an honorific or ``Q``. One that is not
    in capitals counts only where somebody leads the talk: ``Moderator:``, ``Question:``.
    """
    mixed = _find_mixed(texts)
    heads = [_read_head(text) for text in texts]
    times = Counter(head for head in heads if head is not None)
    transcript = any(_SURE.match(who) or count > 1 for who, count in times.items())
    found = [
        _pick(head, times) or spoken or (_read_plain(text) if transcript else None)
        for head, spoken, text in zip(heads, mixed, texts, strict=True)
    ]
    # A name in a paragraph of its own speaks in the next one.
    alone = [who is not None and text.rstrip(" :") == who for who, text in zip(found, texts, strict=True)]
    return [
        who or (before if named else None)
        for who, before, named in zip(found, [None, *found], [False, *alone], strict=False)
    ]


def _find_mixed(texts: Sequence[str]) -> list[str | None]:
    matches = [_MIXED.match(text[:160]) for text in texts]
    heads = [m["who"] if m and not _NEVER.match(m["who"].upper()) else None for m in matches]
    times = Counter(head for head in heads if head is not None)
    if sum(times[head] for head in times if _LEADS.fullmatch(head)) < 2 or len(times) < 2:
        return [None] * len(heads)
    known = {head for head in times if times[head] > 1 or _LEADS.fullmatch(head) or _TITLED.fullmatch(head)}
    return [head if head in known else None for head in heads]


def find_marked_speakers(leads: Sequence[str], texts: Sequence[str]) -> list[str | None]:
    """Return who speaks where a paragraph's first words are bold and a colon follows: ``leads`` are the bold words.

    Names count together or not at all: three at least, one of them twice or a question, as in no list of headings.
    """
    heads = [_read_lead(lead, text) for lead, text in zip(leads, texts, strict=True)]
    times = Counter(head for head in heads if head is not None)
    asked = any(_ASKED.fullmatch(head) for head in times)
    return heads if times.total() >= 3 and (asked or max(times.values()) > 1) else [None] * len(heads)


def _read_lead(lead: str, text: str) -> str | None:
    who = lead.rstrip(" :：")
    rest = text[len(who) :]
    fits = 0 < len(who) <= 100 and text.startswith(who) and re.match(r"\s*(?:\([^)]{1,80}\)\s*)?[:：]", rest)
    return who if fits and not _NEVER.match(who.upper()) else None


def _pick(head: str | None, times: Counter[str]) -> str | None:
    return head if head is not None and (times[head] > 1 or _SURE.match(head)) else None


def _read_head(text: str) -> str | None:
    match = _HEAD.match(f"{text[:160]} ")
    if match is None or _NEVER.match(match["who"]) or (len(match["who"]) < 2 and match["who"] not in "QA"):
        return None
    return match["who"]


def _read_plain(text: str) -> str | None:
    match = _PLAIN.match(text)
    return match["who"] if match is not None and match["who"] == "Q" else None
