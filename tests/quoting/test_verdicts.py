"""The verdicts on quotations of the seed and of small archives, each by a known edit."""

from collections.abc import Iterator

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Filter, Query
from pincite.index.quoting import CheckedQuotation, Quotation, check_quotation
from pincite.index.reading.readers import read
from pincite.index.reading.sources import discover
from pincite.index.values.entry import Entry, Passage
from tests.builders import build_statement
from tests.conftest import ROOT

FOURTH = (
    "Secretary Mattis reaffirmed that the ironclad U.S. defense commitment to the ROK will continue to be maintained "
    "regardless of the changes in the security situation on the Korean Peninsula"
)
OBJECTIVE = "aimed at the objective of complete, verifiable and irreversible denuclearization."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = open_engine(tmp_path_factory.mktemp("quotes") / "index", b"the key of cursors")
    seeds = [draft.parse() for source in discover([ROOT / "seeds"]).sources for draft in read(source)]
    others = [
        build_statement(
            "café",
            "The café’s owners, 12 in number, agreed — after talks — that “no party” shall re-enter the non-aligned "
            "zone by 2018; the sum of 1,874 dollars is unpayable.",
            "The delegates were unable to agree. They noted the delegates' work (as before) and ﬁnally adjourned.",
            "A third paragraph follows here. It goes on with the delegates and their work, which was long.",
            language="en",
            date="1990-05-01",
        ),
        build_statement("cold", "It fell to -5 degrees, by 5½ points, and in the U.S. Senate treaty¹ debates began."),
        build_statement("rate", "The Board raised its rate from 4 3/4 percent to 5 1/4 percent, later to 6 ½ percent."),
        build_statement("日本", "両国は朝鮮半島の完全な非核化に向けて緊密に協力することを確認した。", language="ja"),
        build_statement("한국", "양국은 한반도의 완전한 비핵화를 위하여 긴밀히 협력하기로 하였다.", language="ko"),
        build_statement(
            "arm", "It said that the International aspect of the manufacture of arms and of the trade in such arms"
        ),
        build_statement(
            "arms", "It said that the imagined aspect of the manufacture of arms, and of the trade in such arms"
        ),
        build_statement("firm", "It paid AT&T for the R&D of the day."),
        build_statement("צבא", "צה״ל והצבא האמריקאי קיימו תרגיל בדרום הארץ.", language="he"),
        build_statement("twice", "The Committee shall meet once a year in Geneva.", date="1995", language="en"),
        build_statement("again", "The Committee shall meet once a year in Geneva.", date="1985", language="en"),
    ]
    older = Passage(1, None, "The Committee may meet twice a year in Vienna, as it did.", "0" * 64)
    with opened.writer() as writer:
        for one in [*seeds, *others]:
            replaced = [older] if one.heading.id == "twice" else []
            writer.put([Entry(one.heading, one.digest, one.paragraphs, replaced)])
        writer.commit(1)
    yield opened
    opened.close()


def check(engine: SearchEngine, text: str, **parts: object) -> CheckedQuotation:
    return check_quotation(Quotation(text), engine, Query(**parts), Deadline(60))  # type: ignore[arg-type]


