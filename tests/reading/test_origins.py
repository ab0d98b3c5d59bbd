"""Where a value comes from: seven sources in one order, names of Dublin Core in each, and a table of one row a file."""

import json
from pathlib import Path

import pytest

from pincite.index.reading.readers import read, read_source_digest
from pincite.index.reading.sources import Discovery, discover
from pincite.index.values.errors import SourceError
from pincite.index.values.heading import Person
from pincite.index.values.statement import Statement

PAGE = """<!doctype html><html><head><title>Of the markup</title>
<meta property="article:published_time" content="2003-03-03"></head><body><h1>Of the markup</h1>
<p>The Minister spoke with his counterpart about the treaty, and both of them agreed to meet again soon.</p>
<p>They also discussed the commitments of last year, which both sides have kept in full until today.</p></body>"""
TEXT = (
    "Joint Statement\n\nOslo, 7 July 2007\n\n"
    "The Ministers met in Oslo and talked about all that was on the agenda, at great length.\n\n"
    "They agreed to meet again, and thanked the people of the city for all that they had done.\n"
)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def parse(found: Discovery) -> dict[str, Statement]:
    return {one.heading.id: one for source in found.sources for one in (draft.parse() for draft in read(source))}


def read_folder(folder: Path) -> dict[str, Statement]:
    """Return the statements of a folder by their ids; nothing of it may be refused."""
    found = discover([folder])
    assert found.refused == ()
    return parse(found)


def dated(folder: Path, name: str) -> tuple[str | None, str]:
    """Return the date of a file, and its origin."""
    statement = parse(discover([folder / name]))[name.rsplit(".", 1)[0]]
    return statement.heading.dates.edtf, statement.provenance["date"]


def test_the_first_source_that_has_a_value_gives_it(tmp_path: Path) -> None:
    """Take away one source after the other: each time the next one speaks."""
    name = "2006-06-06-joint"
    write(tmp_path / f"{name}.txt", TEXT)
    write(tmp_path / "_defaults.yaml", "date: 2005-05-05\n")
    write(tmp_path / "manifest.csv", f"file,date\n{name}.txt,2004-04-04\n{name}.html,2004-04-04\n")
    write(tmp_path / f"{name}.html", PAGE)
    write(tmp_path / f"{name}.yaml", "date: 2001-01-01\n")
    assert dated(tmp_path, f"{name}.html") == ("2001-01-01", "sidecar")
    (tmp_path / f"{name}.yaml").unlink()
    assert dated(tmp_path, f"{name}.html") == ("2003-03-03", "markup")
    assert dated(tmp_path, f"{name}.txt") == ("2004-04-04", "manifest")
    (tmp_path / "manifest.csv").unlink()
    assert dated(tmp_path, f"{name}.txt") == ("2005-05-05", "defaults")
    (tmp_path / "_defaults.yaml").unlink()
    assert dated(tmp_path, f"{name}.txt") == ("2006-06-06", "path")
    (tmp_path / f"{name}.txt").rename(tmp_path / "joint.txt")
    assert dated(tmp_path, "joint.txt") == ("2007-07-07", "text")


def test_front_matter_goes_before_a_table_and_a_table_before_defaults(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\nkind: speech\n---\n\nSome words of a text.\n")
    write(tmp_path / "manifest.csv", "file,kind,place\na.md,letter,Oslo\n")
    write(tmp_path / "_defaults.yaml", "kind: note\nplace: Nairobi\nseries: S\n")
    one = read_folder(tmp_path)["a"]
    assert (one.heading.kind, one.heading.place, one.heading.series) == ("speech", "Oslo", "S")
    assert [one.provenance[key] for key in ("kind", "place", "series")] == ["front matter", "manifest", "defaults"]


def test_a_year_in_the_file_name_gives_way_to_a_day_in_the_words(tmp_path: Path) -> None:
    write(tmp_path / "joint_2006.txt", TEXT)
    assert dated(tmp_path, "joint_2006.txt") == ("2007-07-07", "text")


@pytest.mark.parametrize("name", ["dc.{}", "DC.{}", "dc:{}", "dcterms:{}", "DCTERMS.{}"])
def test_names_of_dublin_core_in_every_source(tmp_path: Path, name: str) -> None:
    keys = {
        term: name.format(term) for term in ("title", "creator", "subject", "type", "language", "spatial", "issued")
    }
    values = ("T", "Kenya", "peace", "speech", "en", "Nairobi", "1999-01-02")
    given = dict(zip(keys.values(), values, strict=True))
    yaml = "".join(f'"{key}": "{value}"\n' for key, value in given.items())
    write(tmp_path / "beside.txt", "Some words of a text.\n")
    write(tmp_path / "beside.yaml", yaml)
    write(tmp_path / "front.md", f"---\n{yaml}---\n\nSome words of a text.\n")
    write(tmp_path / "row" / "one.txt", "Some words of a text.\n")
    write(tmp_path / "row" / "manifest.csv", ",".join(["file", *given]) + "\n" + ",".join(["one.txt", *given.values()]))
    write(tmp_path / "below" / "two.txt", "Some words of a text.\n")
    write(tmp_path / "below" / "_defaults.yaml", yaml)
    write(tmp_path / "lines.jsonl", json.dumps({"id": "line", **given, "paragraphs": ["Some words of a text."]}))
    found = read_folder(tmp_path)
    assert found.keys() == {"beside", "front", "one", "two", "line"}
    for statement in found.values():
        heading = statement.heading
        assert (heading.title, heading.issuers, heading.topics) == ("T", ("Kenya",), ("peace",))
        assert (heading.kind, heading.language, heading.place) == ("speech", "en", "Nairobi")
        assert heading.dates.edtf == "1999-01-02"


def test_names_of_dublin_core_in_the_head_of_a_page(tmp_path: Path) -> None:
    metas = {"DC.creator": "ROK", "dcterms.spatial": "Seoul", "DC.subject": "peace; trade", "DC.language": "en"}
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in metas.items())
    write(tmp_path / "a.html", PAGE.replace("</head>", f"{head}</head>"))
    editor = '<meta name="DC.creator" content="Web Editor">'
    write(tmp_path / "b.html", PAGE.replace("</head>", f"{editor}</head>"))
    found = read_folder(tmp_path)
    heading, provenance = found["a"].heading, found["a"].provenance
    assert (heading.issuers, heading.place, heading.topics) == (("Republic of Korea",), "Seoul", ("peace", "trade"))
    assert {provenance[key] for key in ("issuers", "place", "topics", "language")} == {"markup"}
    assert found["b"].heading.issuers == ()


