"""Paragraphs that hold fragments of a quotation, found by fingerprints: in a fraction of the time of a long phrase.

Whatever holds seven successive words has all fingerprints of these words. So those that have them all are a shortlist
that lacks none. It is for fragments that are long enough; a search for phrases answers for the others.
"""

from collections.abc import Sequence
from dataclasses import replace

from pincite.index.engine import SearchEngine
from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query, Sort
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.grammar import Fragment
from pincite.index.quoting.phrases import LONGEST, begin_forms, wanted_of
from pincite.index.results import Candidate
from pincite.index.text.fingerprints import fingerprints_within
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

_FEW, _MOST = 24, 1_000
"""So many paragraphs are asked for first, and then. When all of them have all fingerprints, there may be more."""
_MOST_STATEMENTS = 16
"""So many statements are read as a whole, to look for fragments that are too short for fingerprints."""

_Key = tuple[str, str]
"""A statement's id and a version."""
_Held = dict[_Key, dict[int, Passage]]


def find_holding(
    fragments: Sequence[Fragment], engine: SearchEngine, query: Query, deadline: Deadline
) -> list[tuple[Heading, Laid]] | None:
    """Return the statements that may hold all ``fragments``, by date, each with the paragraphs that may hold one.

    None when fingerprints cannot tell. Raises OutOfTime.
    """
    prints = [_prints(fragment) for fragment in fragments]
    if not any(prints):
        return None
    headings: dict[_Key, Heading] = {}
    held: _Held | None = None
    for own in filter(None, prints):
        deadline.check()
        found = _holders(own, engine, query)
        if found is None:
            return None
        headings |= {_key(one): one.heading for one in found}
        held = _joined(held, found)
    assert held is not None
    if not all(prints) and not _read_whole(held, engine, query, deadline):
        return None
    keys = sorted(held, key=lambda key: (*age_of(headings[key]), *key))
    return [(headings[key], Laid(tuple(held[key][number] for number in sorted(held[key])))) for key in keys]


def _prints(fragment: Fragment) -> list[int]:
    # A hyphen at a line's end leaves open what the word is.
    forms = [] if fragment.ends_lines else wanted_of(begin_forms(fragment.text))
    return [int(one) for one in fingerprints_within(forms[:LONGEST])]


def _holders(prints: Sequence[int], engine: SearchEngine, query: Query) -> list[Candidate] | None:
    for limit in (_FEW, _MOST):
        found = engine.candidates(prints, query, limit)
        full = [one for one in found if one.shared == len(prints)]
        if len(full) < limit:
            return full
    return None


def _key(one: Candidate) -> _Key:
    return one.heading.id, one.passage.version


def _joined(held: _Held | None, found: Sequence[Candidate]) -> _Held:
    """Return the paragraphs of the statements that are on both sides."""
    own: _Held = {}
    for one in found:
        own.setdefault(_key(one), {})[one.passage.number] = one.passage
    return own if held is None else {key: held[key] | own[key] for key in held if key in own}


def _read_whole(held: _Held, engine: SearchEngine, query: Query, deadline: Deadline) -> bool:
    """Add all paragraphs of the statements; False when there are too many."""
    ids = sorted({key[0] for key in held})
    if len(ids) > _MOST_STATEMENTS:
        return False
    if ids:
        asked = replace(query, match=EVERYTHING, statements=tuple(ids), sort=Sort.OLDEST)
        for hit in engine.scan(asked, deadline):
            if (key := (hit.heading.id, hit.passage.version)) in held:
                held[key][hit.passage.number] = hit.passage
    return True


def age_of(heading: Heading) -> tuple[bool, str]:
    """Return what sorts statements by date, those without one last."""
    earliest = heading.dates.earliest
    return earliest is None, "" if earliest is None else earliest.isoformat()
