"""Korean particles: they are written at the end of a word, and a quotation ends before them."""

import re

_SYLLABLES = "\uac00", "\ud7a3"
_PARTICLES = """
은 는 이 가 을 를 의 에 에서 에게 에게서 께 께서 와 과 도 로 으로 로서 으로서 로써 으로써 만 까지 부터 마저 조차 보다
처럼 만큼 라고 이라고 라는 이라는 라며 이라며 에는 에도 에서는 에서도 와의 과의 와는 과는 로의 으로의 로는 으로는 에의
에서의 까지의 부터의 만의
"""
_PARTICLE = re.compile(rf"(?:{'|'.join(sorted(_PARTICLES.split(), key=len, reverse=True))})(?!\w)")

_NUMERAL = re.compile(r"(?:^|[^\w])[일이삼사오육칠팔구십백천수]+$")


def is_hangul(sign: str) -> bool:
    """Whether a sign is a syllable of Korean."""
    return _SYLLABLES[0] <= sign <= _SYLLABLES[1]


def counts_on(before: str, after: str) -> bool:
    """Whether 만 at the beginning of ``after`` is no particle but ten thousand, as in 삼십만."""
    return after[:1] == "만" and _NUMERAL.search(before) is not None


def begins_with_particle(text: str) -> bool:
    """Whether a particle ends a word at the beginning of ``text``."""
    return _PARTICLE.match(text) is not None
