"""What a pattern of instruments is, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """``name`` is the value of the facet; ``id`` the canonical one of its issuer; ``address`` is known, or None."""

    name: str
    id: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument that a text cites, from ``start`` to ``end``, and the name of the pattern that found it."""

    pattern: str
    instrument: Instrument
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which texts cite instruments.

    ``form`` is a regular expression. Its groups fill ``name``, ``id`` and ``address``, which are format strings. With
    ``item``, the group ``numbers`` is a list: each item that ``item`` finds in it is an instrument, and its groups
    fill the strings. ``address`` is used only where every group that it names has a value. ``needs`` are
    words in small letters: without one of them in a text, the form is not tried. ``examples`` are texts with the names
    found in them, and ``others`` texts in which nothing may be found: both are tests.
    """

    key: str
    form: str
    name: str
    id: str
    needs: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    address: str | None = None
    item: str | None = None
    caseless: bool = True
