"""JSON lines: the shape that is taken, paragraphs untouched, and every bad line named while the rest goes in."""

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pincite.index.reading.jsonl import LIMIT, _build_object, _load_plain, _parse
from pincite.index.reading.readers import read
from pincite.index.reading.sources import discover
from pincite.index.values.dates import Dates
from pincite.index.values.errors import SourceError
from pincite.index.values.heading import Person
from pincite.index.values.statement import Statement

DATA = Path(__file__).parents[3] / "shared" / "data" / "statements" / "seed.jsonl.gz"
GOOD: dict[str, Any] = {"id": "a", "title": "T", "paragraphs": ["One.", "Two."]}


def line(**changes: Any) -> bytes:
    return json.dumps({k: v for k, v in (GOOD | changes).items() if v is not ...}).encode()


def read_all(path: Path) -> list[Statement | SourceError]:
    [source] = discover([path]).sources
    results: list[Statement | SourceError] = []
    for draft in read(source):
        try:
            results.append(draft.parse())
        except SourceError as error:
            results.append(error)
    return results


def test_values_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        line(
            date="1946-03",
            place="",
            series=None,
            url="https://example.org/a",
            people=["Ada", {"name": "Bo", "office": "Envoy"}, ""],
            issuers=["Japan"],
            topics=["peace"],
            language="en",
        )
    )
    [statement] = read_all(path)
    assert isinstance(statement, Statement)
    heading = statement.heading
    assert (heading.id, heading.title, heading.dates.edtf, heading.place) == ("a", "T", "1946-03", None)
    assert heading.people == (Person("Ada"), Person("Bo", "Envoy"))
    assert (heading.source_url, heading.issuers, heading.series) == ("https://example.org/a", ("Japan",), None)
    assert set(statement.provenance.values()) == {"record"}
    assert set(statement.provenance) >= {"id", "title", "date", "source_url", "people"}
    assert "place" not in statement.provenance
    assert statement.text == "One.\n\nTwo."
    assert [p.spans for p in statement.paragraphs] == [((0, 4),), ((6, 10),)]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5))
def test_paragraphs_are_never_touched(texts: list[str]) -> None:
    raw = json.dumps(GOOD | {"paragraphs": texts}).encode()
    if any(not text.strip() for text in texts):
        with pytest.raises(SourceError, match="is blank"):
            _parse(raw, "x", 1)
        return
    statement = _parse(raw, "x", 1)
    assert [p.text for p in statement.paragraphs] == texts
    assert [p.number for p in statement.paragraphs] == list(range(1, len(texts) + 1))
    assert [statement.text[s:e] for p in statement.paragraphs for s, e in p.spans] == texts
    assert "\n\n".join(texts) == statement.text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (line(id=...), "lacks id"),
        (line(id="", title="  ", paragraphs=[]), "lacks id and paragraphs"),
        (line(paragraphs=None), "lacks paragraphs"),
        (line(id=7), "'id' is a number"),
        (line(id="a b"), "contains ' '"),
        (line(id="a/b"), "contains '/'"),
        (line(id="a\x7f"), "control"),
        (line(id="x" * 501), "cannot be part of a URL"),
        (line(title=["T"]), "'title' is a list"),
        (line(date=1946), "'date' is a number"),
        (line(date="46: x"), "the date '46: x' is not a valid date"),
        (line(people="Ada"), "'people' is a text"),
        (line(people=[3]), "'people' is a number"),
        (line(people=[{"name": "A", "rank": "B"}]), "unknown key 'rank'"),
        (line(paragraphs="One."), "not a list of texts"),
        (line(paragraphs=["One.", 2]), "not a list of texts"),
        (line(paragraphs=["One.", " \n"]), "paragraph 2 is blank"),
        (line(paragraphs=["One.", "a\0"]), "NUL"),
        (line(paragraphs=["One.", "a\ud800b"]), "lone surrogate (U+D800)"),
        (line(title="a\udfff"), "lone surrogate"),
        (line(plaec="Seoul"), "did you mean 'place'"),
        (line(url="a", source_url="b"), "two names for one key"),
        (b'{"id": "a", "id": "b", "title": "T", "paragraphs": ["x"]}', "'id' occurs twice"),
        (b'{"id": "a"', "broken JSON"),
        (b'{"id": "a\tb"}', "broken JSON"),
        (b'["id"]', "not a JSON object"),
        (b"7", "not a JSON object"),
        (b"9" * 5000, "too large"),
        (b"[" * 200_000, "too large"),
        (b'{"id": "\xff"}', "invalid UTF-8 at byte 8 of the line (0xff)"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_in(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line(id="first") + b"\r\n\r\n" + raw + b"\n" + line(id="last"))
    first, bad, last = read_all(path)
    assert isinstance(first, Statement)
    assert isinstance(last, Statement)
    assert (first.heading.id, last.heading.id) == ("first", "last")
    assert isinstance(bad, SourceError)
    assert words in str(bad)
    assert (bad.path, bad.line) == (str(path), 3)
    assert len(str(bad)) < 500


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_file_without_a_line_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    [error] = read_all(path)
    assert isinstance(error, SourceError)
    assert error.reason == "contains no statement"


def test_a_line_over_the_limit_is_refused_without_holding_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pincite.index.reading.jsonl.LIMIT", 2**17)
    fits = line(id="b", paragraphs=["x"])
    fits = fits.replace(b'"x"', b'"' + b"x" * (2**17 - len(fits) + 1) + b'"')
    assert len(fits) == 2**17
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(fits + b"\r\n")
        file.writelines([b" " * 2**20] * 64)
        file.write(b"\n" + line(id="c"))
    tracemalloc.start()
    results = read_all(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [r.heading.id if isinstance(r, Statement) else r.line for r in results] == ["b", 2, "c"]
    assert "over the limit of 131,072 bytes" in str(results[1])
    assert peak < 24 * 2**20


def test_the_limit_is_fifty_mebibytes() -> None:
    assert LIMIT == 52_428_800


@pytest.mark.parametrize("damage", ["cut", "flip", "foreign"])
def test_a_broken_gzip_file_is_named_and_what_came_before_goes_in(tmp_path: Path, damage: str) -> None:
    lines = [line(id=str(n), paragraphs=[f"{n * 7919 % 1013} words {n}"]) for n in range(2000)]
    data = bytearray(gzip.compress(b"\n".join(lines)))
    if damage == "cut":
        del data[-30:]
    elif damage == "flip":
        data[-8] ^= 1
    else:
        data = bytearray(lines[0])
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    *good, error = read_all(path)
    assert isinstance(error, SourceError)
    assert "broken gzip" in error.reason
    assert error.line is not None
    assert all(isinstance(item, Statement) for item in good)
    assert (len(good) > 0) == (damage != "foreign")


def test_a_digest_follows_the_line_and_not_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(id="a") + b"\n" + line(id="b") + b"\r\n" + line(id="a"))
    one, two, three = (draft.digest for draft in read(discover([path]).sources[0]))
    assert one == three != two
    assert len(one) == 64


def test_a_file_that_went_away_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line())
    [source] = discover([path]).sources
    path.unlink()
    [draft] = read(source)
    assert draft.digest == ""
    with pytest.raises(SourceError, match="cannot be read"):
        draft.parse()


