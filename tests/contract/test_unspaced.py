"""Scripts without blanks: a search finds what a scan of the texts finds, and marks what a scan would mark."""

import os
import random
import unicodedata
from itertools import chain, pairwise

import pytest

from pincite.index.query.clauses import Phrase, Prefix, Term
from pincite.index.query.limits import QUOTATION, TERMS
from pincite.index.query.parser import parse
from pincite.index.query.render import render
from pincite.index.showing.marking import build_marker
from pincite.index.values.errors import QueryError
from tests.builders import build_statement
from tests.contract.archive import Archive, asked, texts
from tests.contract.conftest import Shelf

HAN = "中国人民日本東京都政府声明共同"
KANA = (*"のはをにドイツスーパマン々", "ｶﾞ", "か\u3099", "ﾊﾟ")
THAI = ("ป", "ระ", "เ", "ท", "ศ", "ไ", "ย", "ที่", "นี้", "ก", "ำ", "ิ", "น", "ก็")
BETWEEN = (" ", "。", "a", "EU", "5", ", ")


def written(chance: random.Random, letters: tuple[str, ...]) -> str:
    """A text of runs of ``letters`` with other signs between them."""
    runs = ("".join(chance.choices(letters, k=chance.choice((1, 2, 3, 5, 12)))) for _ in range(chance.randint(1, 5)))
    return "".join(chain.from_iterable((run, chance.choice(BETWEEN)) for run in runs))


def drawn() -> list[str]:
    """500 Chinese, Japanese and Thai texts: the same ones each time."""
    chance = random.Random(16)
    scripts = (tuple(HAN), (*HAN[5:9], *KANA), THAI)
    return [written(chance, scripts[number % 3]) for number in range(500)]


TEXTS = drawn()
PARTS = 120 if os.environ.get("PINCITE_TORTURE") == "1" else 10
"""How many substrings are searched for, in each form."""


def characters(text: str) -> list[tuple[str, int, int]]:
    """Each character as it is compared, and the range that a reader sees it in."""
    clusters: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        joins = unicodedata.category(unicodedata.normalize("NFKC", character)[0])[0] == "M"
        start = clusters.pop()[0] if joins and clusters else at
        clusters.append((start, at + 1))
    return [
        (c, start, end) for start, end in clusters for c in unicodedata.normalize("NFKC", text[start:end]).casefold()
    ]


