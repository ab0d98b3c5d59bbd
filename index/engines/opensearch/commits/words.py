"""How tokens and values are spelt as terms of the cluster, which refuses one of over 32,766 bytes.

A token is as long as the analysis leaves it, 1,000 characters: it stands there as it is, and so do its class and itself
without accents. A value may be longer.
"""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any

from pincite.index.text.analysis import LONGEST_TOKEN
from pincite.index.text.variants import fold, stemmer_name, variant_keys

Json = dict[str, Any]

_LONGEST_PREFIX = 250
"""Characters that have 1,000 bytes of UTF-8 at most."""
_LONGEST_VALUE = 8_000
"""Characters of a facet's value that are kept as they are: with their digest 32,035 bytes of UTF-8 at most."""


def key_terms(forms: Iterable[str], language: str | None) -> list[str]:
    """The terms of the classes of ``forms`` in a statement of ``language``, in order."""
    space = namespace(language)
    return [f"{space}:{''.join(key.split())}" for key in variant_keys(forms, language)]


def fold_term(form: str) -> str:
    """The term of a form without its accents; a blank would part it, and no form has one."""
    return "".join(fold(form).split())


def namespace(language: str | None) -> str:
    """Which classes a statement's words are in: those of a stemmer, or ``-`` where there is none."""
    return stemmer_name(language) or "-"


def code_of(term: str) -> int:
    """A number of 32 bits, with a sign, that stands for a term where only its places matter (CRC-32)."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) - 2**31


def value_term(value: str) -> str:
    """The term that stands for a whole value of a facet: the value, unless it is very long."""
    if len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE]}…{digest(value)}"


def is_shortened(term: str) -> bool:
    """Whether the term stands for a longer value: no value that is kept as it is has as many characters."""
    return len(term) > _LONGEST_VALUE


def beginning_of(term: str) -> str:
    """What the term of a value has of the value itself: all of it, or the beginning of a longer one."""
    return term[:_LONGEST_VALUE]


def beginning(field: str, stem: str) -> Json:
    """What has a token in ``field`` that begins with ``stem``.

    Up to 2.19 a cluster refuses a prefix of over 1,000 bytes and a pattern of over 999 characters. No token is longer
    than 1,000, so that one which begins with as many is these.
    """
    if len(stem) <= _LONGEST_PREFIX:
        return {"prefix": {field: {"value": stem}}}
    if len(stem) < LONGEST_TOKEN:
        return {"wildcard": {field: {"value": pattern(stem)}}}
    return {"term": {field: stem}}


def pattern(stem: str) -> str:
    """All that begins with ``stem``, as a wildcard: no letter, mark or digit is a sign of a pattern."""
    return f"{stem}*"


def digest(*parts: str) -> str:
    """A short name for what ``parts`` say together."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]
