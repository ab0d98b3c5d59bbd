"""The example of docs/dump-format.md is a dump, and the page knows every name that a dump has."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index.backup import dump, load
from pincite.index.backup.dumpformat import FORMAT, Line
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.source_store import SourceStore
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "dump-format.md").read_text(encoding="utf-8")
EXAMPLE, COMMANDS = (
    re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0] for kind in ("json", "sh")
)


def names(value: object) -> Iterator[str]:
    """Every key of a JSON schema's objects."""
    if isinstance(value, dict):
        yield from value.get("properties", {})
        for each in value.values():
            yield from names(each)
    elif isinstance(value, list):
        for each in value:
            yield from names(each)


def test_the_example_is_loaded_and_dumped_again(tmp_path: Path) -> None:
    (tmp_path / "example.jsonl").write_text(EXAMPLE, encoding="utf-8")
    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        sources = SourceStore(tmp_path / "sources")
        load(record, tmp_path / "example.jsonl", sources=sources)
        dump(record, tmp_path / "again.jsonl", sources=sources)
        assert record.statement("joint-2018").paragraphs[0].label == "1."
        assert record.counts().withdrawn == 1
    assert (tmp_path / "again.jsonl").read_text(encoding="utf-8") == EXAMPLE


def test_the_example_has_every_kind_of_line() -> None:
    assert {next(iter(json.loads(line))) for line in EXAMPLE.splitlines()} == set(Line.model_fields)


@pytest.mark.parametrize("name", sorted(set(names(Line.model_json_schema()))))
def test_every_name_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_page_is_of_this_format() -> None:
    assert f"This page is format {FORMAT}." in PAGE


def test_the_commands_do_what_they_say(tmp_path: Path) -> None:
    assert shutil.which("sha256sum")
    (tmp_path / "archive.jsonl").write_text(EXAMPLE, encoding="utf-8")
    done = subprocess.run(["sh", "-euc", COMMANDS], cwd=tmp_path, capture_output=True, text=True, check=True)
    digest, version = done.stdout.splitlines()
    assert digest.split()[0] == json.loads(EXAMPLE.splitlines()[-1])["end"]["sha256"]
    assert json.loads(version)["version"]["statement"] == "joint-2018"
