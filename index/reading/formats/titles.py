"""Titles: what of a page's name is the statement's, and how capitals are written."""

import re
from collections.abc import Iterator, Sequence

from pincite.index.reading.formats.datelines import find_date
from pincite.index.reading.formats.whitespace import fold, list_words, squeeze

_PARTS = re.compile(r"(\s*(?:\s[|·•»›/\\–—-]+\s|\||::|»|:\s)\s*)")
_MOST_PARTS = 12
_SMALL = list_words(
    "a an and as at between by de for from in into its la nor of on or over the to under upon with without de du la"
)
_KEPT = re.compile(r"(?:[A-Z]\.)+[A-Z]?\.?|\(?[A-Z]{2,5}\)?")
_INITIALS = list_words(
    "US U.S. UN U.N. EU E.U. UK U.K. NATO ASEAN ROK DPRK PRC G7 G8 G20 OECD OSCE IAEA WTO APEC II III IV VI"
)


def settle_case(title: str) -> str:
    """Return a title that is printed in capitals in mixed case; any other as it is."""
    title = squeeze(title)
    if not title.isupper() or not any("A" <= c <= "Z" for c in title):
        return title
    words = title.split(" ")
    return " ".join(_settle_word(word, at in (0, len(words) - 1)) for at, word in enumerate(words))


def list_parts(name: str) -> Iterator[str]:
    """Yield the stretches of a page's name between separators, the longest first: one of them may be the title."""
    pieces = _PARTS.split(squeeze(name))
    whole, seps = pieces[::2], pieces[1::2]
    if len(whole) > _MOST_PARTS:
        yield squeeze(name)
        return
    for size in range(len(whole), 0, -1):
        for start in range(len(whole) - size + 1):
            run = whole[start]
            for at in range(start + 1, start + size):
                run += seps[at - 1] + whole[at]
            if run.strip():
                yield run.strip()


def strip_site(name: str, sites: Sequence[str]) -> str:
    """Return a page's name without the site's: the part that ``sites`` names, else the shorter side of the last bar."""
    name = squeeze(name)
    known = {fold(site) for site in sites if site}
    pieces = _PARTS.split(name)
    parts, seps = pieces[::2], pieces[1::2]
    if len(parts) == 1:
        return name
    kept = [at for at, part in enumerate(parts) if fold(part) not in known and not _is_date(part)]
    if 0 < len(kept) < len(parts) and kept == list(range(kept[0], kept[-1] + 1)):
        run = parts[kept[0]]
        for at in kept[1:]:
            run += seps[at - 1] + parts[at]
        return run.strip()
    bars = [at for at, sep in enumerate(seps) if sep.strip() != ":"]
    return max(parts, key=len).strip() if bars else name


def _is_date(part: str) -> bool:
    found = find_date(part)
    return found is not None and found[2] - found[1] >= len(part.strip()) - 2


def _settle_word(word: str, is_edge: bool) -> str:
    bare = word.strip("(),:;“”\"'")
    if bare in _INITIALS or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?", bare) or any(c.isdigit() for c in bare):
        return word
    if "-" in word:
        return "-".join(_settle_word(part, True) for part in word.split("-"))
    if not is_edge and bare.casefold() in _SMALL:
        return word.casefold()
    return (
        re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word, count=1)
        if "'" in word or "’" in word
        else _cap(word)
    )


def _cap(word: str) -> str:
    # The small letter of the Turkish İ is i, which Python writes with a second dot.
    return re.sub(r"[^\W\d_]+", lambda match: match[0][:1] + match[0][1:].replace("İ", "i").lower(), word)
