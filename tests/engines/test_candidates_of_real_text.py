"""Candidates among real paragraphs against a comparison with each of them: near copies are among the candidates.

Near means the Jaccard similarity of the sets of four successive words. ``PINCITE_TORTURE=1`` asks of all paragraphs,
otherwise of a part; both print what was found.
"""

import os
import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import open_engine
from pincite.index.text.fingerprints import GRAM, fingerprints_of_forms
from pincite.index.text.tokens import Tokens
from tests.contract.archive import asked, write
from tests.real import real_statements

PARAGRAPHS, STEP, ASKED = (10**9, 1, 3_000) if os.environ.get("PINCITE_TORTURE") == "1" else (3_000, 7, 150)
ALL = 10**9
NEAR, FAR = 0.6, 0.4
Key = tuple[str, int]


def grams_of(forms: list[str]) -> frozenset[tuple[str, ...]]:
    size = min(len(forms), GRAM)
    return frozenset(tuple(forms[at : at + size]) for at in range(len(forms) - size + 1 if forms else 0))


def edited_words(forms: list[str], chance: random.Random) -> list[str]:
    """The words with a few of them left out or put in: what real paragraphs have too few of."""
    changed = list(forms)
    for _ in range(chance.randint(0, max(1, len(forms) // 8))):
        at = chance.randrange(len(changed) + 1)
        changed[at : at + chance.randint(0, 1)] = chance.choice(([], ["verily"]))
    return changed


@pytest.mark.slow
@pytest.mark.parametrize(("edited", "least"), [(False, 1.0), (True, 0.999)])
def test_near_copies_are_candidates(edited: bool, least: float, tmp_path: Path) -> None:
    statements, chance = real_statements(PARAGRAPHS, STEP), random.Random(23)
    texts = {(s.heading.id, p.number): Tokens(p.text, "en").forms for s in statements for p in s.paragraphs}
    grams = {key: grams_of(forms) for key, forms in texts.items()}
    holders: dict[tuple[str, ...], list[Key]] = defaultdict(list)
    for key, held in grams.items():
        for gram in held:
            holders[gram].append(key)
    engine = open_engine(tmp_path / "index", b"key")
    write(engine, statements)
    near, far = Counter[bool](), Counter[bool]()
    for key in chance.sample(sorted(key for key, held in grams.items() if held), k=ASKED):
        forms = edited_words(texts[key], chance) if edited else texts[key]
        wanted = grams_of(forms)
        together = Counter(other for gram in wanted for other in holders[gram])
        candidates = engine.candidates(fingerprints_of_forms(forms).tolist(), asked(), ALL)
        found = {(one.heading.id, one.passage.number) for one in candidates}
        for other, common in together.items():
            similarity = common / (len(wanted) + len(grams[other]) - common)
            if similarity >= FAR:
                far[other in found] += 1
            if similarity >= NEAR:
                near[other in found] += 1
    engine.close()

    recall, wider = near[True] / near.total(), far[True] / far.total()
    print(
        f"{edited=}, similar by {NEAR}: {near.total()} pairs, recall {recall:.4f}; by {FAR}: {far.total()}, {wider:.4f}"
    )
    assert recall >= least
    assert wider >= 0.98