def kinds(checked: CheckedQuotation) -> list[str]:
    return [one.kind.value for one in checked.differences]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (FOURTH, "verbatim"),
        (f"{FOURTH},", "verbatim"),
        ("[T]he ironclad U.S. defense commitment … will continue to be maintained", "verbatim_with_edits"),
        (FOURTH.upper(), "typography_differs"),
        (OBJECTIVE, "verbatim"),
        ("— after talks — that “no party” shall re-enter", "verbatim"),
        ("Secretary Mattis … complete, verifiable [sic] and irreversible", "verbatim_with_edits"),
        ("June 2 on the margins of . . . . regardless of the changes", "verbatim_with_edits"),
        ("close bilateral coordination [has] contributed to bringing such changes", "verbatim_with_edits"),
        ("The café's owners, 12 in number, agreed—after talks—that 'no party' shall", "typography_differs"),
        ("The cafe\u0301’s owners, 12 in number, agreed", "typography_differs"),
        ("The\u00a0café’s\nowners,  12 in num\u00adber, agreed", "typography_differs"),
        ("\u202aThe café’s owners, 12 in number\u202c, agreed", "typography_differs"),
        ("as before) and finally adjourned", "typography_differs"),
        ("12 in num-\nber, agreed — after talks", "typography_differs"),
        ("shall re-\nenter the non-aligned zone", "typography_differs"),
        ("delegates' work (as before) … adjourned. [It] follows here. It goes on", "verbatim_with_edits"),
        ("and ﬁnally adjourned. [A third paragraph] follows here. It goes", "verbatim_with_edits"),
        ("to agree. They noted [a long passage] goes on with the delegates", "altered"),
        ("was adjourned. A third paragraph follows here. It goes", "altered"),
        ("and ﬁnally adjourned. A third paragraph follows", "typography_differs"),
        ('צה"ל והצבא האמריקאי קיימו תרגיל', "typography_differs"),
        ("朝鮮半島の完全な非核化に向けて", "verbatim"),
        ("朝鮮半島の完全な … 協力することを確認", "verbatim_with_edits"),
        ("한반도의 완전한 비핵화를 위하여", "verbatim"),
        ("The Committee may meet twice a year in Vienna", "superseded"),
        ("THE COMMITTEE MAY MEET TWICE A YEAR", "superseded"),
        ("Nobody has ever said such a thing in any statement", "not_in_archive"),
        ("ironclad U.S. defense", "too_short"),
        ("the Korean Peninsula", "too_short"),
        ("完全な非核", "too_short"),
        ("…", "too_short"),
        ("[...] [other words]", "too_short"),
        ("[a] [b] [c]", "too_short"),
        ("[a] [b] [c] [d] [e]", "too_short"),
        ("close bilateral coordination [a] contributed to bringing such changes", "verbatim_with_edits"),
        ("close bilateral coordination greatly [C]ontributed to bringing such changes", "verbatim_with_edits"),
        ("close bilateral coordination greatly c[O]ntributed to bringing such changes", "verbatim_with_edits"),
        ("close bilateral coordination greatly contribute[s] to bringing such changes", "verbatim_with_edits"),
        ("close bilateral coordination[s] greatly contributed to bringing such changes", "verbatim_with_edits"),
        ("close bilateral coordination greatly [x]ontributed to bringing such changes", "altered"),
        ("", "too_short"),
    ],
)
def test_the_first_verdict_that_holds(engine: SearchEngine, text: str, verdict: str) -> None:
    assert check(engine, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (FOURTH.replace("will continue", "will not continue"), "negation"),
        (OBJECTIVE.replace("complete", "partial"), "word"),
        (OBJECTIVE.replace("complete", "incomplete"), "negation"),
        (FOURTH.replace("Secretary Mattis", "Secretary Song"), "name"),
        (FOURTH.replace("will continue", "may continue"), "modal"),
        (OBJECTIVE.replace("complete, verifiable", "verifiable, complete"), "order"),
        (FOURTH.replace("ironclad U.S. defense", "U.S. defense"), "omission"),
        (FOURTH.replace("defense commitment", "defense and security commitment"), "insertion"),
        ("The Committee shall meet twice a year in Geneva", "number"),
        # Words that are inserted beside others in another order.
        (OBJECTIVE.replace("verifiable and irreversible", "granular irreversible and verifiable"), "order"),
        # Words beside a dash.
        ("owners, 12 in number, agreed — granular talks — that", "word"),
        ("owners, 12 in number, agreed — long after talks — that", "insertion"),
        ("owners, 12 in number, agreed — talks — that “no party” shall", "omission"),
        (f"for setting favorable conditions for the Summit {FOURTH}", "stitched"),
        (f"regardless of the changes in the security situation … {' '.join(FOURTH.split()[:8])}", "stitched"),
        ("両国は朝鮮半島の不完全な非核化に向けて緊密に協力する", "negation"),
        # Parts of words, compounds and numbers are no words of the source.
        ("by 2018; the sum of 874 dollars is unpayable", "number"),
        ("were able to agree. They noted the delegates' work", "negation"),
        ("shall re-enter the aligned zone by 2018", "negation"),
        ("It fell to 5 degrees, by 5½ points", "number"),
        ("It fell to -5 degrees, by 5", "number"),
        ("5 degrees, by 5½ points, and in the", "number"),
        ("It fell to $-5 degrees, by 5½ points", "number"),
        ("its rate from 4 3/4% percent to 5 1/4 percent", "number"),
        ("agreed — after talks — that “no party” shall enter", "word"),
        # Words that say little, in another order.
        ("the manufacture arms of, and of the trade in such arms", "order"),
    ],
)
def test_an_altered_quotation_says_first_what_weighs_most(engine: SearchEngine, text: str, first: str) -> None:
    checked = check(engine, text)
    assert (checked.verdict, kinds(checked)[:1]) == ("altered", [first])


