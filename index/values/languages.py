"""Language tags in BCP 47 form: the shortest code of a language, with each part in its usual case."""

import re
from functools import lru_cache

_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*")
_SHORTEST = """
ar ara|be bel|bg bul|bn ben|ca cat|cs ces cze|cy cym wel|da dan|de deu ger|el ell gre|en eng|eo epo|es spa|et est|
eu eus baq|fa fas per|fi fin|fr fra fre|ga gle|he heb iw|hi hin|hr hrv|hu hun|hy hye arm|id ind in|is isl ice|it ita|
ja jpn|ka kat geo|kk kaz|km khm|ko kor|lo lao|lt lit|lv lav|mk mkd mac|mn mon|ms msa may|my mya bur|nb nob|ne nep|
nl nld dut|nn nno|no nor|pl pol|pt por|ro ron rum|ru rus|sk slk slo|sl slv|sq sqi alb|sr srp|st sot|sv swe|sw swa|
ta tam|th tha|tr tur|uk ukr|ur urd|uz uzb|vi vie|yi yid ji|zh zho chi
"""
_CODES = {other: first for first, *others in map(str.split, _SHORTEST.split("|")) for other in others}
_EXPECTED = "write a tag such as en, pt-BR or zh-Hant, or leave it out"


@lru_cache(maxsize=1_024)
def parse_language(text: str) -> str:
    """Return ``text`` as a tag: ``eng`` is ``en``, ``EN_gb`` is ``en-GB``. Raises ValueError, which says what to do."""
    small = text.lower().replace("_", "-")
    if not _TAG.fullmatch(small):
        raise ValueError(_EXPECTED)
    first, *rest = small.split("-")
    return "-".join([_CODES.get(first, first), *map(_in_case, rest)])


def _in_case(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part
