"""Words cut at a line end: put together, and their hyphen kept where it is part of the word."""

import re
from collections.abc import Sequence

from pincite.index.reading.formats.layouts import LineGroup
from pincite.index.reading.formats.whitespace import is_blank, list_words
from pincite.index.values.apparatus import LeftOut

_CUT = re.compile(r"(?P<word>[^\W\d_](?:[\w.'’/-]*[\w.])?)(?P<hyphen>[-\u2010\u00ad]) *$")
_REST = re.compile(r"\s*(?P<rest>[^\W\d_][\w'’-]*)(?P<after>[^\w\s]*)\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LONGEST = 80
"""The most characters of a word that was cut, and the blanks behind it."""
_SECOND = list_words(
    "aligned and armed assistance aware backed based being border building called capacity century control "
    "controlled cultural date day defense defence depth down driven effect effective emission ended "
    "enrichment ever exchange existing exports facing facto flight focused for force founded free friendly "
    "funded general ground growing growth hand held in income intensive joint keeping kind known largest "
    "lateral led level like line lived long looking made making management market member minded military "
    "minister monitoring nation national neutral nuclear of off old on operation oriented out owned party "
    "people performance person picked powered president priority private profit profile proof proliferation "
    "range ranging ready reaching recurring related resilient resistant resolution rich round run running "
    "scale secretary sector sensitive service setting sharing side sided sized so sponsored standing state "
    "step strategic strait stronger style term than the thirds threatening three tier time to track trade two "
    "type up use user wide winning winner within work world year"
)
TENS = list_words("twenty thirty forty fifty sixty seventy eighty ninety")
"""Numbers that are written with a hyphen before another one."""
_FIRST = list_words("non self well so co ex pro anti post pre mid multi inter long short high low all cross two three")


def mend_hyphens(lines: list[str], groups: Sequence[LineGroup]) -> list[LeftOut]:
    """Move the rest of each cut word up to its beginning, changing ``lines`` in place; return them as they were."""
    whole = _words(lines)
    mended: list[str] = []
    for group in groups:
        for at, below in zip(group.lines, group.lines[1:], strict=False):
            cut = _CUT.search(lines[at], max(0, len(lines[at]) - _LONGEST))
            rest = _REST.match(lines[below])
            if cut is None or rest is None:
                continue
            mended.append(f"{cut['word']}{cut['hyphen']} {rest['rest']}")
            keep = cut["hyphen"] if _keeps(cut["word"], cut["hyphen"], rest["rest"], whole) else ""
            lines[at] = lines[at][: cut.start("hyphen")] + keep + rest["rest"] + rest["after"]
            lines[below] = lines[below][rest.end() :]
    return [LeftOut("hyphen at a line end", "\n".join(mended))] if mended else []


def _words(lines: Sequence[str]) -> set[str]:
    """Return the words that stand whole in the text, and the halves of those that have a hyphen."""
    words: set[str] = set()
    cut = False
    for line in lines:
        body = line.rstrip()
        # The rest of a word that was cut is no word.
        body = body.lstrip().partition(" ")[2] if cut and body else body
        cut = line.rstrip().endswith(("-", "\u2010", "\u00ad")) or (cut and is_blank(line))
        if body.endswith(("-", "\u2010", "\u00ad")):
            body = " ".join(body.rsplit(maxsplit=1)[:-1])
        for match in _WORD.finditer(body):
            words.add(match.group().casefold().replace("\u2010", "-"))
            words.update(re.split(r"[-\u2010]", match.group().casefold()))
    return words


def _keeps(word: str, hyphen: str, rest: str, whole: set[str]) -> bool:
    """Tell whether a hyphen is the word's own."""
    if hyphen == "\u00ad":
        return False
    left, right = word.casefold(), rest.casefold()
    last = re.split(r"[-\u2010./]", left)[-1]
    if rest[0].isupper() and not (word.isupper() and "." not in word):
        return True
    if (last and last + right in whole) or left + right in whole:
        return False
    if f"{left}-{right}" in whole or rest[0].isupper() or "-" in left or "." in left or "-" in right:
        return True
    if last in TENS or (right in _SECOND and (left in whole or len(left) > 2)):
        return True
    return (left in whole and right in whole) or (left in _FIRST and right in whole)
