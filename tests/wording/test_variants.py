"""All forms of a wording against brute force over real texts: none is missed, and none is not similar enough."""

import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.aligning import Op
from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Filter, Query
from pincite.index.text.analysis import tokenize
from pincite.index.text.tokens import Tokens
from pincite.index.values.statement import Statement
from pincite.index.wording.agreed import FoundVariants, ask_variants, find_variants
from pincite.index.wording.forms import FormPlace, find_silent
from pincite.index.wording.shared_runs import WordingReference
from tests.builders import build_statement
from tests.contract.archive import write
from tests.contract.engines import ENGINES, forget
from tests.engines.memory import memory_engine
from tests.real import real_statements
from tests.services import report

LONG = os.environ.get("PINCITE_TORTURE") == "1"
ASKED = int(os.environ.get("PINCITE_REFERENCES", "300"))
PARAGRAPHS, CLAUSES = (ASKED, ASKED // 3) if LONG else (30, 10)
SIZE, STEP = (int(os.environ.get("PINCITE_PARAGRAPHS", "1000000000")), 1) if LONG else (1_500, 7)
Key = tuple[str, int]
Run = tuple[str, ...]


def find(text: str, engine: SearchEngine, similarity: str = "0.6", query: Query | None = None) -> FoundVariants:
    return find_variants(ask_variants(text, Fraction(similarity), query or Query()), engine, Deadline(60))


def similarity_of(reference: Sequence[str], words: Sequence[str]) -> float:
    """The largest share of the reference's runs in any window of twice its length: every window is looked at."""
    wanted = {tuple(reference[at : at + 3]) for at in range(len(reference) - 2)}
    runs = [tuple(words[at : at + 3]) for at in range(len(words) - 2)]
    size = 2 * len(reference) - 2
    starts = range(max(1, len(runs) - size + 1))
    return max((len(wanted.intersection(runs[at : at + size])) for at in starts), default=0) / len(wanted)


@cache
def texts() -> dict[Key, list[str]]:
    return {(s.heading.id, p.number): Tokens(p.text, "en").forms for s in statements() for p in s.paragraphs}


@cache
def statements() -> tuple[Statement, ...]:
    return real_statements(SIZE, STEP)


@pytest.fixture(
    scope="module",
    # The toy looks at every paragraph for every run: hours for so many.
    params=["whoosh", pytest.param("opensearch-3.5", marks=pytest.mark.torture)],
)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("variants") / "index"
    opened = ENGINES[request.param](folder, b"the key of cursors")
    write(opened, statements())
    yield opened
    opened.close()
    forget(request.param, folder)


def references(chance: random.Random, paragraphs: int, clauses: int) -> Iterator[tuple[str, str]]:
    """Whole paragraphs, and clauses of 8 to 20 words that stand inside longer ones."""
    keys = sorted(key for key, words in texts().items() if 8 <= len(words) <= 1_000)
    of_key = {(s.heading.id, p.number): p.text for s in statements() for p in s.paragraphs}
    for key in chance.sample(keys, paragraphs):
        yield "paragraph", of_key[key]
    for key in chance.sample([key for key in keys if len(texts()[key]) >= 40], clauses):
        tokens = tokenize(of_key[key], "en")
        size = chance.randint(8, 20)
        at = chance.randrange(1, len(tokens) - size)
        yield "clause", of_key[key][tokens[at].start : tokens[at + size - 1].end]


def test_every_passage_at_the_threshold_is_found_and_none_below(engine: SearchEngine) -> None:
    holders: dict[Run, set[Key]] = defaultdict(set)
    for key, words in texts().items():
        for run in zip(words, words[1:], words[2:], strict=False):
            holders[run].add(key)
    chance, found_in_all, beside = random.Random(22), 0, 0
    # A cluster takes longer: it is asked for a fifth.
    paragraphs, clauses = (one if isinstance(engine, WhooshEngine) else one // 5 for one in (PARAGRAPHS, CLAUSES))
    for kind, text in references(chance, paragraphs, clauses):
        similarity = chance.choice(("0.5", "0.6", "0.6", "0.8", "1"))
        reference = [token.form for token in tokenize(text, None)]
        near = set[Key]().union(*(holders[run] for run in zip(reference, reference[1:], reference[2:], strict=False)))
        shares = {key: similarity_of(reference, texts()[key]) for key in near}
        wanted = {key: share for key, share in shares.items() if share >= float(similarity) - 1e-12}
        found = find(text, engine, similarity)
        told = {
            (place.heading.id, place.passage.number): form.similarity for form in found.forms for place in form.places
        }
        assert told == pytest.approx(wanted), (kind, text)
        assert (found.paragraphs, found.statements) == (len(wanted), len({name for name, _ in wanted}))
        assert not found.partial
        found_in_all, beside = found_in_all + len(wanted), beside + (len(wanted) > 1)
        check_forms(found)
    report.count(f"variants: {paragraphs + clauses} references, {found_in_all} passages, {beside} with another place")


def check_forms(found: FoundVariants) -> None:
    """Each form is one sequence of words, stands where it says, and follows its first use; differences give it back."""
    seen: list[tuple[str, ...]] = []
    firsts = []
    for before, form in zip((None, *found.forms), found.forms, strict=False):
        words = {tuple(Tokens(place.text, place.heading.language).forms) for place in form.places}
        assert len(words) == 1
        seen += words
        if form.first is not None and form.first.heading.dates.earliest is not None:
            firsts.append(form.first.heading.dates.earliest)
        if before is not None:
            assert "".join(run.text for run in form.differences if run.op is not Op.DELETE) == form.text
    assert len(seen) == len(set(seen))
    assert firsts == sorted(firsts)


@settings(deadline=None, max_examples=500 if LONG else 15)
@given(data=st.data())
def test_any_words_of_few_letters_are_found_as_by_brute_force(data: st.DataObject) -> None:
    # So few words make runs that repeat and overlap, which real texts seldom have.
    words = st.lists(st.sampled_from(("a", "b", "c", "ı", "i")), min_size=3, max_size=12)
    reference = data.draw(words)
    similarity = data.draw(st.sampled_from(("0.5", "0.6", "0.75", "1")))
    shelf = [
        build_statement(f"s{number}", " ".join(data.draw(words)), language=data.draw(st.sampled_from(("en", "tr"))))
        for number in range(data.draw(st.integers(1, 4)))
    ]
    found = find(" ".join(reference), memory_engine(shelf, 1, 1), similarity)
    told = {place.heading.id for form in found.forms for place in form.places}
    wanted = set()
    for one in shelf:
        theirs = Tokens(one.paragraphs[0].text, one.heading.language).forms
        if _share(reference, theirs, one.heading.language == "tr") >= float(similarity) - 1e-12:
            wanted.add(one.heading.id)
    assert told == wanted


def _share(reference: list[str], words: list[str], is_turkic: bool) -> float:
    wanted = {tuple(reference[at : at + 3]) for at in range(len(reference) - 2)}
    runs = [tuple(words[at : at + 3]) for at in range(len(words) - 2)]
    size, most = 2 * len(reference) - 2, 0
    for at in range(max(1, len(runs) - size + 1)):
        held = set(runs[at : at + size])
        plain = {run: tuple(one.replace("ı", "i") for one in run) if is_turkic else run for run in wanted}
        most = max(most, sum(plain[run] in held for run in wanted))
    return most / len(wanted)


def test_forms_stand_in_the_order_of_their_first_use_with_who_and_when() -> None:
    old, new = "the complete and lasting peace of nations", "the complete and lasting peace of peoples"
    shelf = [
        build_statement("d", f"We seek {new}.", date="1999", issuers=("B",)),
        build_statement("a", f"We want {old}, today.", date="1990", issuers=("A",), people=("P",)),
        build_statement("b", f"WE WANT {old.upper()}!", date="1993-05", issuers=("A", "B")),
        build_statement("c", f"They want {old}.", issuers=("C",)),
        build_statement("e", "The complete and lasting war.", date="1980"),
    ]
    found = find(old, memory_engine(shelf, 1, 1))
    first, second = found.forms
    assert (first.text, second.text) == (old, new)
    assert [place.heading.id for place in first.places] == ["a", "b", "c"]
    assert (first.issuers, first.people) == ((("A", 2), ("B", 1), ("C", 1)), (("P", 1),))
    assert first.first is not None
    assert first.last is not None
    assert (first.first.heading.id, first.last.heading.id) == ("a", "b")
    assert (first.silent, found.silent) == (((1991, 1992),), ((1991, 1992), (1994, 1998)))
    assert [(run.op.value, run.text) for run in second.differences if run.op is not Op.EQUAL] == [
        ("delete", "nations"),
        ("insert", "peoples"),
    ]
    assert (found.paragraphs, found.statements) == (4, 4)
    only = find(old, memory_engine(shelf, 1, 1), query=Query(filters=(Filter("issuer", ("B",)),)))
    assert [place.heading.id for form in only.forms for place in form.places] == ["b", "d"]


def test_a_clause_inside_a_long_paragraph_is_found_and_a_scattered_one_is_not() -> None:
    clause = "one two three four five six seven eight"
    filler = " ".join(f"w{n}" for n in range(300))
    shelf = [
        build_statement("long", f"{filler} {clause} {filler}"),
        build_statement(
            "scattered", f"one two three {filler} three four five {filler} five six seven {filler} six seven eight"
        ),
    ]
    found = find(clause, memory_engine(shelf, 1, 1))
    assert [place.heading.id for form in found.forms for place in form.places] == ["long"]
    assert found.forms[0].text == clause


def test_words_at_the_ends_that_stand_for_others_belong_to_the_form_and_no_other_sentence() -> None:
    shelf = [build_statement("a", "No. We will never ever accept such a large nuclear arsenal. Nor others.")]
    found = find("They will never ever accept such a large nuclear force today", memory_engine(shelf, 1, 1))
    assert [form.text for form in found.forms] == ["We will never ever accept such a large nuclear arsenal"]


def test_a_reference_needs_three_words() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        find("two words", memory_engine([build_statement()], 1, 1))


def test_what_time_does_not_allow_is_said() -> None:
    class Late(Deadline):
        def check(self) -> None:
            raise OutOfTime

    shelf = memory_engine([build_statement()], 1, 1)
    question = ask_variants("the commitment is ironclad", Fraction(1), Query())
    found = find_variants(question, shelf, Late())
    assert (found.partial, found.forms) == (True, ())


def test_the_least_number_of_runs_is_exact() -> None:
    words = [f"w{n}" for n in range(12)]
    assert WordingReference(words, Fraction("0.6")).least == 6
    assert WordingReference(words, Fraction("0.61")).least == 7
    assert WordingReference(words[:3], Fraction("0.5")).least == 1


ACCOMMODATION = "policy accommodation can be"
FOMC = (
    # Read by hand in the statements of the committee: a wording, how similar, and its forms with first and last use.
    (
        f"{ACCOMMODATION} maintained for a considerable period",
        "0.6",
        [(f"{ACCOMMODATION} maintained for a considerable period", "2003-08-12", "2003-12-09", 4)],
    ),
    (
        f"{ACCOMMODATION} removed at a pace that is likely to be measured",
        "0.6",
        [(f"{ACCOMMODATION} removed at a pace that is likely to be measured", "2004-05-04", "2005-11-01", 13)],
    ),
    (
        "the Committee believes that it can be patient in",
        "0.5",
        [
            ("the Committee believes that it can be patient in", "2004-01-28", "2004-03-16", 2),
            ("the Committee judges that it can be patient in", "2014-12-17", "2015-01-28", 2),
        ],
    ),
)


@pytest.mark.torture
def test_the_formulas_of_the_federal_reserve_begin_and_end_when_they_did() -> None:
    bank = [one for one in real_statements(10**9, 1) if one.heading.source == "Federal Reserve Board"]
    shelf = memory_engine(bank, 1, 1)
    for text, similarity, forms in FOMC:
        found = find(text, shelf, similarity)
        told = [(form.text, _day(form.first), _day(form.last), form.statements) for form in found.forms]
        assert told == forms, text
    assert found.silent == ((2005, 2013),)


def _day(place: FormPlace | None) -> str | None:
    return None if place is None else place.heading.dates.edtf


def test_silent_years_are_those_that_no_date_touches() -> None:
    assert find_silent(()) == ()


def test_a_folder_of_no_statement_has_no_form(tmp_path: Path) -> None:
    engine = ENGINES["whoosh"](tmp_path / "index", b"key")
    assert find("the commitment is ironclad", engine).forms == ()
    engine.close()
