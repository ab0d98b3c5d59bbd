"""Turn each atom of a query into a clause, or into a Fault that says what is wrong and how to correct it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from pincite.index.query.clauses import Clause, Fuzzy, Near, Phrase, Prefix, Term, Words
from pincite.index.query.lexer import Kind, Lexeme
from pincite.index.query.limits import EDITS, PROXIMITY, QUOTATION, SHORTEST_PREFIX
from pincite.index.query.quotes import PAIRS, QUOTES
from pincite.index.query.unspaced import begins, ended, together
from pincite.index.text.analysis import Token, is_of_run, tokenize
from pincite.index.text.characters import APOSTROPHES

_WORD = re.compile(r"(=?)([^*~]*)(.*)", re.DOTALL)
_STAR = re.compile(r"\*[^\w*~]*")
_FUZZY = re.compile(r"~(\d*)[^\w*~]*")
_FUZZY_DECIMAL = re.compile(r"~([0-9])[.,][0-9]+", re.ASCII)
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s[^\w]*\Z", re.IGNORECASE)
_DECIMAL = re.compile(r"([0-9]{1,3})[.,][0-9]+", re.ASCII)
_STAR_INSIDE_WORD = re.compile(r"\w\*+\w")
_STAR_BEHIND_WORD = re.compile(r"\w\0*\*")
"""In a text whose marks above and below letters are NUL."""


class Fault(Exception):
    """What is wrong with an atom. ``replacement`` is the corrected atom, empty when nothing is left of it.

    None means that the intention is unclear. The whole query then has no mend.
    """

    def __init__(self, code: str, offset: int, expected: str, replacement: str | None) -> None:
        super().__init__(expected)
        self.code, self.offset, self.expected, self.replacement = code, offset, expected, replacement


@dataclass(frozen=True, slots=True)
class Quoted:
    """The parts of a quoted atom: its two quotes, the content, and the suffix after the second quote (``~3``)."""

    opening: str
    content: str
    closing: str
    suffix: str

    def written(self, content: str | None = None, suffix: str | None = None) -> str:
        """Return the atom as text, with ``content`` or ``suffix`` replaced if they are given."""
        inside = self.content if content is None else content
        return f"{self.opening}{inside}{self.closing}{self.suffix if suffix is None else suffix}"


def read_words(atom: Lexeme) -> Words:
    """Parse a WORD, URL or QUOTED lexeme. Raises Fault."""
    if atom.kind is Kind.QUOTED:
        return _phrase(take_quoted(atom))
    check_length(atom.raw)
    return _word(atom.raw) if atom.kind is Kind.WORD else _plain(atom.raw, tokenize(atom.raw, None), exact=False)


def take_quoted(atom: Lexeme) -> Quoted:
    """Split a QUOTED lexeme into its parts. Raises Fault when the quote is open, empty, or has a ``=`` before it."""
    if atom.raw.startswith("="):
        raise Fault("exact_quote", 0, "no `=` before a quote, because quotes always match exactly", atom.raw[1:])
    opening = atom.raw[0]
    closing = PAIRS.get(opening, opening)
    if not atom.closed:
        mended = atom.raw + closing if tokenize(atom.raw, None) else ""
        raise Fault("unbalanced_quote", 0, "a closing quote", mended)
    last = max(at for at, character in enumerate(atom.raw) if character in QUOTES)
    quoted = Quoted(opening, atom.raw[1:last], atom.raw[last], atom.raw[last + 1 :])
    if not tokenize(quoted.content, None):
        raise no_word()
    return quoted


def settle(atom: Lexeme, read: Callable[[Lexeme], Clause]) -> tuple[Clause | None, Lexeme, Fault | None]:
    """Correct ``atom`` until it parses. Return its clause (None: nothing left), the atom and the first fault."""
    first: Fault | None = None
    while True:
        try:
            return read(atom), atom, first
        except Fault as fault:
            first = first or fault
            if not fault.replacement:
                return None, atom, first
            atom = _mended(atom, fault)


def _mended(atom: Lexeme, fault: Fault) -> Lexeme:
    raw = fault.replacement or ""
    is_quoted = atom.kind is Kind.QUOTED and raw.lstrip("=").startswith(tuple(QUOTES))
    kind = Kind.QUOTED if is_quoted else Kind.WORD
    return replace(atom, raw=raw, kind=kind, closed=atom.closed or fault.code == "unbalanced_quote")


def no_word() -> Fault:
    """Return the fault of an atom without a letter or a digit."""
    return Fault("no_word", 0, "a letter or a digit", "")


def _forms(tokens: list[Token]) -> tuple[str, ...]:
    return tuple(token.form for token in tokens)


def _word(raw: str) -> Words:
    found = _WORD.fullmatch(raw)
    assert found is not None
    exact, body, mark = found[1] == "=", found[2], found[3]
    tokens = tokenize(body, None)
    if not tokens:
        raise _nothing_before(mark, found.start(3))
    if not mark:
        return _plain(body, tokens, exact)
    if exact:
        raise Fault("exact_mark", 0, "either `=` before the word or a mark after it, not both", body + mark)
    if _STAR.fullmatch(mark):
        return _prefix(body, tokens)
    fuzzy = _FUZZY.fullmatch(mark)
    if fuzzy:
        return _fuzzy(body, tokens, fuzzy[1])
    decimal = _FUZZY_DECIMAL.fullmatch(mark)
    if decimal:
        raise Fault("edits", len(body), f"~1 or ~{EDITS.value}", f"{body}~{decimal[1]}" if decimal[1] in "12" else None)
    raise Fault("misplaced_mark", len(body), "`*` or `~` only at the end of a word", _without_marks(body, mark))


def _without_marks(body: str, mark: str) -> str | None:
    """Return the word that bears wrong marks. None if words stand between them: joined, they would be another word."""
    if tokenize(mark, None):
        return None
    return f"{body}*" if mark.strip("*") == "" else body


def _nothing_before(mark: str, offset: int) -> Fault:
    if not mark:
        return no_word()
    word = mark.lstrip("*~")
    # A number behind a tilde is no word to look for.
    unclear = word[:1].isdigit() and "~" in mark
    first = "~" if unclear else mark[0]
    code = "leading_tilde" if first == "~" else "leading_wildcard"
    return Fault(code, offset, f"a word before the `{first}`", None if unclear else word)


def _plain(body: str, tokens: list[Token], exact: bool) -> Words:
    if not exact and len(tokens) > 1 and _POSSESSIVE.search(body):
        tokens = tokens[:-1]
    return _in_order(ended(_forms(tokens)), exact)


def _in_order(forms: tuple[str, ...], exact: bool) -> Words:
    """Return the clause of a word or a quotation. A single character of a script without spaces is a prefix."""
    if len(forms) > 1:
        return Phrase(forms, exact, prefix=begins(forms))
    return Prefix(forms[0], exact) if begins(forms) else Term(forms[0], exact)


def _prefix(body: str, tokens: list[Token]) -> Words:
    _check_prefix(body, tokens, body)
    return _beginning(_forms(tokens), exact=False)


def _beginning(forms: tuple[str, ...], exact: bool) -> Words:
    """Return the clause of words with a ``*`` after them. After a run of a script without spaces it changes nothing."""
    if is_of_run(forms[-1]):
        return _in_order(ended(forms), exact)
    return Prefix(forms[0], exact) if len(forms) == 1 else Phrase(forms, exact, prefix=True)


def _check_prefix(before: str, tokens: list[Token], without: str | None) -> None:
    if _letters(tokens[-1].form) < SHORTEST_PREFIX.value and not is_of_run(tokens[-1].form):
        expected = f"at least {SHORTEST_PREFIX.value} letters before the `*`"
        raise Fault("short_prefix", len(before), expected, without)
    if tokens[-1].end != len(before):
        raise Fault("misplaced_mark", len(before), "a letter or a digit before the `*`", without)


def _letters(form: str) -> int:
    """Count the letters of ``form``. A Hangul syllable counts as two or three."""
    return sum(len(unicodedata.normalize("NFD", c)) if "\uac00" <= c <= "\ud7a3" else 1 for c in form)


def _fuzzy(body: str, tokens: list[Token], edits: str) -> Words:
    if len(tokens) > 1 or is_of_run(tokens[0].form):
        expected = "a single word, without a hyphen or a point inside, before the `~`"
        raise Fault("fuzzy_compound", len(body), expected, body)
    if edits not in ("", "1", "2"):
        most = min(_number(edits), EDITS.value)
        raise Fault("edits", len(body), f"~1 or ~{EDITS.value}", f"{body}~{most}" if most else body)
    return Fuzzy(tokens[0].form, int(edits or "1"))


def _phrase(quoted: Quoted) -> Words:
    distance = _distance(quoted)
    check_length(quoted.content, quoted)
    if _find_star(quoted.content) is not None:
        return _quoted_prefix(quoted, distance)
    forms = _forms(tokenize(quoted.content, None))
    near = together(forms)
    return _in_order(ended(forms), exact=True) if distance is None or len(near) == 1 else Near(near, distance)


def check_length(text: str, quoted: Quoted | None = None) -> None:
    """Raise Fault when ``text`` has more tokens than a quotation may have. It is an atom or the content of ``quoted``.

    Outside quotes only a run of a script without spaces can have so many. It counts as one term, however long it is.
    """
    tokens = tokenize(text, None)
    if len(tokens) > QUOTATION.value:
        first = tokens[QUOTATION.value].start
        # Pairs overlap, and one character may be read as several words.
        kept = text[: min(tokens[QUOTATION.value - 1].end, first)]
        expected = f"at most {QUOTATION.value:,} {'words in a quotation' if quoted else 'characters without a space'}"
        offset, kept = (first + 1, quoted.written(kept)) if quoted else (first, kept)
        raise Fault("too_many_terms", offset, expected, kept)


def _distance(quoted: Quoted) -> int | None:
    """Return the number after the ``~`` of a quote, or None if there is none. Raises Fault."""
    suffix = quoted.suffix
    if not suffix:
        return None
    offset = len(quoted.written(suffix=""))
    if suffix == "*":
        raise Fault("misplaced_mark", offset, "the `*` inside the quote", quoted.written(quoted.content + "*", ""))
    digits = suffix[1:]
    if not (digits.isascii() and digits.isdigit()):
        expected = f"a whole number from 0 to {PROXIMITY.value} after the `~`"
        meant = _meant_distance(digits)
        raise Fault("proximity", offset, expected, None if meant is None else quoted.written(suffix=meant))
    if len(digits) > len(str(PROXIMITY.value)) or int(digits) > PROXIMITY.value:
        mended = quoted.written(suffix=f"~{PROXIMITY.value}")
        raise Fault("proximity", offset, f"at most ~{PROXIMITY.value}", mended)
    return int(digits)


def _meant_distance(said: str) -> str | None:
    """Return the suffix that was meant by what stands behind a ``~``; None if that is unclear."""
    # At most 1.5 words means at most 1 word.
    whole = _DECIMAL.fullmatch(said)
    digits = whole[1] if whole else said.strip()
    if not digits:
        return ""
    return f"~{_number(digits)}" if digits.isdecimal() and _number(digits) <= PROXIMITY.value else None


def _number(digits: str) -> int:
    """Return the number that decimal digits of any script are, and 1,000 for all above it."""
    return min(int(digits[-4:]), 1_000) if len(digits.lstrip("0")) < 5 else 1_000


def _find_star(content: str) -> int | None:
    """Return the place of the first ``*`` that is directly behind a word, whose last letter may bear marks."""
    marked = "".join("\0" if unicodedata.category(sign)[0] == "M" else sign for sign in content)
    found = _STAR_BEHIND_WORD.search(marked)
    return None if found is None else found.end() - 1


def without_stars(quoted: Quoted, suffix: str | None = None) -> str | None:
    """Return a quote without its stars. None if one stands inside a word, which without it would be another word."""
    if _STAR_INSIDE_WORD.search(quoted.content):
        return None
    return quoted.written(quoted.content.replace("*", ""), suffix)


def _quoted_prefix(quoted: Quoted, distance: int | None) -> Words:
    content = quoted.content
    before, without = content[: _find_star(content)], without_stars(quoted)
    offset = len(before) + 1
    if content.rstrip() != before + "*":
        raise Fault("misplaced_mark", offset, "a `*` only after the last word of a quote", without)
    if distance is not None:
        raise Fault("misplaced_mark", offset, "no `*` in a quote with `~`", without)
    tokens = tokenize(before, None)
    _check_prefix(before, tokens, without)
    return _beginning(_forms(tokens), exact=True)
