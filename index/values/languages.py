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
_TWO_LETTERS = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw
ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng
nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv
sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_REGISTERED = frozenset(_TWO_LETTERS.split())
"""All codes of two letters. Others, such as jp and gr, are those of a country."""
_CODES = {other: first for first, *others in map(str.split, _SHORTEST.split("|")) for other in others}
_EXPECTED = "write a tag such as en, pt-BR or zh-Hant, or leave it out"


@lru_cache(maxsize=1_024)
def parse_language(text: str) -> str:
    """Return ``text`` as a tag: ``eng`` is ``en``, ``EN_gb`` is ``en-GB``. Raises ValueError, which says what to do."""
    small = text.lower().replace("_", "-")
    if not _TAG.fullmatch(small):
        raise ValueError(_EXPECTED)
    first, *rest = small.split("-")
    if len(first) == 2 and first not in _REGISTERED:
        raise ValueError(f"{_EXPECTED}; {first} is the code of no language, perhaps of a country")
    return "-".join([_CODES.get(first, first), *map(_in_case, rest)])


def canonical_language(text: str) -> str:
    """Return ``text`` as ``parse_language`` does, and unchanged what is no tag: nobody has it."""
    try:
        return parse_language(text)
    except ValueError:
        return text


def _in_case(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part
