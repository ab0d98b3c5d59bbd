"""How large a statement may be: each bound is held to the last character, and one more is refused with its place."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pincite.index.backup import load
from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import catch_up, rebuild, verify
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.reading.readers import read
from pincite.index.reading.sources import discover
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.bounds import BOUNDS, ID, PARAGRAPH, PARAGRAPHS, SIDECAR, TEXT, VALUE, VALUES
from pincite.index.values.errors import SourceError
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.unit.dumps import dumped, put

SINGLE = ("title", "place", "series", "kind", "language", "source", "source_url", "event", "note")
LISTS = ("issuers", "people", "topics", "instruments")
LONGEST = "é" * VALUE.value


def read_one(path: Path) -> Statement:
    [draft] = read(discover([path]).sources[0])
    return draft.parse()


def read_line(folder: Path, **values: Any) -> Statement:
    path = folder / "a.jsonl"
    path.write_text("\n" + json.dumps({"id": "a", "title": "T", "paragraphs": ["One."], **values}))
    return read_one(path)


def read_text(folder: Path, text: str, **values: Any) -> Statement:
    path = folder / "a.txt"
    path.write_bytes(text.encode())
    sidecar = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    path.with_suffix(".yaml").write_text(f"# beside it\n{sidecar}\n", encoding="utf-8")
    return read_one(path)


def read_sidecar(folder: Path, **values: Any) -> Statement:
    return read_text(folder, "Title\n\nText.", **values)


def refused(read_it: Callable[..., Statement], *given: Any, **values: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_it(*given, **values)
    assert caught.value.mend
    assert len(str(caught.value)) < 500
    return caught.value


@pytest.mark.parametrize("reader", [read_line, read_sidecar])
@pytest.mark.parametrize("key", sorted({*SINGLE} - {"language"}))
def test_a_value(tmp_path: Path, reader: Callable[..., Statement], key: str) -> None:
    statement = reader(tmp_path, **{key: f" {LONGEST} "})
    assert LONGEST in (getattr(statement.heading, key, None), statement.provenance.get(key))

    error = refused(reader, tmp_path, **{key: LONGEST + "é"})
    assert error.reason == f"'{key}' has 1,001 characters, over the limit of 1,000"
    assert error.line == 2
    assert error.path.endswith(".jsonl" if reader is read_line else ".yaml")


@pytest.mark.parametrize("reader", [read_line, read_sidecar])
@pytest.mark.parametrize("key", LISTS)
def test_the_values_of_a_field(tmp_path: Path, reader: Callable[..., Statement], key: str) -> None:
    values = [f"value {number}" for number in range(VALUES.value)]
    assert len(getattr(reader(tmp_path, **{key: [*values, " "]}).heading, key)) == VALUES.value

    error = refused(reader, tmp_path, **{key: [*values, "one more"]})
    assert (error.reason, error.line) == (f"'{key}' has 1,001 values, over the limit of 1,000", 2)


@pytest.mark.parametrize("reader", [read_line, read_sidecar])
def test_one_of_several_values(tmp_path: Path, reader: Callable[..., Statement]) -> None:
    full = reader(tmp_path, issuers=[LONGEST], people=[{"name": LONGEST, "office": LONGEST}]).heading
    assert (full.issuers[0], full.people[0].name, full.people[0].office) == (LONGEST, LONGEST, LONGEST)

    over = LONGEST + "é"
    for values in ({"issuers": ["A", over]}, {"people": [over]}, {"people": [{"name": "A", "office": over}]}):
        assert "1,001 characters" in refused(reader, tmp_path, **values).reason


@pytest.mark.parametrize("reader", [read_line, read_sidecar])
def test_an_id(tmp_path: Path, reader: Callable[..., Statement]) -> None:
    assert reader(tmp_path, id="x" * ID.value).heading.id == "x" * ID.value
    error = refused(reader, tmp_path, id="x" * (ID.value + 1))
    assert (f"1 to {ID.value} characters" in error.mend, error.line) == (True, 2)


def test_a_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title\n\nText.")
    (tmp_path / "a.yaml").write_text("#" * (SIDECAR.value - 1) + "\n")
    assert read_one(tmp_path / "a.txt").heading.title == "Untitled, a.txt"

    (tmp_path / "a.yaml").write_text("#" * SIDECAR.value + "\n")
    assert f"over the limit of {SIDECAR}" in refused(read_one, tmp_path / "a.txt").reason


def test_a_first_line_that_is_too_long_for_a_title_is_a_paragraph(tmp_path: Path) -> None:
    statement = read_text(tmp_path, f"\n\n{LONGEST}é\n\nText.")
    assert (statement.heading.title, statement.paragraphs[0].text) == ("Untitled, a.txt", LONGEST + "é")


def test_a_paragraph_of_a_line_is_refused_and_never_split(tmp_path: Path) -> None:
    longest = "é" * PARAGRAPH.value
    assert [p.text for p in read_line(tmp_path, paragraphs=["One.", longest]).paragraphs] == ["One.", longest]

    error = refused(read_line, tmp_path, paragraphs=["One.", longest + "é"])
    assert (error.reason, error.line) == ("paragraph 2 has 200,001 characters, over the limit of 200,000", 2)


def test_a_paragraph_of_plain_text_is_split_and_the_provenance_says_so(tmp_path: Path) -> None:
    longest = "é" * PARAGRAPH.value
    whole = read_text(tmp_path, f"One.\n\n{longest}")
    assert ([p.text for p in whole.paragraphs], whole.splits) == (["One.", longest], ())
    assert "paragraphs" not in whole.provenance

    split = read_text(tmp_path, f"One.\n\n{longest}é\n\nTwo.")
    assert [p.text for p in split.paragraphs] == ["One.", longest, "é", "Two."]
    assert (split.splits, split.provenance["paragraphs"]) == (((2, 3),), "split at 200,000 characters: 2-3")


def test_the_text_that_once_stopped_an_archive(tmp_path: Path) -> None:
    sentence = "The committee met and agreed on the text. "
    statement = read_text(tmp_path, "Minutes\n\n" + sentence * 26_000)
    assert statement.splits == ((1, 6),)
    assert all(p.text.endswith("on the text.") for p in statement.paragraphs)
    assert " ".join(p.text for p in statement.paragraphs) == (sentence * 26_000).strip()


def test_the_paragraphs_of_a_statement(tmp_path: Path) -> None:
    texts = ["A."] * PARAGRAPHS.value
    assert len(read_line(tmp_path, paragraphs=texts).paragraphs) == PARAGRAPHS.value
    assert len(read_text(tmp_path, "\n\n".join(texts)).paragraphs) == PARAGRAPHS.value

    reason = "the statement has 20,001 paragraphs, over the limit of 20,000"
    line = refused(read_line, tmp_path, paragraphs=[*texts, "B."])
    text = refused(read_text, tmp_path, "\n\n".join([*texts, "B."]))
    assert (line.reason, line.line) == (reason, 2)
    assert (text.reason, text.line) == (reason, 2 * PARAGRAPHS.value + 1)
    assert "several statements" in line.mend
    assert "several statements" in text.mend


def text_of(size: int) -> str:
    """A text of so many bytes in UTF-8, in paragraphs that hold letters of one byte and of two."""
    block = "é" * 50_000 + "a" * 49_998 + "\n\n"
    return block * (size // 150_000) + "x" * (size % 150_000)


def test_the_text_of_a_line(tmp_path: Path) -> None:
    text = text_of(TEXT.value)
    assert len(text.encode()) == TEXT.value
    assert read_line(tmp_path, paragraphs=text.split("\n\n")).text == text

    error = refused(read_line, tmp_path, paragraphs=(text + "x").split("\n\n"))
    assert (error.reason, error.line) == ("the text has 20,000,001 bytes, over the limit of 20,000,000", 2)


@pytest.mark.torture
def test_the_text_of_a_file_whatever_its_line_ends_and_mark(tmp_path: Path) -> None:
    text = "T\n" + text_of(TEXT.value - 2)
    assert read_text(tmp_path, "\ufeff" + text.replace("\n", "\r\n")).text == text

    error = refused(read_text, tmp_path, text + "x")
    assert error.reason == "the text has 20,000,001 bytes, over the limit of 20,000,000"
    assert error.path == str(tmp_path / "a.txt")


def test_what_holds_more_already_is_indexed_rebuilt_found_and_loaded(tmp_path: Path) -> None:
    issuers = tuple(str(number) for number in range(VALUES.value + 1))
    texts = ["word " * 60_000, *["x"] * PARAGRAPHS.value]
    more = build_statement("more", *texts, title="t " * VALUE.value, issuers=issuers)
    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        put(record, more)
        (tmp_path / "dump.jsonl").write_bytes(dumped(record))
    with create_record(file_url(tmp_path / "loaded.sqlite")) as record:
        load(record, tmp_path / "dump.jsonl")
        with closing(open_engine(tmp_path / "index", record.cursor_key())) as engine:
            catch_up(record, engine)
            rebuild(record, engine)
            assert verify(record, engine, "bytes").findings == ()
            page = engine.search(Query(parse('"word word" issuer:1000')))
            assert [hit.passage.number for hit in page.hits] == [1]


def test_every_bound_is_named_once() -> None:
    assert len({bound.name for bound in BOUNDS}) == len(BOUNDS)
