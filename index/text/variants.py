"""Word variants: which token forms stand for the same word, by language.

Two forms are variants when their keys are equal: the Snowball stem of the form without its accents. Where there is no
stemmer for a language, only forms that differ in nothing but accents are variants. A stroke, a hook or a tail that
Unicode does not take off a Latin letter counts as an accent.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from pincite.index.text.analysis import LONGEST_TOKEN, is_of_run

_REMEMBERED = 65_536
"""Keys that are remembered: bounds the memory of a long-running process."""

_SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


@lru_cache(maxsize=1024)
def stemmer_name(language: str | None) -> str | None:
    """Return the Snowball algorithm for a BCP 47 ``language`` (None: English), or None when there is none."""
    if language is None:
        return "english"
    name = _SNOWBALL.get(language.replace("_", "-").split("-")[0].casefold())
    return name if name in _algorithms() else None


def fold(token: str) -> str:
    """Return ``token`` without its accents: decomposed, marks off, Latin letters to their base, composed again.

    Pairs of a script without blanks stay as they are: their marks are letters. It is cut like a token, which it could
    exceed otherwise (æ is two letters): engines may refuse longer ones.
    """
    if token.isascii() or is_of_run(token):
        return token
    decomposed = unicodedata.normalize("NFKD", token)
    bare = "".join(_base(c) for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare)[:LONGEST_TOKEN]


_SPELT = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŋ": "n", "ı": "i", "ȷ": "j", "ĸ": "q"}
"""Letters that are no base with something on it, and how they are written where they cannot be."""
_WITH = re.compile("LATIN SMALL LETTER (?:DOTLESS )?([A-Z]) WITH ")


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    """Return the letter that a Latin small letter without a decomposition is made of (ł: l), else the letter."""
    if letter.isascii() or letter in _SPELT:
        return _SPELT.get(letter, letter)
    found = _WITH.match(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def variant_key(token: str, language: str | None) -> str:
    """Return the key that all variants of ``token`` share in a statement of ``language``."""
    return _key(token, stemmer_name(language))


def variant_keys(tokens: Iterable[str], language: str | None) -> list[str]:
    """Return the key of each of ``tokens``, in order: for many at once, without remembering them."""
    name = stemmer_name(language)
    folded = [fold(token) for token in tokens]
    return folded if name is None else list(_stemmer(name).stemWords(folded))


@lru_cache(maxsize=_REMEMBERED)
def _key(token: str, name: str | None) -> str:
    folded = fold(token)
    return folded if name is None else str(_stemmer(name).stemWord(folded))


@lru_cache(maxsize=1)
def _algorithms() -> frozenset[str]:
    """What the installed Snowball knows: an older one has fewer languages."""
    return frozenset(Stemmer.algorithms())


class _Stemmers(threading.local):
    """A stemmer keeps state while it works, so each thread has its own."""

    def __init__(self) -> None:
        self.by_name: dict[str, Stemmer.Stemmer] = {}


_STEMMERS = _Stemmers()


def _stemmer(name: str) -> Stemmer.Stemmer:
    stemmer = _STEMMERS.by_name.get(name)
    if stemmer is None:
        # No cache of its own: `_key` remembers, and its cache is not bounded by bytes.
        stemmer = _STEMMERS.by_name[name] = Stemmer.Stemmer(name, 0)
    return stemmer
