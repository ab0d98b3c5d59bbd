"""What a character is to the analysis: the rules of words, written once. Tables for speed are made from these rules."""

import re
import unicodedata

UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\U000116d0-\U000116ff"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c"  # signs that stand among Han and kana, 々 among them
    "\u3040-\u30ff\u31f0-\u31ff\U0001aff0-\U0001b16f"  # Hiragana, Katakana, ー among them
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Scripts that are written without blanks between words, as ranges of a pattern: their runs are read in pairs."""

INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Joiners that are removed before anything else."""

_REMEMBERED = 20_000
"""Characters that are remembered: bounds the memory of a long-running process."""


APOSTROPHES = "'’‘ʼʻ´`＇"
"""What stands between the parts of a word, and before the s of a possessive: letters, accents and quotes among them."""

_PARTING = str.maketrans(dict.fromkeys(APOSTROPHES, " "))


def normalized(text: str) -> str:
    """Return ``text`` as its words are compared: NFKC, without case; what is no part of a word a blank.

    Blanks are raised characters and fractions, before NFKC would make words longer by them, and apostrophes that
    Unicode calls letters.
    """
    written = "".join(" " if is_raised(character) else character for character in text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold()).translate(_PARTING)


def is_raised(character: str) -> bool:
    """Tell whether it is the mark of a footnote, a power, a trade mark or a fraction: it stands beside a word."""
    return unicodedata.decomposition(character).startswith(("<super>", "<fraction>"))


def kind(character: str) -> str:
    """Return ``L`` for a letter, ``N`` for a number of any kind, ``M`` for a mark; another letter ends every word.

    A mark belongs to the letter before it: behind anything else it is in no word.
    """
    return unicodedata.category(character)[0]


_UNSPACED = re.compile(f"[{UNSPACED}]")


def is_unspaced(character: str) -> bool:
    """Tell whether a letter or a number is of a script that is written without blanks between words."""
    return character >= "\u0e00" and _UNSPACED.match(character) is not None


def is_jamo(character: str) -> bool:
    """Tell whether it is a conjoining jamo: it composes with what stands before it although it is a letter."""
    return "\u1160" <= character <= "\u11ff"


def composes(character: str) -> bool:
    """Tell whether it may become one with what stands before it: a mark, a jamo, an invisible joiner.

    Half-width and compatibility forms become the marks and the jamo that compose.
    """
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKC", character)[0]
    return character in INVISIBLE or is_jamo(first) or kind(first) == "M"


COMPLEX = "\ufffe"
"""Stands for what cannot be read by itself: what composes, and a character that becomes several."""


def alone(character: str) -> str:
    """Return what a character is in a text whatever stands around it: of words, a blank, or COMPLEX.

    A letter or a digit is returned as it is indexed. That is a character of a word, and a blank ends every word.
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
    """Return ``text`` with ``sign`` for each double quote or gershayim between two Hebrew letters: it parts no word.

    What is returned has the length of ``text``. Points and invisible joiners may stand beside the letters.
    """
    if text.isascii() or not _IS_NEAR.search(text):
        return text
    return _GERSHAYIM.sub(rf"\1{sign}", text)


class _Alone(dict[int, str]):
    """Code point -> ``alone`` of it, made when it is first met: a table for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[point] = made = alone(chr(point))
        return made


ALONE = _Alone()


def is_of_words(character: str) -> bool:
    """Tell whether a text may not be cut beside it without cutting a word, if such stand on both sides."""
    return ALONE[ord(character)] != " "


ASCII = bytes(ord(alone(chr(code))) for code in range(128))
"""``alone`` of each ASCII character: a table for ``bytes.translate`` of the first half of all bytes."""
