"""What an altered quotation was made of: the passage that is nearest, or the places that it was put together from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pincite.index.quoting.crossing import Shortlist
from pincite.index.quoting.differing import Clean, clean_of, find_changes
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.grammar import FEWEST_WORDS, Fragment, Parsed, words_of
from pincite.index.quoting.nearest import NearPassage
from pincite.index.quoting.standing import FoundPlace, find_standing
from pincite.index.quoting.stitching import QuotedPart, find_fragments, find_parts
from pincite.index.quoting.verdicts import Difference, DifferenceKind, QuotedPlace
from pincite.index.quoting.wording import read_wording
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span

_ORDER = {kind: number for number, kind in enumerate(DifferenceKind)}


@dataclass(frozen=True, slots=True)
class Altered:
    """The places that a quotation was altered from, and what differs; the heaviest difference first."""

    places: tuple[QuotedPlace, ...]
    differences: tuple[Difference, ...]


def find_altered(parsed: Parsed, candidates: Shortlist) -> Altered | None:
    """Return what a quotation was altered from, among the versions of ``candidates``; None when nothing is near."""
    deadline = candidates.deadline
    stands = find_fragments(parsed, candidates.engine, candidates.query, deadline)
    if stands is not None:
        return _of_fragments(parsed, stands)
    clean = clean_of(parsed)
    early = candidates.near_early
    unshared = len(words_of(clean.text)) - (0 if early is None else early.shared)
    if unshared >= FEWEST_WORDS:
        parts = find_parts(clean.text, candidates.engine, candidates.query, deadline)
        if parts is not None:
            return _of_parts(clean, parts)
    near = candidates.near
    if near is not None:
        return _of_near(clean, near)
    return _by_fragment(parsed, candidates) if len(parsed.fragments) > 1 else None


def _of_near(clean: Clean, near: NearPassage) -> Altered:
    names = names_of(near.heading)
    changes = find_changes(clean, near.laid.text, near.span, names)
    stand = FoundPlace(near.heading, near.laid, (near.span,), False, False)
    places = stand.places()
    number_of = {place.passage.number: number for number, place in enumerate(places)}
    found: list[Difference] = []
    for change in changes:
        at, source = _locate(near.laid, change.source, number_of)
        quoted = clean.range(change.quoted)
        texts = (clean.text[slice(*change.quoted)], near.laid.text[slice(*change.source)])
        found += [Difference(kind, quoted, at, source, *texts) for kind in change.kinds]
    if not found:
        # Equal words, but it begins or ends within one, as in 5 for -5.
        is_number = any(near.laid.text[end].isdigit() for end in (near.span[0], near.span[1] - 1))
        kind = DifferenceKind.NUMBER if is_number else DifferenceKind.WORD
        at, source = _locate(near.laid, near.span, number_of)
        texts = (clean.text, near.laid.text[slice(*near.span)])
        found = [Difference(kind, clean.range((0, len(clean.text))), at, source, *texts)]
    return Altered(places, _ordered(found))


def _ordered(found: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(found, key=lambda one: (_ORDER[one.kind], one.range)))


def _locate(laid: Laid, span: Span, number_of: dict[int, int]) -> tuple[int, Span]:
    """Return the place, by its number in the answer, and the range in its text; of neighbours the first of both."""
    at = laid.which(span[0])
    size = len(laid.passages[at].text)
    start, end = (min(one - laid.starts[at], size) for one in span)
    return number_of.get(laid.passages[at].number, 0), (start, max(start, end))


def _of_fragments(parsed: Parsed, stands: Sequence[FoundPlace]) -> Altered:
    """Fragments that stand verbatim, but not in this order in one statement."""
    places = [stand.places()[0] for stand in stands]
    found = [
        _stitched(number, place, fragment.range(0, len(fragment.text)), fragment.text)
        for number, (place, fragment) in enumerate(zip(places, parsed.fragments, strict=True))
    ]
    return Altered(tuple(places), tuple(found))


def _of_parts(clean: Clean, parts: Sequence[QuotedPart]) -> Altered:
    places = [part.stand.places()[0] for part in parts]
    found = [
        _stitched(number, place, clean.range(part.range), clean.text[slice(*part.range)])
        for number, (place, part) in enumerate(zip(places, parts, strict=True))
    ]
    return Altered(tuple(places), tuple(found))


def _stitched(number: int, place: QuotedPlace, span: Span, text: str) -> Difference:
    mark = place.marks[0]
    return Difference(DifferenceKind.STITCHED, span, number, mark, text, place.passage.text[slice(*mark)])


def _by_fragment(parsed: Parsed, candidates: Shortlist) -> Altered | None:
    """Judge fragments one by one: an omission may leave out more than a passage may have."""
    places: list[QuotedPlace] = []
    found: list[Difference] = []
    for fragment in parsed.fragments:
        one = _of_fragment(fragment, candidates)
        if one is None:
            return None
        for difference in one.differences:
            place = difference.place + len(places)
            found.append(_moved(difference, place))
        places += one.places
    return Altered(tuple(places), _ordered(found)) if found else None


def _moved(difference: Difference, place: int) -> Difference:
    texts = (difference.quote_text, difference.source_text)
    return Difference(difference.kind, difference.range, place, difference.source, *texts)


def _of_fragment(fragment: Fragment, candidates: Shortlist) -> Altered | None:
    alone = Parsed(fragment.text, (fragment,), (None, None), None)
    stands = find_standing(alone, candidates.engine, candidates.query, candidates.deadline).best
    if stands:
        return Altered((stands[0].places()[0],), ())
    own = Shortlist(alone, candidates.engine, candidates.query, candidates.deadline)
    near = own.near
    return None if near is None else _of_near(clean_of(alone), near)


def names_of(heading: Heading) -> frozenset[str]:
    """Return the folded words of the people, issuers and place of a statement."""
    named = (*heading.issuers, *(person.name for person in heading.people), heading.place or "")
    return frozenset(word for name in named for word in read_wording(name).words)
