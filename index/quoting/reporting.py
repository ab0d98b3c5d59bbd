"""What a faithful quotation writes otherwise: the foldings that it needs, and marked changes with what they replace."""

from collections.abc import Iterator

from pincite.index.quoting.folding import ALL, Folding, used
from pincite.index.quoting.grammar import Fragment, Parsed
from pincite.index.quoting.standing import FoundPlace
from pincite.index.quoting.verdicts import Editorial
from pincite.index.values.statement import Span

_LONGEST = 1_000
"""The most characters shown of what an omission leaves out."""


def report_folded(parsed: Parsed, stand: FoundPlace) -> tuple[Folding, ...]:
    """Return the foldings under which the fragments are equal to the source, in their order."""
    found: set[Folding] = set()
    for fragment, span in zip(parsed.fragments, stand.chain, strict=True):
        source = stand.laid.text[span[0] : span[1]]
        found.update(_used(_with_letters(fragment, parsed, source), source, fragment))
    if not parsed.is_edited and parsed.fragments[0].text != parsed.bare:
        found.add(Folding.SPACE)
    return tuple(one for one in Folding if one in found)


def _used(quoted: str, source: str, fragment: Fragment) -> tuple[Folding, ...]:
    try:
        return used(quoted, source)
    except ValueError:
        pass
    for at in reversed(fragment.ends_lines):
        quoted = quoted[:at] + quoted[at:].lstrip("-\u2010\u00ad \t\r\n")
    try:
        return (Folding.TYPOGRAPHY, *used(quoted, source))
    except ValueError:
        return tuple(ALL)


def _with_letters(fragment: Fragment, parsed: Parsed, source: str) -> str:
    """Return the fragment with its letters in brackets as the source has them."""
    text = fragment.text
    if len(text) != len(source):
        return text
    places = {span[0] + 1 for span in parsed.letters}
    return "".join(
        theirs if origin in places and ours.casefold() == theirs.casefold() else ours
        for ours, theirs, origin in zip(text, source, fragment.origins, strict=True)
    )


def report_editorial(parsed: Parsed, stand: FoundPlace) -> tuple[Editorial, ...]:
    """Return the marked changes, and the sign before the end where the source has another, in order."""
    return tuple(sorted(_editorial(parsed, stand), key=lambda one: one.range))


def _editorial(parsed: Parsed, stand: FoundPlace) -> Iterator[Editorial]:
    text = stand.laid.text
    edges: list[Span | None] = [None, *stand.chain, None]
    for gap, before, after in zip(parsed.gaps, edges, edges[1:], strict=False):
        if gap is not None:
            source = text[before[1] : after[0]].strip() if before and after else None
            # Of what lies between paragraphs, only those are known that hold something of the quotation.
            shown = None if source is None or len(source) > _LONGEST or "\n\x00\n" in source else source
            yield Editorial(gap.range, parsed.text[gap.range[0] : gap.range[1]], shown)
    for span in parsed.asides:
        yield Editorial(span, parsed.text[span[0] : span[1]])
    for fragment, place in zip(parsed.fragments, stand.chain, strict=True):
        yield from _letters(parsed, fragment, text[place[0] : place[1]])
    if parsed.final is not None:
        sign, end = parsed.text[parsed.final], stand.chain[-1][1]
        if text[end : end + 1] != sign:
            yield Editorial((parsed.final, parsed.final + 1), sign, text[end : end + 1].strip())


def _letters(parsed: Parsed, fragment: Fragment, source: str) -> Iterator[Editorial]:
    for span in parsed.letters:
        if span[0] + 1 in fragment.origins:
            at = fragment.origins.index(span[0] + 1)
            shown = source[at : at + 1] if len(source) == len(fragment.text) else None
            yield Editorial(span, parsed.text[span[0] : span[1]], shown)
