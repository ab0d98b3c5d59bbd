"""Clauses that find all paragraphs in which a quotation may stand; code points decide about what they find."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pincite.index.query.clauses import And, Clause, Or, Phrase, join
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.query.unspaced import begins, ended
from pincite.index.quoting.grammar import Fragment, words_of
from pincite.index.quoting.particles import is_hangul
from pincite.index.text.analysis import tokenize
from pincite.index.text.characters import UNSPACED

LONGEST = 64
"""The most tokens of a phrase. What begins with so many equal ones is found, and then compared as a whole."""
RUN = 3
"""The tokens of a run that a passage shares with what it was altered from."""
MOST_RUNS = 24
"""The most runs that are searched for, those with the rarest words."""

_BEGINNING, _CUT = 4_000, 8
_MOST_PARTS = 32
"""The most parts between hyphens at line ends that are searched for: what holds them all is compared as a whole."""

_RUN_BREAK = re.compile(rf"(?<=[{UNSPACED}])\s+(?=[{UNSPACED}])")
_REMOVED = dict.fromkeys(code for first, last in ((0x202A, 0x202E), (0x2061, 0x2064), (0x2066, 0x206F), (0x61C, 0x61C))
                         for code in range(first, last + 1))  # fmt: skip


def forms_of(text: str) -> list[str]:
    """Return the token forms of quoted text, without signs that nobody sees."""
    text = text.translate(_REMOVED)
    return [token.form for token in tokenize(text if text.isascii() else _RUN_BREAK.sub("", text), None)]


def begin_forms(text: str) -> list[str]:
    """Return at least as many of the first forms as a phrase has, without reading all of a long text."""
    if len(text) > _BEGINNING:
        # What stands at the end may be cut.
        forms = forms_of(text[:_BEGINNING])[:-_CUT]
        if len(forms) > LONGEST:
            return forms
    return forms_of(text)


def build_phrase(forms: Sequence[str]) -> Clause | None:
    """Return the clause for adjacent tokens that may go on within a run of an unspaced script."""
    forms = forms[:LONGEST]
    wanted = wanted_of(forms)
    if wanted:
        return Phrase(wanted)
    wanted = ended(forms)
    if not wanted:
        return None
    return Phrase(wanted, prefix=True)


def wanted_of(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the forms that whatever holds a text has too. The last may go on within a run of an unspaced script."""
    wanted = ended(forms)
    # A word in Korean goes on with a particle.
    return wanted[:-1] if wanted and (begins(wanted) or is_hangul(wanted[-1][-1])) else wanted


def find_all(fragments: Iterable[Fragment]) -> Clause | None:
    """Return the clause that every statement with all ``fragments`` matches; None when no token is left."""
    return join(And, list(dict.fromkeys(_of_fragment(fragment) for fragment in fragments)))


def _of_fragment(fragment: Fragment) -> Clause | None:
    if not fragment.ends_lines:
        return build_phrase(begin_forms(fragment.text))
    parts: list[Clause | None] = []
    places = [0, *fragment.ends_lines, len(fragment.text)]
    for number, (start, end) in enumerate(pairwise(places)):
        words = words_of(fragment.text[start:end])
        # The words beside a hyphen at a line's end may be one word.
        words = words[number > 0 : len(words) - (number < len(places) - 2)]
        if words and len(parts) < _MOST_PARTS:
            parts.append(build_phrase(forms_of(fragment.text[start + words[0][0] : start + words[-1][1]])))
    joined = fragment.text
    for at in reversed(fragment.ends_lines):
        joined = joined[:at] + joined[at:].lstrip("-\u2010\u00ad \t\r\n")
    either = [build_phrase(begin_forms(one)) for one in (fragment.text, joined)]
    return join(And, parts) or join(Or, either)


def find_runs(forms: Sequence[str], held: Clause | None = None) -> Clause | None:
    """Return the clause for paragraphs with any run of three tokens: of many runs those with the rarest words.

    ``held`` is what they must match besides.
    """
    if len(forms) < RUN:
        return None
    runs = dict.fromkeys(tuple(forms[at : at + RUN]) for at in range(len(forms) - RUN + 1))
    # Runs of stop words alone stand nearly everywhere, and take longest.
    telling = [run for run in runs if not frozenset(STOP_WORDS).issuperset(run)]
    chosen = sorted(telling, key=lambda run: sum(len(one) for one in run if one not in STOP_WORDS), reverse=True)
    found = join(Or, [build_phrase(run) for run in chosen[:MOST_RUNS]])
    return None if found is None else join(And, [held, found])


def hold_words(words: Sequence[str], least: int) -> Clause | None:
    """Return the clause for paragraphs with ``least`` of these forms; None when that says nothing."""
    return Or(tuple(Phrase((word,)) for word in words), least) if 0 < least < len(words) else None
