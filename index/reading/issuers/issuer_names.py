"""The table of issuers: one name for each country and organisation, and all the names that it goes by."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pincite.index.reading.issuers.choices import build_choice
from pincite.index.reading.issuers.countries import COUNTRIES
from pincite.index.reading.issuers.organisations import ORGANISATIONS

_ALIAS = re.compile(r"(?P<name>[^@]+?)(?:\s*@(?P<since>\d{4})?-(?P<until>\d{4})?)?")
_PLAIN = (("\u2019", "'"), ("\u02bc", "'"), ("\u00a0", " "), ("\u2011", "-"), ("\u2010", "-"))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an issuer, and the years in which it was its official one; None: not known or still."""

    name: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """A country or an organisation. ``name`` is the value of the facet; ``adjectives`` are those of a country.

    ``since`` is the year from which ``name`` is its name, where that is known.
    """

    code: str
    name: str
    aliases: tuple[Alias, ...] = ()
    adjectives: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, its own first."""
        return tuple(alias.name for alias in self.called)

    @property
    def called(self) -> tuple[Alias, ...]:
        """All its names with their years, its own first."""
        return (Alias(self.name, self.since, self.until), *self.aliases)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of ``issuer`` in a text, from ``start`` to ``end``."""

    issuer: Issuer
    start: int
    end: int


def plain(text: str) -> str:
    """Return ``text`` with one form of apostrophe, hyphen and blank, each character where it was."""
    # Not str.translate(), which takes many times as long on text that is not all ASCII.
    for written, one in () if text.isascii() else _PLAIN:
        text = text.replace(written, one)
    return text


@cache
def list_issuers() -> tuple[Issuer, ...]:
    """Return all issuers, countries first."""
    return (*_parse(COUNTRIES), *_parse(ORGANISATIONS))


@cache
def by_name() -> Mapping[str, Issuer]:
    """Return each issuer by each of its names, as ``plain`` writes them. Case tells ``US`` from ``us``."""
    return {plain(name): one for one in list_issuers() for name in one.names}


@cache
def by_adjective() -> Mapping[str, Issuer]:
    """Return each country by what is said of its people and offices: ``Israeli``."""
    return {word: one for one in reversed(list_issuers()) for word in one.adjectives}


@cache
def by_code() -> Mapping[str, Issuer]:
    """Return each issuer by its code: ``KOR``."""
    return {one.code: one for one in list_issuers()}


@cache
def names_pattern() -> str:
    """Return a pattern of all names, the longest first, in the writing of ``plain``."""
    return build_choice(by_name())


@cache
def adjectives_pattern() -> str:
    """Return a pattern of all adjectives, the longest first."""
    return build_choice(by_adjective())


def join_lines(table: str) -> list[str]:
    """Return the lines of a table in a module; one that begins with blanks goes on the one before."""
    return re.sub(r"\n\s+", " ", table.strip()).splitlines()


def find_issuers(text: str) -> Iterator[Mention]:
    """Yield the names of issuers in ``text``, in order. A name within a longer one is not found."""
    for match in _names().finditer(plain(text)):
        yield Mention(by_name()[match.group()], match.start(), match.end())


def name_of(text: str) -> str | None:
    """Return the name under which the facet counts the issuer called ``text``; None when it is in no table."""
    found = by_name().get(plain(text).removeprefix("the ").removeprefix("The ").strip())
    return None if found is None else found.name


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{names_pattern()})(?![\w])(?!\.[A-Z])")


def _parse(table: str) -> Iterator[Issuer]:
    for line in join_lines(table):
        code, name, *more = (part.strip() for part in line.split("|"))
        aliases, adjectives = [*more, "", ""][:2]
        own, others = _parse_alias(name), tuple(map(_parse_alias, _split(aliases)))
        yield Issuer(code, own.name, others, tuple(_split(adjectives)), own.since, own.until)


def _parse_alias(text: str) -> Alias:
    match = _ALIAS.fullmatch(text)
    assert match is not None, text
    since, until = (None if year is None else int(year) for year in (match["since"], match["until"]))
    return Alias(match["name"], since, until)


def _split(cell: str) -> list[str]:
    return [part for part in (part.strip() for part in cell.split(";")) if part]
