"""The language of a text, by its script or its commonest words. A short text, or one in two languages, has none."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, RuleText

WORDS, SCRIPT = "language-words", "language-script"
RULES = (WORDS, SCRIPT)

_COMMON = """
en the of and to in that is for on with as by are we this our be has have which will not at from their
fr le la les des et de du que dans pour qui une sur au par est nous aux avec sont cette ses leur
de der die und den von zu das mit des auf für ist im nicht ein eine sich dem wir dass auch als
es el la los las de que y en del por para con una se su es al como más nuestro
it il di che e la per del della un in è con i le gli nel alla dei sono non
pt o a os as de que e do da em para com não uma por dos das no na ao pela
nl de het van een en in op te voor dat met zijn is niet aan door ook wij om
sv och att i en av för som på det är med den till har inte vi om ett
da og at i en af for som på det er med den til har ikke vi om et der
no og å i en av for som på det er med den til har ikke vi om et vil
pl i w na z do że się jest nie o oraz przez od dla jak po za są
cs a v na se že je o s do pro jako za by od ve které být
ro și de în a la cu pe pentru care din o un prin este sunt nu
tr ve bir bu için ile olarak da de olan çok daha bizim sonra gibi kadar
id dan yang di dengan untuk dari pada ini dalam akan telah kepada oleh sebagai
vi và của các trong cho là với được có những một về này
hu a az és hogy nem egy is meg el azt ha
fi ja on ei se että hän oli ovat myös kun sekä
"""
_SCRIPTS = {
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "GREEK": "el", "HEBREW": "he",
    "DEVANAGARI": "hi", "GEORGIAN": "ka", "ARMENIAN": "hy", "BENGALI": "bn", "TAMIL": "ta", "KHMER": "km",
    "MYANMAR": "my", "LAO": "lo", "ETHIOPIC": "am",
}  # fmt: skip
"""Scripts of one language, by what the names of their characters begin with. Others tell none."""
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = 4000
_LEAST, _SHARE, _AHEAD = 25, 0.2, 1.7
"""So many words, so large a share of common ones, and so many times as many as the next language: else no language."""


def find_language(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the language, at most once."""
    piece = max(reading.paragraphs[:30], key=lambda one: len(one.text), default=None)
    if piece is None:
        return
    script = _read_script(piece) if reading.uses(SCRIPT) else None
    if script is not None:
        yield RuleFinding(SCRIPT, script, piece, 0, len(piece.text))
        return
    language = _read_words(reading) if reading.uses(WORDS) else None
    if language is not None:
        yield RuleFinding(WORDS, language, piece, 0, len(piece.text))


def _read_script(piece: RuleText) -> str | None:
    letters = [c for c in piece.text[:_LETTERS] if c.isalpha()]
    foreign = [c for c in letters if ord(c) > 0x36F]
    if len(foreign) < 10 or len(foreign) < 0.7 * len(letters):
        return None
    counts = Counter(unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in foreign)
    # Kana stand between Chinese characters, and Hangul may.
    for script in ("HIRAGANA", "KATAKANA", "HANGUL"):
        if counts[script] > 0.1 * len(foreign):
            return _SCRIPTS[script]
    script, count = counts.most_common(1)[0]
    return _SCRIPTS.get(script) if count > 0.8 * len(foreign) else None


def _read_words(reading: RuleInput) -> str | None:
    text = " ".join(one.text[:_LETTERS] for one in reading.paragraphs[:30])[: 2 * _LETTERS]
    words = Counter(match.group().casefold() for match in _WORD.finditer(text))
    total = words.total()
    if total < _LEAST:
        return None
    scores = sorted(
        ((sum(words[word] for word in common) / total, language) for language, common in _common().items()),
        reverse=True,
    )
    (best, language), (next_best, _) = scores[0], scores[1]
    return language if best >= _SHARE and best >= _AHEAD * next_best else None


@cache
def _common() -> Mapping[str, frozenset[str]]:
    lines = (line.split() for line in _COMMON.strip().splitlines())
    return {language: frozenset(words) for language, *words in lines}
