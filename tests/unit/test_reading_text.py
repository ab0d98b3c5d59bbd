"""Plain text and its sidecar: what a file comes to, and what is said of one that is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.reading.canonical import decode_canonical
from pincite.index.reading.documents import build_statement, read_outcomes
from pincite.index.reading.draft import Source
from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.port import Options
from pincite.index.reading.formats.table import build_id
from pincite.index.reading.readers import read, read_source_digest
from pincite.index.reading.sources import discover
from pincite.index.values.bounds import FILE
from pincite.index.values.errors import SourceError
from pincite.index.values.heading import Person
from pincite.index.values.statement import Statement

ROOT = Path(__file__).parents[2]


def read_text(folder: Path, text: str | bytes, sidecar: str | bytes | None = None, name: str = "a.txt") -> Statement:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if sidecar is not None:
        path.with_suffix(".yaml").write_bytes(sidecar.encode() if isinstance(sidecar, str) else sidecar)
    found = discover([path])
    assert not found.refused, found.refused
    [draft] = read(found.sources[0])
    return draft.parse()


def gaps_and_spans(statement: Statement) -> str:
    """Every character again, from the spans and what lies between."""
    pieces, at = [], 0
    for start, end in (span for p in statement.paragraphs for span in p.spans):
        pieces += [statement.text[at:start], statement.text[start:end]]
        at = end
    return "".join(pieces) + statement.text[at:]


def test_the_first_seed() -> None:
    [source] = discover([ROOT / "seeds"]).sources
    [draft] = read(source)
    statement = draft.parse()
    heading = statement.heading
    assert heading.id == "000_216767ed398c675c"
    assert heading.title == "United States—Republic of Korea Defense Ministers Meeting Joint Statement"
    assert heading.dates.edtf == "2018-06-02"
    assert heading.issuers == ("United States", "Republic of Korea")
    assert heading.people[0] == Person("James N. Mattis", "U.S. Secretary of Defense")
    assert heading.event == "17th Asia Security Summit (Shangri-La Dialogue)"
    assert [len(p.spans) for p in statement.paragraphs] == [1, 1, 1, 1, 2, 1]
    assert "capabilities, and developing strategic" in statement.paragraphs[4].text
    assert {statement.provenance[key] for key in ("date", "place", "issuers", "people", "kind")} == {"sidecar"}
    assert (statement.provenance["id"], statement.provenance["title"]) == ("path", "text")
    assert gaps_and_spans(statement) == source.path.read_bytes().decode("utf-8")


def test_the_first_line_is_a_title_only_where_the_text_shows_it(tmp_path: Path) -> None:
    shown = read_text(tmp_path, "\n \n  The Title \n\nWe met in Geneva.\n\nWe agreed.")
    assert (shown.heading.title, shown.provenance["title"]) == ("The Title", "text")
    assert [p.text for p in shown.paragraphs] == ["We met in Geneva.", "We agreed."]


@pytest.mark.parametrize("name", ["a.txt", "Joint Statement 2018.TXT"])
def test_without_a_title_the_statement_is_untitled_and_its_first_line_is_paragraph_1(tmp_path: Path, name: str) -> None:
    statement = read_text(tmp_path, "We met in Geneva.\n\nWe agreed.", name=name)
    assert (statement.heading.title, statement.provenance["title"]) == (f"Untitled, {name}", "path")
    assert [p.text for p in statement.paragraphs] == ["We met in Geneva.", "We agreed."]


def test_with_a_title_in_the_sidecar_the_first_line_is_text(tmp_path: Path) -> None:
    statement = read_text(tmp_path, "One.\n\nTwo.", "title: The Title\nid: the-id")
    assert [p.text for p in statement.paragraphs] == ["One.", "Two."]
    assert (statement.heading.id, statement.heading.title) == ("the-id", "The Title")
    assert statement.provenance == {"id": "sidecar", "title": "sidecar"}


def test_mark_and_line_ends_are_made_one(tmp_path: Path) -> None:
    statement = read_text(tmp_path, b"\xef\xbb\xbfTitle\r\rOne\r\nline.\n\nTwo \xef\xbb\xbf.")
    assert statement.text == "Title\n\nOne\nline.\n\nTwo \ufeff."
    assert [p.text for p in statement.paragraphs] == ["One\nline.", "Two \ufeff."]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_spans_and_gaps_give_back_every_character(text: str) -> None:
    source = Source(Path("a.txt"), ".txt")
    try:
        [extract] = read_outcomes(source, text.encode(), Options())
    except SourceError:
        return
    assert isinstance(extract, Extract)
    statement = build_statement(source, extract, {})
    assert gaps_and_spans(statement) == statement.text
    for paragraph in statement.paragraphs:
        assert paragraph.text == " ".join(statement.text[s:e] for s, e in paragraph.spans)
        assert all(statement.text[s:e].strip() == statement.text[s:e] != "" for s, e in paragraph.spans)


@given(st.binary(max_size=40))
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        with pytest.raises(SourceError, match=r"^x:[1-9]\d*: (invalid UTF-8|a NUL character) at byte \d"):
            decode_canonical(raw, "x")
        return
    assert decode_canonical(raw, "x") == "\n".join(text.replace("\r\n", "\n").split("\r"))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"", None, "no text"),
        (b"\xef\xbb\xbf \n\n", None, "no text"),
        (b"Title\n\nab\0", None, "NUL character, at byte 9"),
        (b"\x89PNG\r\n", None, "is a picture"),
    ],
)
def test_a_bad_text_is_named_with_its_byte(tmp_path: Path, text: bytes, line: int | None, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path, text)
    assert words in caught.value.reason
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "a.txt"), line)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("a b.txt", "a-b"),
        ("a # b?.txt", "a-b"),
        ("a\tb.txt", "a-b"),
        ("a\nb.TXT", "a-b"),
        ("x\udcff.txt", "x"),
        ("a.b.txt", "a.b"),
        ("..txt.txt", "..txt"),
        ("covid-%e2%81%a019.txt", "covid-%e2%81%a019"),
        ("e\u0301 北京.txt", "é-北京"),
    ],
)
def test_any_file_name_gives_an_id(tmp_path: Path, name: str, identity: str) -> None:
    if name.startswith("."):
        assert build_id(name) == identity
        return
    statement = read_text(tmp_path, "Title\n\nText.", name=name)
    assert (statement.heading.id, statement.provenance["id"]) == (identity, "path")
    statement.heading.title.encode()


def test_a_file_name_of_nothing_but_blanks_gives_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the file name gives no id"):
        read_text(tmp_path, "Title\n\nText.", name=" .txt")


def test_an_id_in_the_sidecar_mends_a_file_name(tmp_path: Path) -> None:
    assert read_text(tmp_path, "Title\n\nText.", "id: ab", name="a b.txt").heading.id == "ab"


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(FILE.value + 1)
    [draft] = read(discover([path]).sources[0])
    with pytest.raises(SourceError, match="over the limit of 209,715,200 bytes"):
        draft.parse()


def test_scalars_of_a_sidecar_are_text_and_empty_ones_are_missing(tmp_path: Path) -> None:
    sidecar = (
        "date: 1946\nseries: 007\nkind: no\nplace:\nsource: ''\nevent: 1.10\ntopics: []\npeople: [Ada, {name: Bo}]\n"
    )
    statement = read_text(tmp_path, "Title\n\nText.", sidecar)
    heading = statement.heading
    assert (heading.dates.edtf, heading.series, heading.kind, heading.event) == ("1946", "007", "no", "1.10")
    assert (heading.place, heading.source, heading.topics) == (None, None, ())
    assert heading.people == (Person("Ada"), Person("Bo"))
    assert "place" not in statement.provenance


@pytest.mark.parametrize("sidecar", ["", "# nothing yet\n", "\ufeff---\n"])
def test_an_empty_sidecar_says_nothing(tmp_path: Path, sidecar: str) -> None:
    assert read_text(tmp_path, "Title\n\nText.", sidecar).provenance == {"title": "path", "id": "path"}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("sidecar", "line", "words"),
    [
        ("place: Seoul\ndate: [", 2, "broken YAML"),
        ("place: Seoul\n\tdate: x", 2, "broken YAML"),
        ("- a\n- b", 1, "contains no keys"),
        ("Seoul", 1, "contains no keys"),
        ("place: Seoul\n---\nplace: Tokyo", 2, "broken YAML"),
        ("date: 1946\nplaec: Seoul", 2, "did you mean 'place'"),
        ("date: 1946\nwhere: Seoul", 2, "the keys are id, title"),
        ("place: a\nplace: b", 2, "occurs twice"),
        ("kind: x\ndate: June 2", 2, "the date 'June 2' is not a valid date"),
        ("date: 2018-02-30", 1, "check its year, month and day"),
        ("issuers: Japan", 1, "write a list"),
        ("place: [Japan]", 1, "write one text"),
        ("place: {a: b}", 1, "write one text"),
        ("issuers: [[Japan]]", 1, "write one text"),
        ("kind: x\npeople: [{name: A, offfice: b}]", 2, "did you mean 'office'"),
        ("people: [{office: b}]", 1, "has no name"),
        ("people: [{name: a, name: b}]", 1, "occurs twice"),
        ("body: [a]", 1, "'body' is a list"),
        ("id: a/b", 1, "contains '/'"),
        ("id: ..", 1, "cannot be part of a URL"),
        ("kind: x\nid: 'a '", 2, "contains ' '"),
        ('place: "a\\0b"', 1, "NUL"),
        ('place: "a\\ud800b"', 1, "lone surrogate"),
        ("place: a\nkind: \x07", 2, "U+0007"),
        (b"place: a\nkind: \xff", 2, "invalid UTF-8"),
        ("? [a]\n: b", 1, "has a key that is not text"),
        ("topics: &a [x, *a]", 1, "alias"),
        ("issuers: &a [x]\ntopics: *a", 1, "alias"),
        ("a: " + "[" * 20_000, None, "broken YAML"),
        ("<<: {place: a}", 1, "unknown key '<<'"),
        ("a" * 2**20 + ":", None, "over the limit"),
    ],
)
def test_a_broken_sidecar_is_named_with_its_line(
    tmp_path: Path, sidecar: str | bytes, line: int | None, words: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read_text(tmp_path, "Title\n\nText.", sidecar)
    assert words in str(caught.value)
    assert caught.value.path == str(tmp_path / "a.yaml")
    assert caught.value.line == line


def test_no_object_is_built_from_a_tag(tmp_path: Path) -> None:
    statement = read_text(tmp_path, "Title\n\nText.", "place: !!python/name:os.getcwd Seoul\ndate: !!int 1946")
    assert (statement.heading.place, statement.heading.dates.edtf) == ("Seoul", "1946")


def test_the_digest_follows_file_sidecar_and_name(tmp_path: Path) -> None:
    def digest(name: str, text: str, sidecar: str | None) -> str:
        path = tmp_path / name
        path.write_text(text)
        path.with_suffix(".yaml").unlink(missing_ok=True)
        if sidecar is not None:
            path.with_suffix(".yaml").write_text(sidecar)
        [source] = discover([path]).sources
        [draft] = read(source)
        assert draft.digest == read_source_digest(source)
        return draft.digest

    same = digest("a.txt", "T\n\nx", "kind: a")
    assert same == digest("a.txt", "T\n\nx", "kind: a")
    others = [
        digest("a.txt", "T\n\ny", "kind: a"),
        digest("a.txt", "T\n\nx", "kind: b"),
        digest("a.txt", "T\n\nx", None),
        digest("a.txt", "T\n\nx", ""),
        digest("b.txt", "T\n\nx", "kind: a"),
    ]
    assert len({same, *others}) == 6