def test_two_names_of_one_key_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Some words of a text.\n")
    write(tmp_path / "a.yaml", "place: Oslo\ndc.spatial: Bergen\n")
    with pytest.raises(SourceError, match="another name of 'place'") as refused:
        parse(discover([tmp_path / "a.txt"]))
    assert refused.value.line == 2
    write(tmp_path / "b.jsonl", json.dumps({"id": "b", "dc.type": "x", "kind": "y", "paragraphs": ["Words."]}))
    with pytest.raises(SourceError, match="another name of 'kind'"):
        parse(discover([tmp_path / "b.jsonl"]))


def test_a_row_gives_all_fields_of_its_file(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a.txt", "Some words of a text.\n")
    write(
        tmp_path / "manifest.csv",
        "file,id,title,issuers,people,note\n"
        'sub/a.txt,a-1,"A title, with a comma",Kenya; Japan,A. Minister (Minister of X); B. Other,Seen by hand.\n',
    )
    one = read_folder(tmp_path)["a-1"]
    assert (one.heading.title, one.heading.issuers) == ("A title, with a comma", ("Kenya", "Japan"))
    assert one.heading.people == (Person("A. Minister", "Minister of X"), Person("B. Other"))
    assert one.provenance["note"] == "Seen by hand."
    assert read_folder(tmp_path / "sub").keys() == {"a-1"}


def test_the_nearer_table_wins_key_by_key(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a.txt", "Some words of a text.\n")
    write(tmp_path / "manifest.csv", "file,place,kind\nsub/a.txt,Oslo,speech\n")
    write(tmp_path / "sub" / "manifest.csv", "file;place\na.txt;Bergen\n")
    heading = read_folder(tmp_path)["a"].heading
    assert (heading.place, heading.kind) == ("Bergen", "speech")


def test_lines_of_a_file_share_the_row_of_it_but_for_id_and_title(tmp_path: Path) -> None:
    lines = [{"id": "x", "place": "Oslo", "paragraphs": ["Words."]}, {"id": "y", "paragraphs": ["Words."]}]
    write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)))
    write(tmp_path / "manifest.csv", "file,title,place\na.jsonl,T,Bergen\n")
    found = read_folder(tmp_path)
    assert [found[key].heading.place for key in "xy"] == ["Oslo", "Bergen"]
    assert found["y"].heading.title == "Untitled, y"


def test_an_edit_of_the_row_is_an_edit_of_its_file_alone(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, "Some words of a text.\n")
    write(tmp_path / "manifest.csv", "file,place\na.txt,Oslo\nb.txt,Oslo\n")
    before = [read_source_digest(source) for source in discover([tmp_path]).sources]
    write(tmp_path / "manifest.csv", "file,place\na.txt,Bergen\nb.txt,Oslo\n")
    after = [read_source_digest(source) for source in discover([tmp_path]).sources]
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    ("table", "line", "reason"),
    [
        ("file,plaice\na.txt,Oslo\n", 2, "unknown key 'plaice'; did you mean 'place'"),
        ("file,place\na.txt,Oslo,Bergen\n", 2, "the row has 3 cells, and the first line 2 columns"),
        ("file,date\na.txt,June\n", 2, "is not a valid date"),
        ("file,place\n../a.txt,Oslo\n", 2, "is no file of this folder"),
        ("file,place\na.txt,Oslo\na.txt,Oslo\n", 3, "the file stands in line 2 too"),
        ('file,place\na.txt,"Oslo\n', 2, "broken CSV"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line_and_keeps_its_folder_out(
    tmp_path: Path, table: str, line: int, reason: str
) -> None:
    write(tmp_path / "a.txt", "Some words of a text.\n")
    write(tmp_path / "manifest.csv", table)
    found = discover([tmp_path])
    assert found.sources == ()
    [refused] = found.refused
    assert reason in str(refused)
    assert refused.line == line


def test_a_row_without_its_file_is_told_and_the_others_go_in(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Some words of a text.\n")
    write(tmp_path / "manifest.csv", "file,place\na.txt,Oslo\ngone.txt,Oslo\n")
    found = discover([tmp_path])
    assert [source.path.name for source in found.sources] == ["a.txt"]
    [refused] = found.refused
    assert "gone.txt', which is not there" in str(refused)


def test_a_table_of_another_program_is_passed_over_as_before(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Some words of a text.\n")
    write(tmp_path / "manifest.csv", "name,size\na.txt,12\n")
    found = discover([tmp_path])
    assert found.refused == ()
    assert [Path(name).name for name in found.without_reader] == ["manifest.csv"]
