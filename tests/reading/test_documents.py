"""What goes in through the reader of documents: the gold set, the raw samples, ids, sidecars, workers that die."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pincite.index.reading import documents
from pincite.index.reading.draft import Source
from pincite.index.reading.formats import docx, epub, html, markdown, pdf, plaintext, tei
from pincite.index.reading.formats.table import SUFFIXES
from pincite.index.reading.formats.workers import Job, Workers
from pincite.index.reading.readers import READERS, read, read_source_digest
from pincite.index.reading.sources import discover
from pincite.index.values.errors import SourceError
from pincite.index.values.statement import Statement
from tests.conftest import DATA
from tests.reading import jobs
from tests.reading.gold import FORMATS, load_gold, load_score
from tests.reading.zips import pack

SAMPLES = DATA / "raw-samples"
DEPARTURES = {
    "html/energy-gov.html": "the heading 'Nuclear Energy' is a paragraph as its sisters are",
    "html/epa-gov.html": "a list item that holds a list has words of its own",
    "pdf/court-line-numbers.pdf": "its two pages print 11 paragraphs, not 12",
    "tei/frus1927v01-excerpt.xml": "rows of a table, and the words before a list, are paragraphs",
    "txt/DEU_70_2015.txt": "page and document numbers are no paragraphs; the sentence goes on over them",
}
"""Files of the gold set that are read otherwise than it says, and why."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as found:
        yield found


def source_of(path: Path) -> Source:
    [source] = discover([path]).sources
    return source


def parsed(path: Path, workers: Workers) -> list[Statement | SourceError]:
    outcomes: list[Statement | SourceError] = []
    for draft in read(source_of(path), workers):
        try:
            outcomes.append(draft.parse())
        except SourceError as error:
            outcomes.append(error)
    return outcomes


def statements(path: Path, workers: Workers) -> list[Statement]:
    found = parsed(path, workers)
    assert not [one for one in found if isinstance(one, SourceError)], found
    return [one for one in found if isinstance(one, Statement)]


def as_scored(statement: Statement) -> dict[str, Any]:
    heading = statement.heading
    return {
        "title": None if statement.provenance["title"] == "path" else heading.title,
        "date": heading.dates.edtf or None,
        "place": heading.place,
        "paragraphs": [paragraph.text for paragraph in statement.paragraphs],
    }


@pytest.mark.sampled(3)
@pytest.mark.skipif(not FORMATS.exists(), reason="../shared/data is not there")
@pytest.mark.parametrize("file", sorted(load_gold()) if FORMATS.exists() else [])
def test_a_gold_file_goes_in_whole_or_is_refused(file: str, workers: Workers) -> None:
    wanted, score = load_gold()[file], load_score()
    outcomes = parsed(FORMATS / file, workers)
    if "refused" in wanted:
        assert [isinstance(one, SourceError) for one in outcomes] == [True]
        return
    found = [one for one in outcomes if isinstance(one, Statement)]
    assert len(found) == len(wanted["documents"])
    results = [score.score_document(*pair) for pair in zip(wanted["documents"], map(as_scored, found), strict=True)]
    assert all(result["title"] and result["date"] and not result["foreign"] for result in results)
    assert all(map(score.whole, results)) == (file not in DEPARTURES), results
    if file == "zip/traversal.zip":
        assert len(outcomes) == len(found) + 3


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/data is not there")
def test_all_raw_samples_go_in(workers: Workers) -> None:
    found = discover([SAMPLES])
    counts: Counter[str] = Counter()
    identities: set[str] = set()
    for source in found.sources:
        for statement in statements(source.path, workers):
            counts[source.suffix] += 1
            identities.add(statement.heading.id)
    assert len(found.sources) == 94
    assert counts == {".md": 79, ".txt": 13, ".xml": 553}
    assert len(identities) == 79 + 13 + 553


def test_every_format_has_its_reader_and_a_sidecar(tmp_path: Path) -> None:
    assert all(READERS[suffix].SIDECAR for suffix in SUFFIXES)
    for name in ("page.htm", "UPPER.HTML", "a.Markdown", "b.XHTML"):
        (tmp_path / name).write_text("x")
    assert len(discover([tmp_path]).sources) == 4


def test_the_version_follows_those_of_the_formats() -> None:
    """When this fails, a format reads otherwise than before: give the reader a new version, and this list too."""
    versions = [module.VERSION for module in (epub, html, markdown, plaintext, tei)]
    assert (documents.READER_VERSION, versions) == (
        "documents/3",
        ["epub/2", "html/4", "markdown/4", "text/4", "tei/2"],
    )
    assert callable(pdf.read_pdf)
    assert callable(docx.read_docx)


