"""Without the extra, agents are told the command that installs it, and everything else answers."""

import sys
from pathlib import Path

import pytest
from fastapi import FastAPI

from pincite.app.cli import main
from tests.api.test_quote_checking import post
from tests.conftest import Client

COMMAND = "pip install 'pincite[mcp]'"


def test_the_address_answers_with_the_command(app: FastAPI, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    answer = post(app, b"{}", "/mcp", host="archive.example.org")
    assert (answer.status_code, answer.json()["code"]) == (501, "not_installed")
    assert COMMAND in answer.json()["detail"]
    assert client.get("/v1/search?q=ironclad").status_code == 200


def test_the_command_names_the_command(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert main(["mcp", "--home", str(home)]) != 0
    assert COMMAND in capsys.readouterr().err