def scan(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where ``wanted`` stands in ``text``; what overlaps is one."""
    read, found = characters(text), list[tuple[int, int]]()
    whole = "".join(c for c, _, _ in read)
    for at in range(len(whole)):
        if whole.startswith(wanted, at):
            start, end = read[at][1], read[at + len(wanted) - 1][2]
            if found and start < found[-1][1]:
                start = found.pop()[0]
            found.append((start, end))
    return found


def parts(number: int) -> list[str]:
    """Substrings of the texts, of one character and more, that begin with a letter; and some that are nowhere."""
    chance, found = random.Random(number), dict[str, None]()
    while len(found) < PARTS:
        whole = "".join(c for c, _, _ in characters(chance.choice(TEXTS)))
        start = chance.randrange(len(whole))
        part = whole[start : start + chance.choice((1, 1, 2, 2, 3, 4, 7))]
        if part.isascii() or any(c in "。 ,aeu5" for c in part) or unicodedata.category(part[0])[0] == "M":
            continue
        found.setdefault(part if chance.random() < 0.9 else part[::-1] if part[-1] in HAN else part)
    return list(found)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("form", ["{}", '"{}"', "={}", "{}*"])
def test_a_search_is_a_scan_marks_included(shelf: Shelf, form: str) -> None:
    archive = shelf(*(build_statement(f"s{number:03}", text) for number, text in enumerate(TEXTS)), commits=3)
    for part in parts(len(form)):
        typed = form.format(part)
        expected = {f"s{number:03}": marks for number, text in enumerate(TEXTS) if (marks := scan(text, part))}
        page = archive.page(typed, limit=500)
        marker = build_marker(page.query)
        assert page.paragraphs == len(expected), typed
        found = {hit.heading.id: list(marker.marks(hit.passage.text, None)) for hit in page.hits}
        assert found == expected, typed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("京都", ["a", "b"]),
        ("東京", ["a"]),
        ("京", ["a", "b"]),
        ('"a 京"', ["b"]),
        ("都は", ["a"]),
        ("東京-5", []),
        ('"東京都 は"', []),
        ("都5", ["b"]),
        ('"都 5"', ["b"]),
        ('"京 5"', []),
        ('"東京 政府"~6', ["a"]),
        ('"東京 政府"~1', []),
        ("政府 -東京", ["c"]),
        ("미국*", ["d"]),
        ("미국", []),
        ("title:京", ["e"]),
        ("issuer:日", ["e"]),
        ("issuer:本国", ["e"]),
        ('issuer:"国 政"', ["e"]),
        ("issuer:本", ["e"]),
        ("issuer:京", []),
    ],
)
def test_runs(shelf: Shelf, query: str, found: list[str]) -> None:
    made = texts("東京都は声明 政府", "a京都5", "政府", "미국은")
    made.append(build_statement("e", "x", title="東京", issuers=("日本国 政府",)))
    assert shelf(*made).finds(query) == found


def test_a_run_has_no_variants_hints_or_completions(archive: Archive) -> None:
    archive.put(
        *texts("がいこく", "かいこく", "外国語学校制度", "外国語学校", "外国語学校", "外国語学校", "外国語学校")
    )
    assert archive.finds("がいこく") == archive.finds("が") == ["a"]
    assert archive.page("外国語学校制度").did_you_mean is None
    assert [one for one in archive.engine.suggest("外国", 10) if one.kind == "word"] == []


def test_a_facet_is_searched_by_parts_of_its_values(archive: Archive) -> None:
    archive.put(build_statement("a", "x", issuers=("日本国",)), build_statement("b", "x", issuers=("中国",)))
    for typed, values in (("国", {"日本国", "中国"}), ("本国", {"日本国"}), ("日本", {"日本国"})):
        found = archive.engine.suggest(typed, 10)
        assert {one.text for one in found if one.kind == "issuer"} == values or typed == "国"


def test_a_run_is_one_term_for_the_limits() -> None:
    run = HAN * 20
    assert parse(run) == Phrase(tuple(map("".join, pairwise(run))), exact=False)
    assert parse(" ".join([run[:9]] * TERMS.value))
    with pytest.raises(QueryError):
        parse(" ".join([run[:9]] * (TERMS.value + 1)))


@pytest.mark.parametrize(
    ("text", "clause", "rendered"),
    [
        ("中", Prefix("中"), "中"),
        ("中*", Prefix("中"), "中"),
        ('"中"', Prefix("中", exact=True), '"中"'),
        ("中国", Term("中国"), "中国"),
        ("中国*", Term("中国"), "中国"),
        ('"中国人"', Phrase(("中国", "国人")), '"中国人"'),
        ('"中国 人"', Phrase(("中国", "国", "人"), prefix=True), '"中国 人"'),
        ('"中国 国人民"', Phrase(("中国", "国", "国人", "人民")), '"中国 国人民"'),
    ],
)
def test_what_is_asked_for(text: str, clause: object, rendered: str) -> None:
    assert parse(text) == clause
    assert render(parse(text)) == rendered
    assert parse(rendered) == clause


def test_a_run_as_long_as_it_may_be_is_found(archive: Archive) -> None:
    long = (HAN * 100)[: QUOTATION.value]
    archive.put(*(build_statement(name, f"{HAN}。{long}", language=name) for name in ("de", "en", "ja", "zh")))
    assert archive.finds(long) == archive.finds(f'"{long}"') == ["de", "en", "ja", "zh"]
    assert archive.finds(long[1:] + "華") == []


def test_a_run_is_not_fuzzy() -> None:
    with pytest.raises(QueryError) as caught:
        asked("中国~")
    assert caught.value.problems[0].mend == "中国"
