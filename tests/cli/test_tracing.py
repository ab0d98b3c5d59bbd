"""``pincite timeline`` and ``pincite variants`` answer as the API does."""

import json
from pathlib import Path

import pytest

from pincite.app.cli import main
from tests.conftest import JOINT, Client

TREATY = "our commitment to the treaty of peace stands"


def told(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> str:
    assert main([*arguments, "--home", str(home)]) == 0
    return capsys.readouterr().out


def test_a_timeline_in_the_terminal(home: Path, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    says = told(capsys, home, "timeline", TREATY, "ironclad", "--interval", "quarter")
    assert "1927-Q4        30 in       1 100.0% (20.7% to 100.0%)  thin base" in says
    assert "3 of 3 bars have a base of fewer than 10 statements" in says
    assert "1 statement without a date stands in no bar" in says
    found = json.loads(told(capsys, home, "timeline", TREATY, "--json"))
    asked = client.json(f"/v1/timeline?wording={TREATY.replace(' ', '+')}")
    assert [one["paragraphs"] for one in found["series"]] == [one["paragraphs"] for one in asked["series"]]
    rows = told(capsys, home, "timeline", TREATY, "--format", "csv").splitlines()
    assert rows[1].startswith(f"{TREATY},1927,1927-01-01,1927-12-31,30,1,1.0,")
    says = told(capsys, home, "timeline", "commitment OR committed", "--split", "issuer")
    assert "A statement may have several issuers" in says


def test_forms_in_the_terminal(home: Path, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    says = told(capsys, home, "variants", f"Telegram number 4: {TREATY}", "--limit", "1")
    assert says.startswith(f"{TREATY}\n   29 paragraphs in 1 statement; first use: November 1927")
    assert "2 forms: 30 paragraphs in 1 statement." in says
    cursor = says.rpartition(" ")[2].strip().strip("`")
    says = told(capsys, home, "variants", f"Telegram number 4: {TREATY}", "--limit", "1", cursor)
    assert says.startswith("{+Telegram number 4: +}our commitment")
    found = json.loads(told(capsys, home, "variants", "--statement", JOINT, "--paragraph", "4", "--json"))
    asked = client.json(f"/v1/variants?statement={JOINT}&paragraph=4")
    assert [one["text"] for one in found["forms"]] == [one["text"] for one in asked["forms"]]


def test_what_is_wrong_is_said_with_its_mend(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["variants", "two words", "--home", str(home)]) == 2
    assert "--text: expected a wording of 3 to 1,000 words" in capsys.readouterr().err
    assert main(["timeline", *"abcdefghi", "--home", str(home)]) == 2
    assert "--wording: expected at most 8 values" in capsys.readouterr().err
