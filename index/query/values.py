"""Parse what follows a field: words of a facet's value, or dates."""

import re

from pincite.index.query.atoms import Fault, Quoted, check_length, no_word, take_quoted, without_stars
from pincite.index.query.clauses import DateRange, DateUnknown, ValueMatch
from pincite.index.query.lexer import Kind, Lexeme
from pincite.index.query.unspaced import ended
from pincite.index.text.analysis import tokenize
from pincite.index.values.dates import Dates, parse_edtf
from pincite.index.values.languages import canonical_language

_DAY = re.compile(
    r"(?P<before>[<>]=|[^\w\[<>~!?.-]*)([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?:[^\w~?%.-]*|\.)",
    re.ASCII,
)
"""A day in another form. Signs that say which days around it are meant are no part of it."""
_SIDES = {">=": ("", ".."), "<=": ("..", "")}
_MARKS_BEHIND = re.compile(r"\*+$|~[0-9]*$")
_DATE_EXPECTED = "a date like 1946 or 2018-05, a range like 2018-05..2018-06, or `unknown`"


def read_value(field: str, atom: Lexeme) -> ValueMatch:
    """Parse words of a value of the facet ``field``. Raises Fault."""
    quoted: Quoted | None = None
    if atom.kind is Kind.QUOTED:
        quoted = take_quoted(atom)
        content, without = quoted.content, without_stars(quoted, "")
        marked = bool(quoted.suffix) or "*" in content
    else:
        content, marked = atom.raw, "*" in atom.raw or "~" in atom.raw
        bare = _MARKS_BEHIND.sub("", content)
        # With a mark between words, what was meant is unclear.
        without = None if "*" in bare or "~" in bare else bare
    check_length(content, quoted)
    said = canonical_language(content) if field == "language" else content
    forms = ended([token.form for token in tokenize(said, None)])
    if not forms:
        raise no_word()
    if marked:
        raise Fault("field_value", 0, f"a word, or quoted words, of a value of `{field}`, without `*` and `~`", without)
    return ValueMatch(field, forms)


def read_date(atom: Lexeme) -> DateRange | DateUnknown:
    """Parse an EDTF date, a range ``a..b`` (either end may be open), or ``unknown``. Raises Fault."""
    raw = atom.raw
    if atom.kind is Kind.QUOTED:
        raise _not_a_date(raw)
    if raw.casefold() == "unknown":
        return DateUnknown()
    if ".." in raw and "/" not in raw:
        return _range(raw)
    dates = _parsed(raw, raw)
    return DateRange(dates.earliest, dates.latest, raw)


def _range(raw: str) -> DateRange:
    first, _, last = raw.partition("..")
    if not first and not last:
        raise _not_a_date(raw)
    earliest = _parsed(first, raw).earliest if first else None
    latest = _parsed(last, raw).latest if last else None
    if earliest and latest and earliest > latest:
        raise Fault("date", 0, "the earlier date first", f"{last}..{first}")
    return DateRange(earliest, latest, raw)


def _parsed(text: str, raw: str) -> Dates:
    try:
        dates = parse_edtf(text)
    except ValueError as error:
        raise _not_a_date(raw) from error
    if dates.earliest is None and dates.latest is None:
        raise _not_a_date(raw)
    return dates


def _not_a_date(raw: str) -> Fault:
    """Return the Fault. Its mend is the same date in the correct form, because a part of it would be another date."""
    found = _DAY.fullmatch(raw)
    if found is None:
        return Fault("date", 0, _DATE_EXPECTED, None)
    before, *parts = found.groups()
    day = "-".join(part.zfill(2) for part in parts if part)
    first, last = _SIDES.get(before, ("", ""))
    mended = f"{first}{day}{last}"
    return Fault("date", 0, _DATE_EXPECTED, mended if mended != raw and _is_date(day) else None)


def _is_date(text: str) -> bool:
    try:
        parse_edtf(text)
    except ValueError:
        return False
    return True
