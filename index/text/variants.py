"""Word variants: which token forms are forms of the same word, by language.

Two forms are variants when their keys are equal. The key is the Snowball stem of the form without its accents. In a
language without a stemmer, only forms that differ just in accents are variants. A stroke, a hook or a tail of a Latin
letter counts as an accent, although Unicode does not decompose it.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from pincite.index.text.analysis import LONGEST_TOKEN, is_of_run

_REMEMBERED = 65_536
"""The most keys cached. Bounds the memory of a long-running process."""

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
    """Return ``token`` without accents: decompose it, remove marks, replace Latin letters by their base, compose again.

    Pairs of a script without spaces are unchanged: their marks are letters. The result may be longer than ``token``
    (æ becomes two letters), so it is cut to the limit of a token. Engines may refuse longer ones.
    """
    if token.isascii() or is_of_run(token):
        return token
    decomposed = unicodedata.normalize("NFKD", token)
    bare = "".join(_base(c) for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare)[:LONGEST_TOKEN]


_SPELT = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŋ": "n", "ı": "i", "ȷ": "j", "ĸ": "q"}
"""Letters without a base letter, and how they are spelt in plain Latin letters."""
_WITH = re.compile("LATIN SMALL LETTER (?:DOTLESS )?([A-Z]) WITH ")


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    """Return the base of a Latin small letter that Unicode does not decompose (ł: l); any other letter unchanged."""
    if letter.isascii() or letter in _SPELT:
        return _SPELT.get(letter, letter)
    found = _WITH.match(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def variant_key(token: str, language: str | None) -> str:
    """Return the key that all variants of ``token`` share in a statement of ``language``."""
    return _key(token, stemmer_name(language))


def variant_keys(tokens: Iterable[str], language: str | None) -> list[str]:
    """Return the key of each of ``tokens``, in order. For many tokens at once, without caching."""
    name = stemmer_name(language)
    folded = [fold(token) for token in tokens]
    return folded if name is None else list(_stemmer(name).stemWords(folded))


def keeps_initials(language: str | None) -> bool:
    """Whether the key of a form in ASCII begins as the form does, in a statement of ``language``."""
    return stemmer_name(language) in (None, "english")


@lru_cache(maxsize=_REMEMBERED)
def _key(token: str, name: str | None) -> str:
    folded = fold(token)
    return folded if name is None else str(_stemmer(name).stemWord(folded))


def stemmer_version() -> str:
    """Return the version of the stemmers. Another one may call other words variants of each other."""
    return str(Stemmer.version())


@lru_cache(maxsize=1)
def _algorithms() -> frozenset[str]:
    """The algorithms of the installed Snowball. An older one has fewer languages."""
    return frozenset(Stemmer.algorithms())


class _Stemmers(threading.local):
    """The stemmers of one thread. A stemmer keeps state while it works, so threads cannot share one."""

    def __init__(self) -> None:
        self.by_name: dict[str, Stemmer.Stemmer] = {}


_STEMMERS = _Stemmers()


def _stemmer(name: str) -> Stemmer.Stemmer:
    stemmer = _STEMMERS.by_name.get(name)
    if stemmer is None:
        # Snowball's own cache is off: `_key` has one, and Snowball's is not bounded in bytes.
        stemmer = _STEMMERS.by_name[name] = Stemmer.Stemmer(name, 0)
    return stemmer
