"""Find the instruments that a text cites. Of two citations that overlap, the one that begins first counts."""

import re
from collections.abc import Iterable, Iterator

from pincite.index.reading.instruments import named
from pincite.index.reading.instruments.all_patterns import PATTERNS, by_key, by_name, compiled, names_form
from pincite.index.reading.instruments.pattern import Citation, Instrument, Pattern
from pincite.index.reading.issuers.issuer_names import plain

_FIELD = re.compile(r"\{(\w+)\}")


def find_citations(text: str) -> Iterator[Citation]:
    """Yield each citation in ``text``, in order."""
    text = plain(text)
    return find_by(needed_in([text]), text)


def needed_in(texts: Iterable[str]) -> tuple[Pattern, ...]:
    """Return the patterns that may find something in ``texts``, for whom many pieces are searched one by one."""
    small = "\n".join(texts).casefold()
    return tuple(pattern for pattern in PATTERNS if any(word in small for word in pattern.needs))


def find_by(patterns: Iterable[Pattern], text: str) -> Iterator[Citation]:
    """Yield what ``patterns`` and the table of names find in ``text``, which is written as ``plain`` does."""
    found = list(_find_named(text))
    for pattern in patterns:
        found += _find_formed(text, pattern)
    end = 0
    for citation in sorted(found, key=lambda one: (one.start, -one.end)):
        if citation.start >= end:
            yield citation
            end = citation.end


def address_in(pattern: str, words: str) -> str | None:
    """Return the address of the instrument that ``words`` cite by ``pattern``; None where it is not known."""
    one = by_key().get(pattern)
    match = None if one is None else re.fullmatch(one.item or one.form, plain(words), re.IGNORECASE)
    if one is None or match is None:
        citation = next((one for one in find_citations(words) if one.pattern == pattern), None)
        return None if citation is None else citation.instrument.address
    return _build(one, match.groupdict()).address


def _find_named(text: str) -> Iterator[Citation]:
    for match in names_form().finditer(text):
        instrument = by_name()[" ".join(match.group().split())]
        yield Citation(named.KEY, instrument, match.start(), match.end())


def _find_formed(text: str, pattern: Pattern) -> Iterator[Citation]:
    for match in compiled(pattern.key).finditer(text):
        if pattern.item is None:
            yield Citation(pattern.key, _build(pattern, match.groupdict()), match.start(), match.end())
            continue
        for number, item in enumerate(re.finditer(pattern.item, match["numbers"])):
            # The first of a list begins with the words that say what it is a list of.
            start = match.start() if number == 0 else match.start("numbers") + item.start()
            end = match.start("numbers") + item.end()
            yield Citation(pattern.key, _build(pattern, item.groupdict()), start, end)


def _build(pattern: Pattern, groups: dict[str, str | None]) -> Instrument:
    values = {key: " ".join(value.replace(",", "").split()) for key, value in groups.items() if value is not None}
    address = pattern.address
    if address is not None and not set(_FIELD.findall(address)) <= values.keys():
        address = None
    filled = None if address is None else address.format(**values)
    return Instrument(pattern.name.format(**values), pattern.id.format(**values), filled)
