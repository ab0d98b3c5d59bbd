"""The real corpus goes into record and index as it stands in its file, and the second time costs next to nothing."""

import gzip
import json
from contextlib import closing
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import verify
from pincite.index.record.record import open_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import open_home
from tests.unit.ingest_child import CORPUS, finish

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the real statements are not here")


def test_the_corpus_is_in_record_and_index_alike(tmp_path: Path) -> None:
    first = finish(tmp_path, CORPUS, 1000)
    second = finish(tmp_path, CORPUS, 1000)

    assert (first["new"], first["paragraphs"], first["refused"]) == (1978, 38911, 0)
    assert first["peak_mb"] < 500
    assert (second["unchanged"], second["parsed"], second["batches"], second["skipped"]) == (1978, 0, 0, 1)
    assert second["cpu"] <= first["cpu"] / 10, (first["cpu"], second["cpu"])
    home = open_home(tmp_path)
    with (
        gzip.open(CORPUS, "rt", encoding="utf-8") as file,
        open_record(file_url(home.record)) as record,
        closing(open_engine(home.index, record.cursor_key())) as engine,
    ):
        source = {line["id"]: tuple(line["paragraphs"]) for line in map(json.loads, file)}
        assert {one.heading.id: one.texts for one in engine.indexed()} == source
        verification = verify(record, engine)
    # What verify compared with the index is what the source says.
    assert (verification.statements, verification.paragraphs, verification.findings) == (1978, 38911, ())