@pytest.mark.skipif(not DATA.exists(), reason="the real statements are not here")
def test_every_paragraph_of_the_real_corpus_is_the_source_s() -> None:
    [source] = discover([DATA]).sources
    paragraphs = 0
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        for raw, draft in zip(file, read(source), strict=True):
            given, statement = json.loads(raw), draft.parse()
            assert [p.text for p in statement.paragraphs] == given["paragraphs"]
            assert (statement.heading.id, statement.heading.title) == (given["id"], given["title"])
            assert (statement.heading.dates.edtf or "") == given["date"]
            assert [p.name for p in statement.heading.people] == given["people"]
            paragraphs += len(statement.paragraphs)
    assert paragraphs == 38_911


@pytest.mark.parametrize("title", [..., "", "  ", None])
def test_a_line_without_a_title_is_untitled_and_one_without_a_date_is_undated(tmp_path: Path, title: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(title=title))
    [statement] = read_all(path)
    assert isinstance(statement, Statement)
    assert (statement.heading.title, statement.provenance["title"]) == ("Untitled, a", "id")
    assert statement.heading.dates == Dates()


flat = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
objects = st.dictionaries(
    st.text(max_size=3), flat | st.lists(st.dictionaries(st.text(max_size=2), flat)) | st.lists(flat)
)
_PARTS = (
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    " ",
    '"a"',
    '"b"',
    '"a":',
    '"a" :',
    '"a"\t:',
    '"x\\":y"',
    '" :"',
    "1",
    "null",
    "NaN",
    "\\ud800",
)


@given(st.lists(st.sampled_from(_PARTS), max_size=12).map("".join) | objects.map(json.dumps))
@example('{"a":1,"b":[{"c":1,"c":2}]}')
@example('{"a" : 1, "a": 2}')
@example('{"a":"\\":","a":2}')
@example('{"paragraphs":[{"a":1,"a":1}]}')
def test_what_is_read_in_c_is_what_the_slow_reader_reads(text: str) -> None:
    plain = _load_plain(text.encode())
    assert plain is None or repr(plain) == repr(json.loads(text, object_pairs_hook=_build_object))


def test_a_usual_line_is_read_in_c() -> None:
    people = ["A", {"name": "B", "office": "C"}]
    assert _load_plain(line(people=people, date="2018-06-02")) == GOOD | {"people": people, "date": "2018-06-02"}
    assert _load_plain(b'{"id": "a", "id": "b"}') is None
    assert _load_plain(b'{"id": "a", "id" : "b"}') is None
