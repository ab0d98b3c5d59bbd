"""How the analysis classifies characters. The rules are written once here; fast tables are derived from them."""

import re
import unicodedata

UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\U000116d0-\U000116ff"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c"  # signs used with Han and kana, including 々
    "\u3040-\u30ff\u31f0-\u31ff\U0001aff0-\U0001b16f"  # Hiragana, Katakana, including ー
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Scripts that are written without spaces between words, as ranges of a pattern. Their runs become pairs."""

INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Invisible characters that are removed before anything else."""

_REMEMBERED = 20_000
"""The most characters cached. Bounds the memory of a long-running process."""


APOSTROPHES = "'’‘ʼʻ´`＇"
"""Characters between the parts of a word, or before a possessive s. Some are letters, accents or quotes in Unicode."""

_PARTING = str.maketrans(dict.fromkeys(APOSTROPHES, " "))


def normalized(text: str) -> str:
    """Return ``text`` in the form in which words are compared: NFKC, casefolded, with some characters as spaces.

    Superscripts and fractions become spaces, because NFKC would append them to words. So do apostrophes that Unicode
    classifies as letters.
    """
    written = "".join(" " if is_raised(character) else character for character in text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold()).translate(_PARTING)


def is_raised(character: str) -> bool:
    """Return whether this is a superscript (a footnote mark, a power, a trade mark) or a fraction beside a word."""
    return unicodedata.decomposition(character).startswith(("<super>", "<fraction>"))


def kind(character: str) -> str:
    """Return ``L`` for a letter, ``N`` for a number, ``M`` for a mark. A character of any other category ends a word.

    A mark belongs to the letter before it. After anything else it belongs to no word.
    """
    return unicodedata.category(character)[0]


_UNSPACED = re.compile(f"[{UNSPACED}]")


def is_unspaced(character: str) -> bool:
    """Return whether a letter or a number belongs to a script without spaces between words."""
    return character >= "\u0e00" and _UNSPACED.match(character) is not None


def is_jamo(character: str) -> bool:
    """Return whether this is a conjoining jamo: a letter that composes with the character before it."""
    return "\u1160" <= character <= "\u11ff"


def composes(character: str) -> bool:
    """Return whether this may compose with the character before it: a mark, a jamo or an invisible joiner.

    Half-width and compatibility forms count too, because NFKC turns them into such marks and jamo.
    """
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKC", character)[0]
    return character in INVISIBLE or is_jamo(first) or kind(first) == "M"


COMPLEX = "\ufffe"
"""Stands for a character that cannot be analysed alone: it composes, or it becomes several characters."""


def alone(character: str) -> str:
    """Classify a character independently of its neighbours: part of a word, a space, or COMPLEX.

    A letter or a digit is returned in its indexed form. A space ends a word.
    """
    folded = normalized(character)
    if composes(character) or is_jamo(folded[:1]) or any(kind(c) == "M" for c in character + folded):
        return COMPLEX
    if not any(kind(c) in "LN" for c in folded):
        return " "
    return folded if len(folded) == 1 else COMPLEX


_HEBREW = "\u05d0-\u05ea\u05ef-\u05f2\ufb1d\ufb1f-\ufb28\ufb2a-\ufb4f"
_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\ufb1e"
_UNSEEN = "".join(sorted(INVISIBLE))
_GERSHAYIM = re.compile(f'([{_HEBREW}][{_POINTS}{_UNSEEN}]*)["\u05f4](?=[{_UNSEEN}]*[{_HEBREW}])')
_IS_NEAR = re.compile(f'["\u05f4](?=[{_HEBREW}{_UNSEEN}])')


def join_acronyms(text: str, sign: str = "\u2060") -> str:
    """Replace each double quote or gershayim between two Hebrew letters by ``sign``, which does not separate words.

    The result has the length of ``text``. The letters may carry points and invisible joiners.
    """
    if text.isascii() or not _IS_NEAR.search(text):
        return text
    return _GERSHAYIM.sub(rf"\1{sign}", text)


class _Alone(dict[int, str]):
    """A table for ``str.translate``: from code point to ``alone`` of it, computed when first needed."""

    def __missing__(self, point: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[point] = made = alone(chr(point))
        return made


ALONE = _Alone()


def is_of_words(character: str) -> bool:
    """Return whether this character is part of a word. A cut between two such characters cuts a word."""
    return ALONE[ord(character)] != " "


ASCII = bytes(ord(alone(chr(code))) for code in range(128))
"""``alone`` of each ASCII character: the first half of a table for ``bytes.translate``."""
