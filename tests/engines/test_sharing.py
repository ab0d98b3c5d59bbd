"""The embedded engine gives all paragraphs in which enough runs stand, and where there are many, no others."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.query.clauses import Phrase, Sharing
from pincite.index.query.query import Query
from pincite.index.text.turkic import plain_i
from tests.builders import build_statement
from tests.engines.memory import memory_engine

LETTERS = ("a", "b", "c", "ı", "i")
TEXTS = st.lists(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=12), min_size=1, max_size=30)
RUNS = st.lists(st.tuples(*[st.sampled_from(LETTERS)] * 3), min_size=1, max_size=6, unique=True)


@settings(deadline=None, max_examples=30)
@given(texts=TEXTS, runs=RUNS, share=st.fractions(0, 1), turkish=st.booleans())
def test_all_that_holds_enough_runs_is_found_and_it_holds_their_words(
    texts: list[list[str]], runs: list[tuple[str, ...]], share: Fraction, turkish: bool
) -> None:
    # Two parts, and a statement that was replaced.
    language = "tr" if turkish else "en"
    shelf = [build_statement(f"s{at}", " ".join(text), language=language) for at, text in enumerate(texts)]
    clause = Sharing(tuple(runs), max(1, round(share * len(runs))))
    engine = memory_engine(shelf, 2, 1)
    found = {int(hit.heading.id[1:]) for hit in engine.scan(Query(clause, variants=False))}
    # In Turkish all i are one letter, in the statements and in what is asked of them.
    written = [tuple(map(plain_i, run)) for run in runs] if turkish else runs
    read = [list(map(plain_i, text)) for text in texts] if turkish else texts
    wanted = {at for at, text in enumerate(read) if _standing(written, text) >= clause.least}
    assert wanted <= found
    for at in found:
        assert sum(set(run) <= set(read[at]) for run in written) >= clause.least


def _standing(runs: list[tuple[str, ...]], text: list[str]) -> int:
    stand = set(zip(text, text[1:], text[2:], strict=False))
    return sum(run in stand for run in runs)


def test_where_many_hold_the_words_their_places_decide() -> None:
    runs = (("a", "b", "c"), ("b", "c", "d"))
    texts = ["a b c d", "c b a d", "d a b c", "b c d", "a c b d"] * 20
    shelf = [build_statement(f"s{at}", text) for at, text in enumerate(texts)]
    one, both = (memory_engine(shelf, 1, 0).search(Query(Sharing(runs, least))).paragraphs for least in (1, 2))
    assert (one, both) == (60, 20)


def test_what_widens_it_is_one_of_the_fewest_runs() -> None:
    runs = (("a", "b"), ("b", "c"), ("c", "d"))
    assert Sharing(runs, 3).widened == Phrase(("a", "b"))
    widened = Sharing(runs, 1).widened
    assert not isinstance(widened, Phrase)
