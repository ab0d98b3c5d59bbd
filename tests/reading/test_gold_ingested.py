"""The gold set through the whole ingest: what the record holds afterwards is scored, and the last line counts it."""

import json
from pathlib import Path

import pytest

from pincite.index.record.contents import StatementItem
from pincite.index.record.record import open_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import create_home
from pincite.index.values.statement import Statement
from tests.calls import Caller
from tests.reading.gold import FORMATS, load_gold, load_score
from tests.reading.test_documents import DEPARTURES, as_scored

pytestmark = pytest.mark.skipif(not FORMATS.exists(), reason="../shared/data is not there")


def test_the_gold_set_is_whole_in_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, score = load_gold(), load_score()
    home = tmp_path / "var"
    caller = Caller(monkeypatch, capsys)
    said = caller.call("ingest", "--json", *(str(FORMATS / file) for file in gold), "--home", str(home), code=65)
    done = json.loads(said.stdout.splitlines()[-1])

    with open_record(file_url(create_home(home).record)) as record:
        ids = [one.heading.id for one in record.contents() if isinstance(one, StatementItem)]
        held = [record.statement(identity) for identity in ids]
    wanted = [(file, one) for file, entry in gold.items() for one in entry.get("documents", ())]
    # The archives hold texts that stand beside them too: those are said once.
    assert done["new"] == len(held) == len(wanted) - len(done["repeated"])
    assert len(done["repeated"]) == 4
    whole: list[str] = []
    for file, document in wanted:
        found = [
            Statement(one.heading, one.text, one.paragraphs, one.provenance)
            for one in held
            if one.source == str(FORMATS / file) or file.startswith("zip/")
        ]
        results = [score.score_document(document, as_scored(one)) for one in found]
        best = max(results, key=lambda result: (score.whole(result), result["title"], result["starts"][0]))
        assert best["title"]
        assert best["date"]
        assert not best["foreign"]
        whole += [file] if score.whole(best) else []
    assert {file for file, _ in wanted} - set(whole) <= set(DEPARTURES)
    assert len(wanted) - len(whole) <= 6
    refused = {Path(one["path"]).name for one in done["refused"]}
    assert {Path(file).name for file, entry in gold.items() if "refused" in entry} <= refused
