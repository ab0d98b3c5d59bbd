"""Who speaks in a record whose site prints each name apart: as a link, or in an element that is called speaker."""

import re
from collections.abc import Sequence

from pincite.index.reading.formats.flow import Flow
from pincite.index.reading.formats.pagetree import is_named, list_units
from pincite.index.reading.formats.whitespace import list_words

_NAMED = list_words("attributed speaker member contribution contributor orator intervenant redner sprecher")
_SPEAKING = list_words("speaker orator redner sprecher")
_BRACKETS = re.compile(r"(?:\s*\([^()]{1,60}\))+")
"""Whom a speaker represents: "(Hornsey and Wood Green) (Lab)"."""


def _is_name(flow: Flow, reason: str | None) -> bool:
    if reason == "links alone":
        return is_named(flow.element, _NAMED)
    short = len(flow.text) < 80 and flow.text[-1:] not in ".?!:;," and flow.role == "text"
    return reason is None and short and bool(list_units(flow.element.get("class") or "") & _SPEAKING)


def take_speakers(flows: Sequence[Flow], dropped: dict[int, str]) -> None:
    """Set ``speaker`` of the pieces below each such name, up to the next name or heading; add names to ``dropped``."""
    names = [at for at, flow in enumerate(flows) if _is_name(flow, dropped.get(at))]
    if len(names) < 2:
        return
    speaker: str | None = None
    for at, flow in enumerate(flows):
        if at in names:
            speaker, dropped[at] = flow.text, "speaker"
        elif flow.level:
            speaker = None
        elif at not in dropped and dropped.get(at - 1) == "speaker" and _BRACKETS.fullmatch(flow.text):
            dropped[at] = "speaker"
        elif at not in dropped:
            flow.speaker = speaker
