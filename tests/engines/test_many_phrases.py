"""Many phrases that are looked for together are found where each is found by itself, among any rows of any part."""

import os
import random
from collections.abc import Sequence

import numpy as np
import pytest

from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.query.clauses import And, Or, Phrase
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query, Versions
from pincite.index.text.analysis import tokenize
from pincite.index.values.statement import Statement
from tests.engines.memory import memory_engine
from tests.real import real_statements
from tests.strategies import build_archive

TRIES = 200 if os.environ.get("PINCITE_TORTURE") == "1" else 10
Archive = tuple[WhooshEngine, Sequence[Statement]]


@pytest.fixture(scope="module", params=["real", 1])
def archive(request: pytest.FixtureRequest) -> Archive:
    statements = real_statements(400) if request.param == "real" else build_archive(request.param)
    return memory_engine(statements, 3, 1), statements


def _phrases(statements: Sequence[Statement], chance: random.Random) -> list[Phrase]:
    """Return runs of words of one paragraph, as it has them or shuffled."""
    texts = [one.text for statement in statements for one in statement.paragraphs]
    forms = [token.form for token in tokenize(chance.choice(texts), None)][:40]
    if chance.random() < 0.3:
        chance.shuffle(forms)
    starts = range(len(forms) - 1)
    return list(dict.fromkeys(Phrase(tuple(forms[at : at + chance.choice((2, 3, 3, 3, 5))])) for at in starts))


def test_they_have_the_rows_and_counts_of_each(archive: Archive) -> None:
    engine, statements = archive
    chance = random.Random(5)
    view = engine._newest().of(Versions.CURRENT)
    found = 0
    for _ in range(TRIES):
        phrases = [one for one in _phrases(statements, chance) if len(one.tokens) > 1]
        for at, part in enumerate(view.parts):
            among = np.array([row for row in range(part.n) if chance.random() < 0.6], np.int32)
            if part.live_paragraphs is not None:
                among = among[part.live_paragraphs[among]]
            together = Leaves(view, False, Deadline()).phrases_among(at, phrases, among)
            alone = Leaves(view, False, Deadline())
            for phrase in phrases:
                matches = alone.matches(at, phrase)
                keep = np.isin(matches.rows, among)
                own = together[phrase]
                kept = np.isin(own.rows, among)
                assert own.rows[kept].tolist() == matches.rows[keep].tolist()
                assert own.tf is not None
                assert matches.tf is not None
                assert own.tf[kept].tolist() == matches.tf[keep].tolist()
                found += int(keep.sum())
    assert found > 100


def test_a_search_for_many_phrases_beside_other_words_ranks_as_if_each_were_asked_for(archive: Archive) -> None:
    engine, statements = archive
    chance = random.Random(6)
    for _ in range(TRIES):
        phrases = [one for one in _phrases(statements, chance) if len(one.tokens) > 1]
        words = tuple(Phrase((token,)) for token in dict.fromkeys(token for one in phrases for token in one.tokens))
        if len(phrases) < 4 or len(words) < 3:
            continue
        held = Or(words, 2)
        # Of fewer than four phrases each is looked for alone.
        pairs = [
            Or(tuple(phrases[at : at + 2])) if phrases[at + 1 :] else phrases[at] for at in range(0, len(phrases), 2)
        ]
        together, alone = (
            engine.search(Query(match=And((held, asked)), variants=False, limit=50))
            for asked in (Or(tuple(phrases)), Or(tuple(pairs)))
        )
        ranked, expected = ([(hit.heading.id, hit.passage.number) for hit in page.hits] for page in (together, alone))
        assert ranked == expected
        assert [hit.score for hit in together.hits] == pytest.approx([hit.score for hit in alone.hits])
        assert together.paragraphs == alone.paragraphs
