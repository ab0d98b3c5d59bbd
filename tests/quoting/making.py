"""Makes quotations out of statements by known edits, each with the verdict that it must get."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph

MODALS = ("shall", "should", "will", "would", "must", "may", "might", "can", "could")
_NOT_AFTER = (*MODALS, "is", "are", "was", "were", "be", "has", "have", "had", "do", "does")
_NAMES = ("Ruritania", "Zenda", "Hentzau", "Strelsau", "Rassendyll")
_PLAIN = ("verdant", "melodious", "tangerine", "crumbling", "feathered", "granular", "luminous")
_KEPT = re.compile(r"[^\W\d_]+")
WEIGHTS = ("negation", "number", "modal", "name", "order", "omission", "insertion", "stitched", "word")


@dataclass(frozen=True)
class Made:
    """A quotation, how it was made, and what must be said: a verdict, and for an altered one the first kind.

    ``fragments`` are its parts without marked changes, for who looks whether it stands somewhere after all.
    """

    how: str
    text: str
    verdict: str
    kind: str | None = None
    fragments: tuple[str, ...] = ()


class Source(Protocol):
    """What quotations are made of: a statement, or what the index receives of it."""

    @property
    def heading(self) -> Heading:
        """Its heading."""

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """Its paragraphs."""


class Maker:
    """Makes quotations out of ``statements`` and out of ``older`` texts that their current versions lack."""

    def __init__(self, statements: Sequence[Source], older: Sequence[str], seed: int) -> None:
        self.random = random.Random(seed)
        self._paragraphs = [one.text for s in statements for one in s.paragraphs if _is_usable(one.text)]
        self._pairs = [
            (one.text, two.text)
            for s in statements
            for one, two in zip(s.paragraphs, s.paragraphs[1:], strict=False)
            if _is_usable(one.text) and _is_usable(two.text)
        ]
        self._older = older

    def make(self, count: int) -> Iterator[Made]:
        """Yield ``count`` quotations, every way in turn; what cannot be made of a passage is made of another."""
        made = 0
        ways = self._ways()
        while made < count:
            how, way = ways[made % len(ways)]
            found = next((one for _ in range(2_000) if (one := way()) is not None), None)
            assert found is not None, how
            yield found
            made += 1

    def _ways(self) -> list[tuple[str, Callable[[], Made | None]]]:
        ways: list[tuple[str, Callable[[], Made | None]]] = [
            ("none", self._verbatim),
            *((how, lambda how=how: self._folded(how)) for how in _FOLDS),
            ("omitted", self._omitted),
            ("omitted_far", self._omitted_far),
            ("letter", self._letter),
            ("bracket", self._bracket),
            ("sic", self._sic),
            ("final", self._final),
            ("crossing", self._crossing),
            *((how, lambda how=how: self._altered((how,))) for how in EDITS),
            ("pair", self._pair),
            ("pair", self._pair),
            ("stitched", self._stitched),
            ("stitched_marked", self._stitched_marked),
            ("disordered", self._disordered),
            ("invented", self._invented),
            ("older", self._old),
            ("short", self._short),
        ]
        return ways

    def _passage(self, low: int = 10, high: int = 30, source: Sequence[str] = ()) -> list[str]:
        words = self.random.choice(source or self._paragraphs).split()
        size = min(len(words), self.random.randint(low, high))
        start = self.random.randint(0, len(words) - size)
        return words[start : start + size]

    def _verbatim(self) -> Made | None:
        text = _cut(self.random.choice(self._paragraphs), self.random)
        return Made("none", text, "verbatim", None, (text,)) if text else None

    def _folded(self, how: str) -> Made | None:
        text = " ".join(self._passage())
        changed = _FOLDS[how](text, self.random)
        return None if changed == text else Made(how, changed, "typography_differs", None, (text,))

    def _omitted(self) -> Made | None:
        words = self._passage(16, 60)
        gap = self.random.randint(1, min(40, len(words) - 8))
        start = self.random.randint(4, len(words) - gap - 4)
        one, other = " ".join(words[:start]), " ".join(words[start + gap :])
        mark = self.random.choice((" … ", " ... ", " . . . ", " [...] ", " (…) ", "… ", " […] "))
        return Made("omitted", f"{one}{mark}{other}", "verbatim_with_edits", None, (one, other))

    def _omitted_far(self) -> Made | None:
        one, two = self.random.choice(self._pairs)
        parts = (" ".join(self._passage(5, 12, (one,))), " ".join(self._passage(5, 12, (two,))))
        return Made("omitted_far", " … ".join(parts), "verbatim_with_edits", None, parts)

    def _letter(self) -> Made | None:
        words = self._passage()
        if not words[0][0].isalpha() or len(words[0]) < 2:
            return None
        return Made(
            "letter",
            f"[{words[0][0].swapcase()}]{' '.join(words)[1:]}",
            "verbatim_with_edits",
            None,
            (" ".join(words),),
        )

    def _bracket(self) -> Made | None:
        words = self._passage(12, 30)
        gap, start = self.random.randint(0, 4), self.random.randint(4, len(words) - 8)
        one, other = " ".join(words[:start]), " ".join(words[start + gap :])
        return Made("bracket", f"{one} [the said party] {other}", "verbatim_with_edits", None, (one, other))

    def _sic(self) -> Made | None:
        words = self._passage()
        at = self.random.randint(1, len(words) - 1)
        text = " ".join([*words[:at], self.random.choice(("[sic]", "[emphasis added]")), *words[at:]])
        return Made("sic", text, "verbatim_with_edits", None, (" ".join(words),))

    def _final(self) -> Made | None:
        text = _cut(self.random.choice(self._paragraphs), self.random)
        return Made("final", f"{text},", "verbatim", None, (text,)) if text and text[-1].isalnum() else None

    def _crossing(self) -> Made | None:
        one, two = self.random.choice(self._pairs)
        text = " ".join([*one.split()[-self.random.randint(5, 15) :], *two.split()[: self.random.randint(5, 15)]])
        return Made("crossing", text, "typography_differs", None, (text,))

    def _altered(self, kinds: Sequence[str]) -> Made | None:
        words = self._passage(14, 30)
        places = self.random.sample(range(3, len(words) - 4), len(words) - 7)
        used: list[int] = []
        for kind in kinds:
            for at in places:
                if all(abs(at - one) > 5 for one in used) and (changed := EDITS[kind](words, at, self.random)):
                    words = changed
                    used.append(at)
                    break
            else:
                return None
        first = min(kinds, key=WEIGHTS.index)
        return Made("+".join(kinds), " ".join(words), "altered", first, (" ".join(words),))

    def _pair(self) -> Made | None:
        return self._altered(self.random.sample(sorted(EDITS), 2))

    def _stitched(self) -> Made | None:
        one, other = self._passage(8, 12), self._passage(8, 12)
        text = " ".join([*one, *other])
        return Made("stitched", text, "altered", "stitched", (text,))

    def _stitched_marked(self) -> Made | None:
        parts = (" ".join(self._passage(8, 12)), " ".join(self._passage(8, 12)))
        return Made("stitched_marked", " … ".join(parts), "altered", "stitched", parts)

    def _disordered(self) -> Made | None:
        words = self._passage(24, 40)
        parts = (" ".join(words[14:]), " ".join(words[:8]))
        return Made("disordered", " … ".join(parts), "altered", "stitched", parts)

    def _invented(self) -> Made | None:
        words = self._passage(14, 30)
        self.random.shuffle(words)
        return Made("invented", " ".join(words), "not_in_archive", None, (" ".join(words),))

    def _old(self) -> Made | None:
        words = self.random.choice(self._older).split()
        at = words.index("erstwhile")
        text = " ".join(words[max(0, at - 8) : at + 8])
        return Made("older", text, "superseded", None, (text,)) if len(text.split()) > 8 else None

    def _short(self) -> Made | None:
        words = self._passage()[: self.random.randint(1, 3)]
        return Made("short", " ".join(words), "too_short") if all(_KEPT.fullmatch(word) for word in words) else None


def make_older(statements: Sequence[Source]) -> dict[str, tuple[int, str]]:
    """Return for every third statement a paragraph that its older version had: its number and its text."""
    older = {}
    for statement in statements[::3]:
        long = [one for one in statement.paragraphs if _is_usable(one.text)]
        if long:
            words = long[0].text.split()
            words.insert(len(words) // 2, "erstwhile")
            older[statement.heading.id] = (long[0].number, " ".join(words))
    return older


def _is_usable(text: str) -> bool:
    return len(text.split()) >= 24 and not re.search(r"[\[\]…]|\.\s?\.", text)


def _cut(text: str, chance: random.Random) -> str | None:
    """Return a passage of a text with its own blanks."""
    words = [found.span() for found in re.finditer(r"\S+", text)]
    size = chance.randint(6, min(40, len(words)))
    start = chance.randint(0, len(words) - size)
    return text[words[start][0] : words[start + size - 1][1]]


def _spaced(text: str, chance: random.Random) -> str:
    return text.replace(" ", chance.choice(("  ", "\n", "\u00a0", "\t")), chance.randint(1, 3))


def _unseen(text: str, chance: random.Random) -> str:
    at = chance.randint(2, len(text) - 2)
    return text[:at] + chance.choice(("\u200b", "\u00ad", "\u2060", "\u202a", "\u200f")) + text[at:]


def _signs(text: str, chance: random.Random) -> str:
    pairs = (("'", "’"), ("’", "'"), ('"', "“"), ("“", '"'), ("-", "\u2011"), ("–", "-"), ("—", " – "))
    return next((text.replace(*pair) for pair in pairs if pair[0] in text), text)


def _hyphened(text: str, chance: random.Random) -> str:
    long = list(re.finditer(r"(?<![\w-])[a-z]{8,}(?![\w-])", text))
    if not long:
        return text
    at = chance.choice(long).start() + 4
    return f"{text[:at]}-\n{text[at:]}"


# Texts in English seldom have marks: unit tests show composition.
_FOLDS: dict[str, Callable[[str, random.Random], str]] = {
    "space": _spaced,
    "unseen": _unseen,
    "signs": _signs,
    "ligature": lambda text, _: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "hyphen": _hyphened,
    "capitals": lambda text, _: text.upper(),
}

Words = list[str]
Edit = Callable[[Words, int, random.Random], Words | None]


def _is_plain(word: str) -> bool:
    """Whether a word has no other kind than ``word``."""
    return (
        bool(re.fullmatch(r"[a-z]{4,}", word))
        and word not in STOP_WORDS
        and word not in MODALS
        and word not in _SPECIAL
    )


_DAYS_AND_MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun".split())  # noqa: SIM905
_SPECIALS = """
never without neither none nothing cannot nobody nowhere hardly scarcely unless second first third half quarter
million billion thousand hundred dozen four five seven eight nine eleven twelve twenty thirty forty fifty sixty
fourth fifth sixth once twice three eighth ninth tenth march hundreds thousands millions might must shall
"""
_SPECIAL = frozenset(_SPECIALS.split())
"""Words of other kinds that look plain."""


def _negated(words: Words, at: int, _: random.Random) -> Words | None:
    if words[at] == "not":
        return [*words[:at], *words[at + 1 :]]
    return [*words[: at + 1], "not", *words[at + 1 :]] if words[at] in _NOT_AFTER and words[at + 1] != "not" else None


def _renumbered(words: Words, at: int, chance: random.Random) -> Words | None:
    if not re.fullmatch(r"\d{1,4}", words[at]):
        return None
    return [*words[:at], str(int(words[at]) + chance.randint(1, 9)), *words[at + 1 :]]


def _modal(words: Words, at: int, chance: random.Random) -> Words | None:
    if words[at] not in MODALS:
        return None
    return [*words[:at], chance.choice([one for one in MODALS if one != words[at]]), *words[at + 1 :]]


def _named(words: Words, at: int, chance: random.Random) -> Words | None:
    if not re.fullmatch(r"[A-Z][a-z]{3,}", words[at]) or not re.fullmatch(r"[a-z]+", words[at - 1]):
        return None
    if words[at].casefold() in STOP_WORDS or words[at].casefold() in _SPECIAL or _is_month(words[at]):
        return None
    return [*words[:at], chance.choice(_NAMES), *words[at + 1 :]]


def _is_month(word: str) -> bool:
    return word.casefold()[:3] in _DAYS_AND_MONTHS


def _swapped(words: Words, at: int, _: random.Random) -> Words | None:
    one, other = words[at], words[at + 1]
    if not (_is_plain(one) and _is_plain(other)) or one == other:
        return None
    return [*words[:at], other, one, *words[at + 2 :]]


def _left_out(words: Words, at: int, chance: random.Random) -> Words | None:
    size = chance.randint(1, 3)
    gone = words[at : at + size]
    rest = [*words[:at], *words[at + size :]]
    return rest if all(map(_is_plain, gone)) and at + size < len(words) - 2 else None


def _put_in(words: Words, at: int, chance: random.Random) -> Words | None:
    if not words[at - 1].isalpha() or not words[at].isalpha():
        return None
    return [*words[:at], *chance.sample(_PLAIN, chance.randint(1, 3)), *words[at:]]


def _replaced(words: Words, at: int, chance: random.Random) -> Words | None:
    return [*words[:at], chance.choice(_PLAIN), *words[at + 1 :]] if _is_plain(words[at]) else None


EDITS: dict[str, Edit] = {
    "negation": _negated,
    "number": _renumbered,
    "modal": _modal,
    "name": _named,
    "order": _swapped,
    "omission": _left_out,
    "insertion": _put_in,
    "word": _replaced,
}
