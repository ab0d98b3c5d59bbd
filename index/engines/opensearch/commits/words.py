"""How tokens are spelt as terms of the cluster."""

import hashlib
import zlib
from collections.abc import Iterable

from pincite.index.text.variants import fold, stemmer_name, variant_keys

_LONGEST = 250
"""Characters of a term that are kept as they are: Lucene refuses terms of 32,766 bytes."""
_LONGEST_VALUE = 8_000
"""Characters of a facet's value that are kept as they are: with their digest 32,035 bytes of UTF-8 at most."""


def term_of(form: str) -> str:
    """The term that stands for ``form`` in the index: the form, unless it is very long."""
    if len(form) <= _LONGEST:
        return form
    return f"{form[:_LONGEST]}…{digest(form)}"


def key_terms(forms: Iterable[str], language: str | None) -> list[str]:
    """The terms of the classes of ``forms`` in a statement of ``language``, in order."""
    space = namespace(language)
    return [term_of(f"{space}:{''.join(key.split())}") for key in variant_keys(forms, language)]


def fold_term(form: str) -> str:
    """The term of a form without its accents; a blank would part it, and no form has one."""
    return term_of("".join(fold(form).split()))


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


def digest(*parts: str) -> str:
    """A short name for what ``parts`` say together."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]
