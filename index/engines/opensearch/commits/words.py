"""How tokens and values become terms of the cluster, which refuses terms over 32,766 bytes.

A token has at most 1,000 characters after analysis, so it is stored unchanged, as are its variant key and its form
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
"""This many characters have at most 1,000 bytes in UTF-8."""
_LONGEST_VALUE = 8_000
"""Facet values up to this many characters are stored unchanged. With a digest they have at most 32,035 bytes."""


def key_terms(forms: Iterable[str], language: str | None) -> list[str]:
    """The variant keys of ``forms`` in a statement of ``language``, as terms, in order."""
    space = namespace(language)
    return [f"{space}:{''.join(key.split())}" for key in variant_keys(forms, language)]


def fold_term(form: str) -> str:
    """The term of a form without its accents. Forms never contain spaces, which would split the term."""
    return "".join(fold(form).split())


def namespace(language: str | None) -> str:
    """The namespace of a statement's variant keys: its stemmer, or ``-`` if there is none."""
    return stemmer_name(language) or "-"


def code_of(term: str) -> int:
    """A signed 32-bit number (CRC-32) for a term, used where only its positions matter."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) - 2**31


def value_term(value: str) -> str:
    """The term for a whole facet value: the value itself, unless it is very long."""
    if len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE]}…{digest(value)}"


def is_shortened(term: str) -> bool:
    """Whether the term stands for a longer value. Unchanged values never have so many characters."""
    return len(term) > _LONGEST_VALUE


def beginning_of(term: str) -> str:
    """The part of the value that its term contains: all of it, or the beginning of a longer one."""
    return term[:_LONGEST_VALUE]


def beginning(field: str, stem: str) -> Json:
    """Documents with a token in ``field`` that begins with ``stem``.

    Up to 2.19 a cluster refuses a prefix over 1,000 bytes and a pattern over 999 characters. No token is longer than
    1,000 characters, so a stem of that length matches only itself.
    """
    if len(stem) <= _LONGEST_PREFIX:
        return {"prefix": {field: {"value": stem}}}
    if len(stem) < LONGEST_TOKEN:
        return {"wildcard": {field: {"value": pattern(stem)}}}
    return {"term": {field: stem}}


def pattern(stem: str) -> str:
    """A wildcard pattern for everything that begins with ``stem``. Letters, marks and digits need no escapes."""
    return f"{stem}*"


def digest(*parts: str) -> str:
    """A short digest of ``parts`` together."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]