def test_a_sidecar_wins_over_the_document_and_names_the_part_of_a_page(tmp_path: Path, workers: Workers) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<html><head><title>Page</title></head><body><div class='x'><p>Furniture of the page.</p></div>"
        "<div id='content'><p>We met in Geneva today.</p><p>We agreed on all points.</p></div></body></html>"
    )
    (tmp_path / "a.yaml").write_text('title: The Title\nbody: "#content"\nplace: Geneva\n')
    [statement] = statements(page, workers)
    assert (statement.heading.title, statement.heading.place) == ("The Title", "Geneva")
    assert statement.provenance["title"] == "sidecar"
    assert [p.text for p in statement.paragraphs] == ["We met in Geneva today.", "We agreed on all points."]


def test_what_many_statements_have_in_common_stands_in_their_sidecar(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "v.zip"
    path.write_bytes(pack([("a.txt", b"We met."), ("b.txt", b"We agreed."), ("README.md", b"x")]))
    (tmp_path / "v.yaml").write_text("id: one\ntitle: One\nseries: Papers\n")
    found = statements(path, workers)
    assert [(one.heading.id, one.heading.title, one.heading.series) for one in found] == [
        ("a", "Untitled, a.txt", "Papers"),
        ("b", "Untitled, b.txt", "Papers"),
    ]


def test_members_of_an_archive_with_one_id_are_named_both(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "v.zip"
    members = [("x/a.txt", b"We met."), ("y/a.txt", b"Agreed."), ("p.png", b"\x89PNG"), ("bad.txt", b"\x89PNG\r\n")]
    path.write_bytes(pack(members))
    found = parsed(path, workers)
    refused = [str(one) for one in found if isinstance(one, SourceError)]
    assert len(refused) == 3
    assert f"{path}/y/a.txt" in refused[0]
    assert "'x/a.txt'" in refused[0]
    assert "no reader" in refused[1]
    assert f"{path}/bad.txt: is a picture" in refused[2]


def test_the_digest_of_one_statement_of_many_does_not_follow_the_others(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "v.zip"

    def digests(second: bytes) -> list[str]:
        path.write_bytes(pack([("a.txt", b"We met."), ("b.txt", second)]))
        return [draft.digest for draft in read(source_of(path), workers)]

    one, two = digests(b"We agreed."), digests(b"We did not agree.")
    assert one == digests(b"We agreed.")
    assert one[0] == two[0]
    assert one[1] != two[1]


def test_a_single_statement_has_the_digest_of_its_source(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Title\n\nWe met.\n")
    source = source_of(path)
    [draft] = read(source, workers)
    assert draft.digest == read_source_digest(source)


def test_an_encoding_is_recorded_with_its_confidence(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "a.txt"
    said = "Les Parties ont décidé à l'unanimité d'agréer la déclaration."
    path.write_bytes(said.encode("utf-16"))
    assert statements(path, workers)[0].provenance["encoding"] == "utf-16-le, confidence 1.00"
    path.write_bytes(said.encode("cp1252"))
    [statement] = statements(path, workers)
    assert statement.paragraphs[0].text == said
    assert re.fullmatch(r"[a-z0-9-]+, confidence 0\.\d\d", statement.provenance["encoding"])
    path.write_text(said, encoding="utf-8")
    assert "encoding" not in statements(path, workers)[0].provenance


def test_a_worker_that_dies_costs_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text("# Title\n\nWe met.\n")
    run = documents._run

    def run_or_die(job: Job, workers: Workers | None) -> list[Any]:
        return run(Job(job.name, jobs.die, (9,)) if job.name == "b.md" else job, workers)

    monkeypatch.setattr(documents, "_run", run_or_die)
    with Workers() as own:
        outcomes = [parsed(tmp_path / name, own)[0] for name in ("a.md", "b.md", "c.md")]
    assert [isinstance(one, Statement) for one in outcomes] == [True, False, True]
    assert f"{tmp_path / 'b.md'}: its reader died (signal 9)" in str(outcomes[1])


def test_a_text_that_is_a_page_is_read_as_one(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "a.txt"
    path.write_text("<!DOCTYPE html><html><body><h1>The Title</h1><p>We met.</p><p>We agreed.</p></body></html>")
    [statement] = statements(path, workers)
    assert statement.heading.title == "The Title"
    assert json.dumps([p.text for p in statement.paragraphs]) == '["We met.", "We agreed."]'
    assert os.fspath(path) not in statement.text