@pytest.mark.parametrize(
    "text",
    [
        "able to agree. They noted the delegates' work",
        "aligned zone by 2018; the sum of 1,874 dollars",
        "874 dollars is unpayable",
        "5 degrees, by 5½ points, and in the U.S. Senate",
        "It fell to -5 degrees, by 5",
        "degrees, by 5½ points, and in the U",
        "raised its rate from 4 3/4 percent to 5",
        "3/4 percent to 5 1/4 percent, later",
        "5 1/4 percent, later to 6",
        "½ percent. The Board raised",
        "full denuclearization of the complete peninsula",
        "payable. The delegates were unable",
        "T for the R&D of the day",
        "It paid AT&T for the R",
    ],
)
def test_what_begins_or_ends_within_a_word_or_a_number_is_never_faithful(engine: SearchEngine, text: str) -> None:
    assert check(engine, text).verdict in ("altered", "not_in_archive", "too_short")


def test_a_footnote_mark_behind_the_last_word_is_no_part_of_it(engine: SearchEngine) -> None:
    assert check(engine, "and in the U.S. Senate treaty").verdict == "verbatim"


def test_a_difference_has_its_ranges_on_both_sides(engine: SearchEngine) -> None:
    text = OBJECTIVE.replace("complete", "partial")
    checked = check(engine, text)
    (one,) = checked.differences
    place = checked.places[one.place]
    assert text[slice(*one.range)] == one.quote_text == "partial"
    assert place.passage.text[slice(*one.source)] == one.source_text == "complete"


def test_marked_changes_are_told_with_what_the_source_has(engine: SearchEngine) -> None:
    checked = check(engine, "[T]he ironclad U.S. defense commitment … will [surely] continue to be maintained,")
    told = [(one.text, one.source_text) for one in checked.editorial]
    assert told == [("[T]", "t"), ("…", "to the ROK"), ("[surely]", ""), (",", "")]


def test_foldings_are_told_only_where_they_are_used(engine: SearchEngine) -> None:
    found = check(engine, "the CAFÉ'S  owners, 12 in number")
    assert [one.value for one in found.folded] == ["space", "typography", "case"]
    assert check(engine, FOURTH).folded == ()


def test_counts_and_the_first_and_last_use_are_exact(engine: SearchEngine) -> None:
    checked = check(engine, "The Committee shall meet once a year in Geneva.")
    assert (checked.paragraphs, checked.statements) == (2, 2)
    assert checked.first is not None
    assert checked.last is not None
    assert (checked.first.heading.id, checked.last.heading.id) == ("again", "twice")


def test_filters_say_where_it_must_stand_and_elsewhere_counts_the_rest(engine: SearchEngine) -> None:
    text, years = "The Committee shall meet once a year in Geneva", (Filter("year", ("1995",)),)
    inside, outside = check(engine, text, filters=years), check(engine, text, filters=(Filter("year", ("2018",)),))
    assert (inside.verdict, inside.paragraphs, inside.elsewhere) == ("verbatim", 1, 1)
    assert (outside.verdict, outside.paragraphs, outside.elsewhere) == ("not_in_archive", 0, 2)


def test_what_time_does_not_allow_is_partial_and_without_a_verdict(engine: SearchEngine) -> None:
    checked = check_quotation(Quotation(FOURTH), engine, Query(), Deadline(0))
    assert (checked.verdict, checked.partial) == (None, True)


@pytest.mark.parametrize("text", ["the … " * 9_000, "the [x] of " * 5_000])
def test_a_quotation_of_too_many_parts_is_not_judged(engine: SearchEngine, text: str) -> None:
    checked = check(engine, text)
    assert (checked.verdict, checked.partial) == (None, True)


def test_a_quotation_of_five_thousand_words_is_answered(engine: SearchEngine) -> None:
    assert check(engine, f"{FOURTH} " * 180).verdict in ("altered", "not_in_archive")


def test_of_passages_that_share_as_many_words_the_one_with_the_fewest_other_signs_is_shown(
    engine: SearchEngine,
) -> None:
    checked = check(engine, "that the proposed aspect of the manufacture of arms, and of the trade in such arms")
    assert [place.heading.id for place in checked.places] == ["arms"]
    assert kinds(checked) == ["word"]
